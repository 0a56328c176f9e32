"""The few figures that periods are compared by, without database and clock.

A base says what is known of a period: `{cleared, export, import, farm_produce_kg {export, import}, trade_value {export:
{CUR: "123.45"}, import: {…}}}`. None is unknown and stays so through every sum; it is never a nought.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

Base = dict[str, Any]
Compared = dict[str, Any]
"""`{total: base or None, gates: {code: base or None}}`, and beside them what the reader must know of it."""
Values = dict[str, Decimal]
"""What is known, by path; counts and kilograms are whole numbers."""

COUNTS: Final = ("cleared", "export.total", "import.total")
WEIGHTS: Final = ("farm_produce_kg.export", "farm_produce_kg.import")
TRADES: Final = ("trade_value.export", "trade_value.import")
"""A currency stands behind each: `trade_value.export.USD`."""
WAYS: Final = ("export", "import")
MEASURES: Final = (*COUNTS, *WEIGHTS, *TRADES)


def values_of(part: Mapping[str, Any]) -> Values:
    """What a part of a bulletin says of these figures; one made before they were counted says less."""
    known: Values = {}
    for path in (*COUNTS, *WEIGHTS):
        value = at(part, path)
        if value is not None:
            known[path] = Decimal(value)
    for path in TRADES:
        for currency, value in (at(part, path) or {}).items():
            known[f"{path}.{currency}"] = Decimal(value)
    return known


def knows_trade(part: Mapping[str, Any]) -> bool:
    """Whether a part of a bulletin counts trade values at all, so that a currency it does not name is a nought."""
    return all(at(part, path) is not None for path in TRADES)


def at(part: Mapping[str, Any], path: str) -> Any:
    """What a part says under that path; None where it says nothing."""
    value: Any = part
    for step in path.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def base_of(known: Callable[[str], Decimal | None], currencies: Mapping[str, Collection[str] | None]) -> Base | None:
    """The base of what `known` says for each path; None where it says nothing at all.

    :param currencies: by path of `TRADES` the currencies to be asked for; None where nothing is known of the trade.
    """
    whole = {path: _whole(known(path)) for path in (*COUNTS, *WEIGHTS)}
    trade = {
        path: None if names is None else {name: _decimal(known(f"{path}.{name}")) for name in sorted(names)}
        for path, names in currencies.items()
    }
    if not any(value is not None for value in (*whole.values(), *trade.values())):
        return None
    return {
        "cleared": whole["cleared"],
        "export": whole["export.total"],
        "import": whole["import.total"],
        "farm_produce_kg": {way: whole[f"farm_produce_kg.{way}"] for way in WAYS},
        "trade_value": {way: trade.get(f"trade_value.{way}") for way in WAYS},
    }


def _whole(value: Decimal | None) -> int | None:
    return None if value is None else int(value)


def _decimal(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:.2f}"


def add(bases: Iterable[Base | None]) -> Base | None:
    """The sum of bases, figure by figure; what one of them does not know, the sum does not know. None of none."""
    every = list(bases)
    if not every or all(base is None for base in every):
        return None
    return {
        **{name: _sum(every, name) for name in ("cleared", "export", "import")},
        "farm_produce_kg": {way: _sum(every, f"farm_produce_kg.{way}") for way in WAYS},
        "trade_value": {way: _trade([at(base or {}, f"trade_value.{way}") for base in every]) for way in WAYS},
    }


def _sum(bases: list[Base | None], path: str) -> int | None:
    values = [at(base or {}, path) for base in bases]
    return None if None in values else sum(values)


def _trade(values: list[dict[str, str | None] | None]) -> dict[str, str | None] | None:
    if None in values:
        return None
    known = [value for value in values if value is not None]
    return {
        name: _amount([value.get(name) for value in known]) for name in sorted({n for value in known for n in value})
    }


def _amount(values: list[str | None]) -> str | None:
    return None if None in values else _decimal(sum((Decimal(value or 0) for value in values), Decimal()))


def cut(compared: Compared, gates: Collection[str]) -> Compared:
    """What somebody sees who may see these gates: their bases, and a total of just those.

    The whole's own total (a plan may be made for all together only) is shown to whoever sees every gate.
    """
    parts = {code: base for code, base in compared["gates"].items() if code in gates}
    sees_all = bool(parts) and len(parts) == len(compared["gates"])
    total = compared["total"] if sees_all else add(parts.values())
    return {**compared, "total": total, "gates": parts}
