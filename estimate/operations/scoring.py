"""Estimates that came true are scored, once each; the sums of their week stand beside the estimates in public."""

import datetime as dt
from collections import defaultdict
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from declarations.models import Vehicle
from estimate.method.scores import Score, score
from estimate.models import Estimate, Fate, Round, WeekScore
from estimate.queries.stays import entries

KEPT: Final = dt.timedelta(days=35)
"""Single estimates are kept so long; their scores for ever."""
AT_ONCE: Final = 500
Week = tuple[int, str, dt.date]


def score_estimates() -> int:
    """Score what has come true since; answer how many. Killed or run twice, each one counts once."""
    open_ones = Estimate.objects.filter(fate=Fate.OPEN).order_by().values_list("vehicle_id", flat=True).distinct()
    vehicles = sorted(open_ones)
    done = 0
    for start in range(0, len(vehicles), AT_ONCE):
        done += _score(vehicles[start : start + AT_ONCE])
    return done


def forget_old(*, at: dt.datetime) -> int:
    """Drop the single estimates of rounds that are long over; answer how many rounds."""
    old = Round.objects.filter(made_at__lt=at - KEPT).exclude(estimates__fate=Fate.OPEN)
    return old.delete()[1].get(Round._meta.label, 0)


@transaction.atomic
def _score(vehicles: list[int]) -> int:
    entered = entries(vehicles)
    stands = dict(Vehicle.objects.is_open().filter(pk__in=vehicles).values_list("pk", "gate_id"))
    rows = Estimate.objects.filter(fate=Fate.OPEN, vehicle__in=vehicles).select_related("round")
    told, weeks = list[Estimate](), defaultdict[Week, Score](Score)
    # A second scorer waits here, and then finds them scored.
    for row in rows.select_for_update(of=("self",)).order_by("pk"):
        at = entered.get(row.vehicle_id)
        is_there = row.vehicle_id not in stands or stands[row.vehicle_id] == row.round.gate_id
        if at is not None and at >= row.round.made_at and is_there:
            row.fate, row.came = Fate.SCORED, (at - row.round.made_at).total_seconds() / 60
            weeks[_week(row.round)] += score(
                low=row.entry_p10, middle=row.entry_p50, high=row.entry_p90, came=row.came, naive=row.naive
            )
        elif at is not None or row.vehicle_id not in stands or not is_there:
            row.fate = Fate.VOID
        else:
            continue
        told.append(row)
    Estimate.objects.bulk_update(told, ["fate", "came"], batch_size=AT_ONCE)
    for week, sums in weeks.items():
        _add(week, sums)
    return len(told)


def _week(made: Round) -> Week:
    date = timezone.localtime(made.made_at).date()
    return made.gate_id, made.direction, date - dt.timedelta(days=date.weekday())


def _add(week: Week, sums: Score) -> None:
    gate, direction, monday = week
    kept, _new = WeekScore.objects.get_or_create(gate_id=gate, direction=direction, monday=monday)
    WeekScore.objects.filter(pk=kept.pk).update(**{name: F(name) + value for name, value in sums._asdict().items()})
