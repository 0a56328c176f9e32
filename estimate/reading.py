"""What was published last, as the gate's pages and API show it; and how good such estimates were. Reads rows only."""

import datetime as dt
from collections.abc import Iterable
from typing import Final, NamedTuple

from django.utils import timezone

from declarations import estimates
from declarations.models import Gate, Vehicle
from declarations.stages import Direction
from estimate.method.scores import Score, total
from estimate.models import Estimate, Round, WeekScore

WEEKS: Final = 4
"""The score beside an estimate is that of this week and the three before it."""


class Kept:
    """The source that the gate asks (declarations.estimates)."""

    def of_vehicles(self, vehicles: Iterable[Vehicle], *, at: dt.datetime) -> dict[int, estimates.Estimate]:
        """The newest of each vehicle that may still be shown (1 query)."""
        at_gate = {vehicle.pk: vehicle.gate_id for vehicle in vehicles}
        rows = Estimate.objects.filter(
            vehicle__in=at_gate, round__good_until__gt=at, round__made_at__lte=at, round__gate__paused_at__isnull=True
        )
        found = {}
        for row in rows.select_related("round").order_by("round__made_at"):
            if row.round.gate_id == at_gate[row.vehicle_id]:
                found[row.vehicle_id] = _shown(row, row.round.made_at)
        return {pk: one for pk, one in found.items() if one}

    def of_newcomers(self, gate_id: int, *, at: dt.datetime) -> dict[str, estimates.Estimate]:
        """Of a truck that would arrive now, by direction (1 query)."""
        rows = Round.objects.filter(
            gate=gate_id, good_until__gt=at, made_at__lte=at, gate__paused_at__isnull=True
        ).order_by("made_at")
        found = {row.direction: _shown(row, row.made_at) for row in rows}
        return {direction: one for direction, one in found.items() if one}


class Record(NamedTuple):
    """How one side of a gate was estimated: week by week, the newest first, and all of the last weeks together."""

    gate: Gate
    direction: str
    recent: Score
    weeks: list[WeekScore]


def records(gates: Iterable[Gate], *, at: dt.datetime, weeks: int = 12) -> list[Record]:
    """The records of these gates, both directions (1 query)."""
    gates = list(gates)
    today = timezone.localtime(at).date()
    monday = today - dt.timedelta(days=today.weekday())
    rows = WeekScore.objects.filter(gate__in=gates, monday__gt=monday - dt.timedelta(weeks=weeks)).order_by("-monday")
    by_side: dict[tuple[int, str], list[WeekScore]] = {}
    for row in rows:
        by_side.setdefault((row.gate_id, row.direction), []).append(row)
    since = monday - dt.timedelta(weeks=WEEKS - 1)
    return [
        Record(gate, direction, total(row.score for row in mine if row.monday >= since), mine)
        for gate in gates
        for direction in Direction.values
        for mine in [by_side.get((gate.pk, direction), [])]
    ]


def _shown(row: Estimate | Round, made_at: dt.datetime) -> estimates.Estimate | None:
    entry = _minutes(row.entry_p10, row.entry_p50, row.entry_p90)
    if entry is None:
        return None
    return estimates.Estimate(made_at, entry, _minutes(row.exit_p10, row.exit_p50, row.exit_p90))


def _minutes(p10: int | None, p50: int | None, p90: int | None) -> estimates.Minutes | None:
    if p10 is None or p50 is None or p90 is None:
        return None
    return estimates.Minutes(p10, p50, p90)
