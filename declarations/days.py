"""From when to when a bulletin's day runs: from cut-off to cut-off, or midnight to midnight where that is set.

A day holds what happened at its first instant and not what happened at its last: an event at the very cut-off belongs
to the day that begins there, so a bulletin made at its cut-off has nothing more to come.
"""

import datetime as dt
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone


class Day(NamedTuple):
    """A bulletin's day: `starts_at` is in it, `cut_off_at` is not."""

    date: dt.date
    starts_at: dt.datetime
    cut_off_at: dt.datetime

    @property
    def cut_off(self) -> str:
        """The cut-off as clocks show it; midnight ends the day that it closes."""
        return "24:00" if _is_calendar() else f"{timezone.localtime(self.cut_off_at):%H:%M}"


def day_of(date: dt.date) -> Day:
    """The day of that date."""
    if _is_calendar():
        return Day(date, _local(date, dt.time.min), _local(date + dt.timedelta(days=1), dt.time.min))
    cut_off = dt.time.fromisoformat(settings.BULLETIN_CUT_OFF)
    return Day(date, _local(date - dt.timedelta(days=1), cut_off), _local(date, cut_off))


def current_date(at: dt.datetime) -> dt.date:
    """The date of the day that is running at `at`."""
    date = timezone.localtime(at).date()
    return date if at < day_of(date).cut_off_at else date + dt.timedelta(days=1)


def last_due_date(at: dt.datetime) -> dt.date:
    """The date of the last day that has ended at `at`."""
    return current_date(at) - dt.timedelta(days=1)


def _is_calendar() -> bool:
    return str(settings.BULLETIN_DAY) == "calendar"


def _local(date: dt.date, time: dt.time) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(date, time))
