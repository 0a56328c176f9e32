"""Keeping past days: each evening the new one, and once more those of the last week, which late reports may change."""

import datetime as dt
from collections.abc import Iterable
from typing import Final

from django.db import transaction

from forecast.method.needs import FILED_AHEAD, WEEK
from forecast.models import FiledAhead, GateDay
from forecast.queries import counting
from forecast.queries.counting import DAY
from forecast.queries.imported import past_days

KEPT_DAYS: Final = 3 * 366
"""So many days are learned from: three years, so two or three Tết, and what a gate was before is forgotten."""
CHUNK: Final = 1000


def remember(*, last: dt.date, at: dt.datetime) -> int:
    """Count the days up to `last` that are not kept yet, and the last week anew; answer how many days were counted.

    Whoever counts, and however often, a day has one row a place. The first time all history is counted, in few queries.
    Days before the journal are those of imported bulletins.
    """
    begin = counting.first_whole_date() or last + DAY
    oldest = last - DAY * KEPT_DAYS
    _keep(_changed(oldest, min(begin, last + DAY)), [], at=at)
    if begin > last:
        return 0
    newest = GateDay.objects.filter(is_imported=False).order_by("-date").values_list("date", flat=True).first()
    first = max(begin, oldest)
    if newest is not None:
        first = max(first, min(newest, last) - DAY * (WEEK - 1))
    days = counting.days(first, last)
    filed = counting.filed_ahead(first, last + DAY * FILED_AHEAD, known_on=last)
    known = {} if newest is None else _known_filings(first)
    fresh = [one for one in filed if (one.date, *one.place, one.days_ahead) not in known]
    _keep((_row(day) for day in days), fresh, at=at)
    return (last - first).days + 1


def _row(day: counting.Counted) -> GateDay:
    return GateDay(
        date=day.date, gate_id=day.place.gate_id, direction=day.place.direction, arrived=day.arrived,
        left_over=day.left_over, is_closed=day.is_closed,
    )  # fmt: skip


def _changed(first: dt.date, before: dt.date) -> list[GateDay]:
    """Imported days that are not kept as they are said now."""
    kept = {
        (date, gate_id, direction): (arrived, left_over)
        for date, gate_id, direction, arrived, left_over in GateDay.objects.filter(is_imported=True).values_list(
            "date", "gate_id", "direction", "arrived", "left_over"
        )
    }
    return [
        GateDay(
            date=past.date, gate_id=past.place.gate_id, direction=past.place.direction, arrived=past.arrived,
            left_over=past.left_over, is_closed=False, is_imported=True,
        )
        for past in past_days(first, before)
        if kept.get((past.date, *past.place)) != (past.arrived, past.left_over)
    ]  # fmt: skip


def _known_filings(first: dt.date) -> set[tuple[dt.date, int, str, int]]:
    """What was counted on its own evening stays as it was: afterwards declarations no longer say it exactly."""
    rows = FiledAhead.objects.filter(date__gte=first)
    return set(rows.values_list("date", "gate_id", "direction", "days_ahead"))


@transaction.atomic
def _keep(days: Iterable[GateDay], filed: Iterable[counting.Filed], *, at: dt.datetime) -> None:
    rows = list(days)
    for row in rows:
        row.counted_at = at
    GateDay.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["date", "gate", "direction"],
        update_fields=["arrived", "left_over", "is_closed", "is_imported", "counted_at"],
        batch_size=CHUNK,
    )
    FiledAhead.objects.bulk_create(
        [
            FiledAhead(
                date=one.date, gate_id=one.place.gate_id, direction=one.place.direction,
                days_ahead=one.days_ahead, vehicles=one.vehicles,
            )
            for one in filed
        ],
        ignore_conflicts=True,
        batch_size=CHUNK,
    )  # fmt: skip
