"""The figures of a bulletin: their shape and their arithmetic, without database and clock.

A bulletin has one part for each gate and one, of the same shape, for all of them together. `cut` gives a reader the
parts of his gates, with a total of just those, so that parts make the whole in every cut.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple

from declarations.stages import CargoKind, Direction
from reports.queries.counting import Tally

Part = dict[str, Any]
Figures = dict[str, Any]

QUIET, CONGESTED, GROWING, SHRINKING, STEADY = "quiet", "congested", "growing", "shrinking", "steady"
CONGESTED_FROM: Final = 1000
"""Trucks left over from which a bulletin speaks of congestion: the orange of the public board."""


class PartsDoNotAdd(Exception):
    """A whole is not the sum of its parts: an error of the program, never of the data."""


class Count(NamedTuple):
    """What is known of a gate, or of all: tallies, trucks without a declaration, what stood there the day before."""

    tallies: list[Tally]
    unregistered: int
    left_over_before: int


def part(count: Count) -> Part:
    """The part of a bulletin that says this count, in the bulletin's order."""
    exports = [tally for tally in count.tallies if tally.group.direction == Direction.EXPORT]
    imports = [tally for tally in count.tallies if tally.group.direction == Direction.IMPORT]
    fruit, other = _split(exports, CargoKind.FRUIT)
    new_vehicles, goods = _split(imports, CargoKind.NEW_VEHICLE)
    declared = _sum(exports, lambda tally: tally.left_over)
    left_over = declared + count.unregistered
    return {
        "cleared": _sum(count.tallies, _left),
        "export": {"total": _sum(exports, _left), "fruit": _sum(fruit, _left), "other": _sum(other, _left)},
        "import": {
            "total": _sum(imports, _left),
            "goods": _sum(goods, _left),
            "new_vehicles": _sum(new_vehicles, _left),
        },
        "left_over": {
            "total": left_over,
            "fruit": _sum(fruit, lambda tally: tally.left_over),
            "other": _sum(other, lambda tally: tally.left_over),
            "unregistered": count.unregistered,
            "change": left_over - count.left_over_before,
        },
        "turned_back": _sum(exports, lambda tally: tally.turned_back),
        "new_vehicles_remaining": _sum(new_vehicles, lambda tally: tally.left_over),
        "arrived": _sum(exports, lambda tally: tally.arrived),
        "carried_over": _sum(exports, lambda tally: tally.carried_over),
        "import_inside": _sum(imports, lambda tally: tally.left_over),
        "import_turned_back": _sum(imports, lambda tally: tally.turned_back),
    }


def _left(tally: Tally) -> int:
    return tally.left


def _sum(tallies: Iterable[Tally], number: Callable[[Tally], int]) -> int:
    return sum(number(tally) for tally in tallies)


def _split(tallies: list[Tally], kind: str) -> tuple[list[Tally], list[Tally]]:
    return [t for t in tallies if t.group.cargo == kind], [t for t in tallies if t.group.cargo != kind]


def compose(
    *, date: dt.date, cut_off: str, total: Part, gates: Mapping[str, Part], closed_gates: Iterable[str]
) -> Figures:
    """A whole bulletin of its parts.

    :raises PartsDoNotAdd: the gates do not make the total, or a part's own parts do not make it.
    """
    for name, one in {"total": total, **gates}.items():
        _require_whole(name, one)
    if gates and add(gates.values()) != total:
        raise PartsDoNotAdd("the gates do not make the total")
    return {
        "date": date.isoformat(),
        "cut_off": cut_off,
        "total": total,
        "gates": dict(gates),
        "arrived": total["arrived"],
        "import_inside": total["import_inside"],
        "new_vehicles_remaining": total["new_vehicles_remaining"],
        "closed_gates": list(closed_gates),
        "assessment": assess(total),
    }


def _require_whole(name: str, one: Part) -> None:
    exports, imports, left_over = one["export"], one["import"], one["left_over"]
    declared = left_over["fruit"] + left_over["other"]
    sums = {
        "cleared": one["cleared"] == exports["total"] + imports["total"],
        "export": exports["total"] == exports["fruit"] + exports["other"],
        "import": imports["total"] == imports["goods"] + imports["new_vehicles"],
        "left_over": left_over["total"] == declared + left_over["unregistered"],
        "new_vehicles_remaining": one["new_vehicles_remaining"] <= one["import_inside"],
        "stock": one["carried_over"] + one["arrived"] == exports["total"] + one["turned_back"] + declared,
    }
    wrong = [member for member, holds in sums.items() if not holds]
    if wrong:
        raise PartsDoNotAdd(f"{name}: {', '.join(wrong)}")


def add(parts: Iterable[Part]) -> Part:
    """The sum of parts, member by member; of none, nothing but zeros."""
    total = part(Count([], 0, 0))
    for one in parts:
        total = _added(total, one)
    return total


def _added(one: Part, other: Part) -> Part:
    return {
        name: _added(value, other[name]) if isinstance(value, dict) else value + other[name]
        for name, value in one.items()
    }


def cut(figures: Figures, gates: Iterable[str]) -> Figures:
    """The bulletin of these gates alone, in this order, whatever order the figures were kept in."""
    parts = {code: _in_order(figures["gates"][code]) for code in gates if code in figures["gates"]}
    return compose(
        date=dt.date.fromisoformat(figures["date"]),
        cut_off=figures["cut_off"],
        total=add(parts.values()),
        gates=parts,
        closed_gates=[code for code in figures["closed_gates"] if code in parts],
    )


def _in_order(one: Part) -> Part:
    return _added(part(Count([], 0, 0)), one)


def assess(total: Part) -> str:
    """The code of the one line of assessment (its words: reports/words.py)."""
    left_over, change = total["left_over"]["total"], total["left_over"]["change"]
    if not (total["cleared"] or total["arrived"] or left_over or total["import_inside"]):
        return QUIET
    if left_over >= CONGESTED_FROM:
        return CONGESTED
    if change == 0:
        return STEADY
    return GROWING if change > 0 else SHRINKING


def digest(figures: Figures) -> str:
    """The SHA-256 (hex) of the figures as canonical JSON."""
    canonical = json.dumps(figures, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
