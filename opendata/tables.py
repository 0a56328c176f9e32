"""From what was counted of a day to what is given out of it: the table, its sums, and the small cells hidden. Pure.

A day is given out as `daily {order, gates: {gate: {column: number or null}}}` and as `hourly {order, starts_at, gates:
{gate: {direction: {arrived: [number or null], cleared: [the same]}}}}`. Null is hidden. `order` lists the gates, "all"
first: what keeps the document does not keep the order of its members.

Not given out, because sums and differences of days would tell the small ones: what was turned back, what was carried
over, and the parts of what is left over. So the stock of one day never follows from that of another.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from opendata.columns import ALL, FIGURES, WAYS
from opendata.suppression import LEAST, Relation, hidden_cells

Key = tuple[str, str, str | int]
"""Gate, what is counted (`export.left`…), and which of it: a kind, an hour, or `day`."""
DAY: Final = "day"
KINDS: Final = {"export": ("fruit", "other"), "import": ("goods", "new_vehicles")}
PARTS: Final = {
    "export": "export.left/day",
    "export_fruit": "export.left/fruit",
    "export_other": "export.left/other",
    "import": "import.left/day",
    "import_goods": "import.left/goods",
    "import_new_vehicles": "import.left/new_vehicles",
    "export_arrived": "export.arrived/day",
    "import_arrived": "import.arrived/day",
    "left_over": "left_over/day",
}
"""Where the daily columns stand in the table; `cleared` is shown where both of its parts are."""


class Document(NamedTuple):
    """What is given out of a day."""

    daily: dict[str, Any]
    hourly: dict[str, Any]


class Counted(NamedTuple):
    """What was counted of a day, by gate: vehicles that left by direction and kind, the hours, what is left over."""

    gates: Sequence[str]
    hours: Sequence[str]
    left: Mapping[tuple[str, str, str], int]
    """By gate, direction and kind (`KINDS`)."""
    left_in: Mapping[tuple[str, str, int], int]
    """By gate, direction and number of the hour."""
    arrived_in: Mapping[tuple[str, str, int], int]
    left_over: Mapping[str, int]


def cells(counted: Counted) -> dict[Key, int]:
    """Every number of the day, those of all gates together included."""
    values: dict[Key, int] = {}
    for gate in counted.gates:
        values[gate, "left_over", DAY] = counted.left_over.get(gate, 0)
        for way in WAYS:
            for kind in KINDS[way]:
                values[gate, f"{way}.left", kind] = counted.left.get((gate, way, kind), 0)
            values[gate, f"{way}.left", DAY] = sum(values[gate, f"{way}.left", kind] for kind in KINDS[way])
            for hour in range(len(counted.hours)):
                values[gate, f"{way}.left", hour] = counted.left_in.get((gate, way, hour), 0)
                values[gate, f"{way}.arrived", hour] = counted.arrived_in.get((gate, way, hour), 0)
            hours = (values[gate, f"{way}.arrived", hour] for hour in range(len(counted.hours)))
            values[gate, f"{way}.arrived", DAY] = sum(hours)
    for _gate, what, which in list(values):
        values[ALL, what, which] = sum(values[gate, what, which] for gate in counted.gates)
    return values


def relations(counted: Counted) -> list[Relation]:
    """Every sum in it: gates make the whole, hours the day, kinds the day."""
    found = [
        Relation((ALL, what, which), tuple((gate, what, which) for gate in counted.gates))
        for what, which in _lines(counted)
    ]
    for gate in (ALL, *counted.gates):
        for way in WAYS:
            found.append(_day(gate, f"{way}.left", KINDS[way]))
            found.append(_day(gate, f"{way}.left", range(len(counted.hours))))
            found.append(_day(gate, f"{way}.arrived", range(len(counted.hours))))
    return found


def _day(gate: str, what: str, parts: Iterable[str | int]) -> Relation:
    return Relation((gate, what, DAY), tuple((gate, what, part) for part in parts))


def _lines(counted: Counted) -> list[tuple[str, str | int]]:
    hours = [*range(len(counted.hours)), DAY]
    ways = [(f"{way}.left", which) for way in WAYS for which in (*KINDS[way], *hours)]
    return [("left_over", DAY), *ways, *((f"{way}.arrived", which) for way in WAYS for which in hours)]


def document(counted: Counted, *, former: Sequence[Document] = ()) -> Document:
    """What is given out of the day.

    What a former revision hid stays hidden, and what changed by one or two since it was shown is hidden now: whoever
    kept the former files would know of one or two vehicles what became of them.

    :param former: what was given out of the day before.
    :raises opendata.suppression.NoSum: the hours or the kinds do not make the day.
    """
    values = cells(counted)
    sensitive = {key for key, value in values.items() for one in former if _is_near(_said(one, key), value)}
    hidden = hidden_cells(values, relations(counted), sensitive=sensitive, vague=_vague(values))
    shown = {key: None if key in hidden else value for key, value in values.items()}
    gates = [ALL, *counted.gates]
    series = {
        gate: {way: {name: _hours(gate, f"{way}.{what}", shown) for name, what in SERIES.items()} for way in WAYS}
        for gate in gates
    }
    return Document(
        daily={"order": gates, "gates": {gate: _daily(gate, shown) for gate in gates}},
        hourly={"order": gates, "starts_at": list(counted.hours), "gates": series},
    )


SERIES: Final = {"arrived": "arrived", "cleared": "left"}


def _vague(values: Mapping[Key, int]) -> list[Key]:
    """The hours of a day that is not empty: of them 0 is hidden too."""
    return [key for key in values if isinstance(key[2], int) and values[key[0], key[1], DAY]]


def _is_near(before: int | None, value: int) -> bool:
    return before is None or 0 < abs(value - before) < LEAST


def _daily(gate: str, shown: Mapping[Key, int | None]) -> dict[str, int | None]:
    said: dict[str, int | None] = {"cleared": None}
    for column, place in PARTS.items():
        what, which = place.split("/")
        said[column] = shown[gate, what, which]
    exports, imports = said["export"], said["import"]
    said["cleared"] = None if exports is None or imports is None else exports + imports
    return {column: said[column] for column in FIGURES}


def _hours(gate: str, what: str, shown: Mapping[Key, int | None]) -> list[int | None]:
    number = sum(1 for key in shown if key[:2] == (gate, what) and isinstance(key[2], int))
    return [shown[gate, what, hour] for hour in range(number)]


def _said(document: Document, key: Key) -> int | None:
    """What was given out under that key; a gate or an hour that there was not yet had nothing."""
    gate, what, which = key
    if isinstance(which, int):
        way, series = what.split(".")
        name = next(name for name, counted in SERIES.items() if counted == series)
        return _at(document.hourly["gates"], gate, way, name, which)
    column = next(column for column, place in PARTS.items() if place == f"{what}/{which}")
    return _at(document.daily["gates"], gate, column)


def _at(said: Any, *steps: str | int) -> int | None:
    for step in steps:
        if isinstance(said, list):
            said = dict(enumerate(said))
        if said is None or step not in said:
            return 0
        said = said[step]
    return None if said is None else int(said)


def changes_little(counted: Counted, before: Counted) -> bool:
    """Whether no number of the day has changed by three or more."""
    now, then = cells(counted), cells(before)
    return all(abs(now.get(key, 0) - then.get(key, 0)) < LEAST for key in {**now, **then})
