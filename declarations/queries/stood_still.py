"""What stood still at gates, for whom: pauses, stops of intake, closed days, outages and faults. Reads, no writes."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from declarations.findings.limits import GATE_TIME
from declarations.line.duties import AFTER, Excuse, Still
from declarations.models import DayMode, IntakeStop, OpeningHours, Outage, Pause, Vehicle


@dataclass
class StoodStill:
    """What stood still at some gates within bounds: pauses, stops, closed days, outages and faults."""

    rows: list[tuple[int | None, Still, tuple[int | None, str, str]]] = field(default_factory=list)

    @classmethod
    def at(cls, gates: Collection[int], first: datetime, last: datetime) -> "StoodStill":
        """What catches anybody who had a time between to do his duty (4 queries)."""
        return cls([*_pauses(gates, first, last), *_stops(gates, first, last), *_closed(gates, first, last),
                    *_outages(gates, first, last)])  # fmt: skip

    def of(self, truck: Vehicle, *, gate_id: int) -> list[Still]:
        """What stood still for that truck at that gate: of its lane, its cargo, its direction. Reads its declaration.

        One that was to come there and goes to another gate now has no lane there any more: any of them counts.
        """
        lane = truck.declaration.lane_id if truck.gate_id == gate_id else None
        return [
            still
            for gate, still, (of_lane, direction, cargo) in self.rows
            if gate in (None, gate_id)
            and (of_lane is None or lane is None or lane == of_lane)
            and direction in ("", truck.direction)
            and cargo in ("", truck.main_cargo)
        ]


_Rows = Iterator[tuple[int | None, Still, tuple[int | None, str, str]]]


def _pauses(gates: Collection[int], first: datetime, last: datetime) -> _Rows:
    rows = Pause.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gte=first - AFTER), gate__in=gates, started_at__lte=last
    )
    for gate, lane, direction, since, until, why in rows.values_list(
        "gate_id", "lane_id", "lane__direction", "started_at", "ended_at", "reason"
    ):
        yield gate, Still(Excuse.PAUSE, since, until, why), (lane, direction or "", "")


def _stops(gates: Collection[int], first: datetime, last: datetime) -> _Rows:
    rows = IntakeStop.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gte=first - AFTER), gate__in=gates, starts_at__lte=last
    )
    for gate, direction, cargo, since, until, why in rows.values_list(
        "gate_id", "direction", "cargo_kind", "starts_at", "ends_at", "reason"
    ):
        yield gate, Still(Excuse.STOPPED, since, until, why), (None, direction, cargo)


def _closed(gates: Collection[int], first: datetime, last: datetime) -> _Rows:
    days = (_day(first - AFTER), _day(last))
    rows = DayMode.objects.filter(gate__in=gates, mode=DayMode.Mode.CLOSED, date__range=days)
    for gate, day, why in rows.values_list("gate_id", "date", "reason"):
        since = datetime.combine(day, time.min, GATE_TIME)
        yield gate, Still(Excuse.STOPPED, since, since + timedelta(days=1), why), (None, "", "")


def _outages(gates: Collection[int], first: datetime, last: datetime) -> _Rows:
    rows = Outage.objects.filter(
        Q(gate__isnull=True) | Q(gate__in=gates), started_at__lte=last, ended_at__gte=first - AFTER
    )
    for gate, kind, since, until, why in rows.values_list("gate_id", "kind", "started_at", "ended_at", "reason"):
        yield gate, Still(Excuse(kind), since, until, why), (None, "", "")


def nights(gate_id: int, first: datetime, last: datetime) -> list[Still]:
    """When the gate is closed by its hours between; one without hours works around the clock (1 query)."""
    hours: dict[int, list[tuple[time, time]]] = defaultdict(list)
    for weekday, opens, closes in OpeningHours.objects.filter(gate=gate_id).values_list("weekday", "opens", "closes"):
        hours[weekday].append((opens, closes))
    if not hours:
        return []
    day, closed_since, found = _day(first), datetime.combine(_day(first), time.min, GATE_TIME), list[Still]()
    while day <= _day(last) + timedelta(days=1):
        for opens, closes in sorted(hours[day.weekday()]):
            found.append(Still(Excuse.STOPPED, closed_since, datetime.combine(day, opens, GATE_TIME)))
            closed_since = datetime.combine(day, closes, GATE_TIME)
        day += timedelta(days=1)
    return [still for still in found if still.until is None or still.since < still.until]


def _day(at: datetime) -> date:
    return at.astimezone(GATE_TIME).date()
