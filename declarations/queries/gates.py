"""A gate as the rules see it (`findings.facts.GateFacts`).

A place changes seldom and is asked for with every filing, so each process remembers a gate for PLACE_FACTS_SECONDS.
"""

from collections import defaultdict
from datetime import date, datetime, timedelta

from django.db.models import Q

from declarations.findings.facts import GateFacts, Hours, LaneFacts, PauseFacts, Stop, YardFacts
from declarations.findings.limits import ARRIVAL_FURTHEST_AHEAD, GATE_TIME
from declarations.models import DayMode, Gate, IntakeStop, OpeningHours, Pause
from declarations.queries.remembering import Memory

_A_DAY = timedelta(days=1)
_gates: Memory[str, GateFacts | None] = Memory()


def gate_facts(code: str | None, *, at: datetime) -> GateFacts | None:
    """The gate of that code, if there is one."""
    return _gates.recall(code, lambda: _read(code, at)) if code else None


def forget() -> None:
    """Look every gate up anew."""
    _gates.forget()


def _read(code: str, at: datetime) -> GateFacts | None:
    row = Gate.objects.filter(code=code).prefetch_related("lanes", "yards").first()
    if row is None:
        return None
    return GateFacts(
        code=row.code,
        takes_trucks=row.takes_trucks,
        is_paused=row.paused_at is not None,
        lanes={lane.code: LaneFacts(lane.direction, lane.is_open, lane.capacity_per_hour) for lane in row.lanes.all()},
        yards={yard.code: YardFacts(yard.is_inside, yard.is_open) for yard in row.yards.all()},
        hours=_hours(row),
        day_modes=_day_modes(row, at),
        stops=_stops(row, at),
        pauses=_pauses(row),
    )


def _hours(gate: Gate) -> dict[int, tuple[Hours, ...]]:
    hours: dict[int, tuple[Hours, ...]] = defaultdict(tuple)
    for weekday, opens, closes in OpeningHours.objects.filter(gate=gate).values_list("weekday", "opens", "closes"):
        hours[weekday] += (Hours(opens, closes),)
    return dict(hours)


def _day_modes(gate: Gate, at: datetime) -> dict[date, str]:
    first = (at - _A_DAY).astimezone(GATE_TIME).date()
    last = (at + ARRIVAL_FURTHEST_AHEAD + _A_DAY).astimezone(GATE_TIME).date()
    return dict(DayMode.objects.filter(gate=gate, date__range=(first, last)).values_list("date", "mode"))


def _stops(gate: Gate, at: datetime) -> tuple[Stop, ...]:
    current = Q(ends_at__isnull=True) | Q(ends_at__gt=at - _A_DAY)
    stops = IntakeStop.objects.filter(current, gate=gate)
    return tuple(Stop(*row) for row in stops.values_list("starts_at", "ends_at", "cargo_kind", "direction"))


def _pauses(gate: Gate) -> tuple[PauseFacts, ...]:
    pauses = Pause.objects.filter(gate=gate, ended_at__isnull=True)
    rows = pauses.values_list("started_at", "until", "lane__code")
    return tuple(PauseFacts(started_at, until, lane or "") for started_at, until, lane in rows)
