"""Saying of past forecasts what came, and how such forecasts stand against the naive one."""

import datetime as dt
from collections import defaultdict
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from forecast.method.needs import LAST_DAYS, WEEK
from forecast.method.scores import Day, score
from forecast.models import Forecast, Standing, What
from forecast.queries import history
from forecast.queries.counting import DAY
from forecast.queries.history import Scope
from reports.alone import write_alone

KIND: Final = ("gate_id", "direction", "what", "horizon")
"""What forecasts have in common that are scored together."""
LOOK_BACK: Final = 3 * LAST_DAYS
"""Days among which the last scored ones are looked for: a gate may have been closed in between."""


def score_forecasts(*, last: dt.date, at: dt.datetime) -> int:
    """Score what was forecast of days up to `last`, and again what late reports changed; answer how many rows changed.

    A day on which the gate was closed after all is not scored: nobody forecast that.
    """
    due = Forecast.objects.said().filter(Q(for_date__gt=last - DAY * WEEK) | Q(came__isnull=True), for_date__lte=last)
    rows = list(due.order_by("pk"))
    known = history.came(row.for_date for row in rows)
    changed = []
    for row in rows:
        came = _came(known.get((row.for_date, Scope(row.gate_id, row.direction))), row.what)
        if came != row.came:
            row.came, row.scored_at = came, None if came is None else at
            changed.append(row)
    _keep(changed, last)
    return len(changed)


def _came(day: history.Row | None, what: str) -> int | None:
    if day is None:
        return None
    _date, arrived, left_over, is_closed = day
    if is_closed:
        return None
    return arrived if what == What.ARRIVALS else left_over


@transaction.atomic
def _keep(changed: list[Forecast], last: dt.date) -> None:
    write_alone(Standing)  # of two that begin anew at once, the second would find the first one's rows there
    Forecast.objects.bulk_update(changed, ["came", "scored_at"], batch_size=500)
    standings = _standings(last)
    Standing.objects.all().delete()
    Standing.objects.bulk_create(standings)


def _standings(last: dt.date) -> list[Standing]:
    scored = Forecast.objects.scored().filter(for_date__gt=last - DAY * LOOK_BACK, for_date__lte=last)
    kinds = defaultdict[tuple[Any, ...], list[Day]](list)
    for row in scored.order_by("for_date").values_list(*KIND, *Day._fields):
        kinds[row[: len(KIND)]].append(Day(*row[len(KIND) :]))
    found = []
    for kind, days in kinds.items():
        one = score(days, horizon=kind[-1])
        if one is not None:
            found.append(Standing(**dict(zip(KIND, kind, strict=True)), **one._asdict()))
    return found
