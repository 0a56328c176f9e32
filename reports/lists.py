"""The list of trucks behind a day's figures, without database and clock: what it makes, and how two lists differ."""

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final, NamedTuple

from reports.figures import Count, Figures, compose, part, together
from reports.queries.counting import Group, Tally
from reports.queries.counting_worth import Lot

LEFT, TURNED_BACK, LEFT_OVER, UNREGISTERED, NOTHING = "left", "turned_back", "left_over", "unregistered", ""
STOOD: Final = frozenset({LEFT, TURNED_BACK, LEFT_OVER})
"""What a declared truck that was seen can have come to."""


class Row(NamedTuple):
    """One truck as a day counts it; the columns of reports.models.CountedVehicle, in its order."""

    vehicle_id: int | None
    number: str
    plate: str
    gate_code: str
    lane_code: str
    direction: str
    cargo: str
    fate: str
    has_arrived: bool
    farm_produce_kg: int
    value: dict[str, str]
    payments: list[list[Any]]
    """Fees paid within the day: event, gate, kind and đồng of each."""
    seen_event_id: int | None
    end_event_id: int | None
    scan_id: int | None

    @property
    def key(self) -> tuple[int, str]:
        """By what the same truck is known in another list; trucks without a declaration by their plate."""
        return (0, self.plate) if self.vehicle_id is None else (self.vehicle_id, "")

    @property
    def has_carried_over(self) -> bool:
        """Whether it stood there when the day began."""
        return self.fate in STOOD and not self.has_arrived


Change = tuple[Row | None, Row | None]
"""A truck as the former list has it, and as the later one does; None: not at all."""


def figures_of(rows: Iterable[Row], *, given: Figures) -> Figures:
    """The figures that these trucks make; what is not counted of trucks (closed gates, comparison…) is taken as given.

    :raises PartsDoNotAdd: they make no whole.
    """
    before = {code: one["left_over"]["total"] - one["left_over"]["change"] for code, one in given["gates"].items()}
    by_gate = counts(rows, before=before, codes=given["gates"])
    return compose(
        date=dt.date.fromisoformat(given["date"]),
        cut_off=given["cut_off"],
        total=part(together(by_gate.values())),
        gates={code: part(count) for code, count in by_gate.items()},
        closed_gates=given["closed_gates"],
        comparison=given["comparison"],
        outlook=given["outlook"],
    )


def counts(rows: Iterable[Row], *, before: Mapping[str, int], codes: Iterable[str]) -> dict[str, Count]:
    """What is known of each gate by its trucks.

    :param before: what was left over there on the day before.   :param codes: the gates to be named in any case.
    """
    numbers: dict[str, dict[Group, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    unregistered, fees = Counter[str](), Counter[tuple[str, str]]()
    lots: dict[str, list[Lot]] = defaultdict(list)
    lanes: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for row in rows:
        for _event, gate, kind, amount in row.payments:
            fees[gate, kind] += amount
        if row.fate == UNREGISTERED:
            unregistered[row.gate_code] += 1
        elif row.fate in STOOD:
            tally = numbers[row.gate_code][Group(row.gate_code, row.direction, row.cargo)]
            tally.update([row.fate, "arrived" if row.has_arrived else "carried_over"])
        if row.fate == LEFT:
            lanes[row.gate_code][row.lane_code, row.direction] += 1
            lots[row.gate_code] += _lots(row)
    named = {*numbers, *unregistered, *before, *(gate for gate, _kind in fees)}
    return {
        code: Count(
            tallies=[Tally(group, **tally) for group, tally in numbers[code].items()],
            unregistered=unregistered[code],
            left_over_before=before.get(code, 0),
            lots=lots[code],
            fees={kind: paid for (gate, kind), paid in fees.items() if gate == code},
            left_by_lane=lanes[code],
        )
        for code in dict.fromkeys([*codes, *sorted(named)])
    }


def _lots(row: Row) -> Iterator[Lot]:
    if row.farm_produce_kg:
        yield Lot(row.vehicle_id, row.gate_code, row.direction, "", row.farm_produce_kg, Decimal(0))
    for currency, amount in row.value.items():
        yield Lot(row.vehicle_id, row.gate_code, row.direction, currency, 0, Decimal(amount))


def line(row: Row) -> str:
    """A truck as the bulletin's hash covers it: canonical JSON."""
    return json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def changes(former: Iterable[Row], later: Iterable[Row]) -> list[Change]:
    """The trucks that two lists count differently, in the order of the lists. A plate mended is no difference."""
    was, now = ({row.key: row for row in rows} for rows in (former, later))
    pairs = [(was.get(key), now.get(key)) for key in sorted(was.keys() | now.keys())]
    return [(old, new) for old, new in pairs if _substance(old) != _substance(new)]


def _substance(row: Row | None) -> Row | None:
    return row and row._replace(plate="")


def as_published(later: Iterable[Row], former: Iterable[Row]) -> list[Row]:
    """A list made again, with every truck that stood at the cut-off as the former list has it.

    What is changed in its declaration while it stands there belongs to the days that come; what is changed of goods
    that are through already is a correction.
    """
    was = {row.key: row for row in former}
    return [_standing(row, was.get(row.key)) if row.fate == LEFT_OVER else row for row in later]


def _standing(row: Row, was: Row | None) -> Row:
    if was is None:
        return row
    return row._replace(plate=was.plate, lane_code=was.lane_code, cargo=was.cargo)
