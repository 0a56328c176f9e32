"""What stands beside the counts of a bulletin, cut to the gates that a reader may see. Pure."""

from collections.abc import Collection
from typing import Any, Final

from reports import bases

Figures = dict[str, Any]
Comparison = dict[str, bases.Compared]
"""By what it is compared with (`year_before`, `plan`, of a period `period_before`) the base values, as
reports.queries.comparing says them.
"""
UNKNOWN: Final[bases.Compared] = {
    "starts_on": None, "ends_on": None, "days": 0, "known_days": {"total": None, "gates": {}}, "sources": [],
    "total": None, "gates": {},
}  # fmt: skip
NOTHING_TO_COMPARE: Final[Comparison] = {
    "year_before": UNKNOWN,
    "plan": {"kind": None, "starts_on": None, "ends_on": None, "so_far": False, "total": None, "gates": {}},
}
"""As a bulletin says it that was made before anything was compared."""


def comparison(figures: Figures, gates: Collection[str]) -> Comparison:
    """What these gates are compared with; what is known of all of them together, only beside all of them."""
    kept: Comparison = figures.get("comparison") or {}
    is_whole = len(gates) == len(figures["gates"])
    cut_down = {name: bases.cut(against, gates) for name, against in (NOTHING_TO_COMPARE | kept).items()}
    for against in cut_down.values():
        known = against.get("known_days")
        if known is not None:
            of_gates = {code: days for code, days in known["gates"].items() if code in gates}
            against["known_days"] = {"total": known["total"] if is_whole else None, "gates": of_gates}
    return cut_down


def outlook(figures: Figures, gates: Collection[str]) -> Figures | None:
    """What is expected at these gates; that of all of them, only beside all of them."""
    said: Figures | None = figures.get("outlook")
    if said is None:
        return None
    total = said["total"] if len(gates) == len(figures["gates"]) else None
    return {**said, "total": total, "gates": {code: said["gates"][code] for code in gates if code in said["gates"]}}


def of_days(figures: Figures, gates: Collection[str]) -> Figures | None:
    """Of a period: the revisions of its days, and on how many these gates were closed; None of a day."""
    if "days" not in figures:
        return None
    closed = {code: figures["closed_days"][code] for code in gates if code in figures["closed_days"]}
    return {"days": dict(sorted(figures["days"].items())), "closed_days": closed}
