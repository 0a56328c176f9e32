"""Stretches of days: the periods that plans are made for, and the same stretch a year before. Pure."""

import calendar
import datetime as dt
import re
from typing import Final, NamedTuple

from reports.models.plan import PlanKind

MONTHS: Final = {PlanKind.YEAR: 12, PlanKind.QUARTER: 3, PlanKind.MONTH: 1}
_CODE: Final = re.compile(r"([0-9]{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?")


class Span(NamedTuple):
    """Days from the first to the last, both of them in it."""

    starts_on: dt.date
    ends_on: dt.date

    @property
    def days(self) -> int:
        return (self.ends_on - self.starts_on).days + 1


def planned_span(kind: str, starts_on: dt.date) -> Span:
    """The year, quarter or month that begins on that day."""
    last = starts_on.month + MONTHS[PlanKind(kind)] - 1
    return Span(starts_on, dt.date(starts_on.year, last, calendar.monthrange(starts_on.year, last)[1]))


def span_code(kind: str, starts_on: dt.date) -> str:
    """How a planned period is written: `2026`, `2026-Q3`, `2026-08`."""
    if kind == PlanKind.YEAR:
        return f"{starts_on:%Y}"
    return f"{starts_on:%Y}-Q{(starts_on.month + 2) // 3}" if kind == PlanKind.QUARTER else f"{starts_on:%Y-%m}"


def read_span_code(text: str) -> tuple[PlanKind, dt.date] | None:
    """The kind and the first day of a planned period from its code; None where it is none."""
    found = _CODE.fullmatch(text)
    if found is None or found[1] == "0000":
        return None
    if found[2]:
        return PlanKind.QUARTER, dt.date(int(found[1]), int(found[2]) * 3 - 2, 1)
    if found[3]:
        return PlanKind.MONTH, dt.date(int(found[1]), int(found[3]), 1)
    return PlanKind.YEAR, dt.date(int(found[1]), 1, 1)


def a_year_before(starts_on: dt.date, ends_on: dt.date) -> Span | None:
    """The same days a year before; None where there was no such day.

    29 February has no day a year before, and a stretch that begins or ends with it goes without. Whole months are
    compared with whole months, so February is with all of its days.
    """
    if starts_on.year == dt.MINYEAR:
        return None
    first = _same_day(starts_on) or dt.date(starts_on.year - 1, 3, 1)
    last = _same_day(ends_on) or dt.date(ends_on.year - 1, 2, 28)
    if starts_on.day == 1 and _is_last_of_month(ends_on):
        last = dt.date(last.year, last.month, calendar.monthrange(last.year, last.month)[1])
    return Span(first, last) if first <= last else None


def _same_day(date: dt.date) -> dt.date | None:
    if (date.month, date.day) == (2, 29):
        return None
    return date.replace(year=date.year - 1)


def _is_last_of_month(date: dt.date) -> bool:
    return date.day == calendar.monthrange(date.year, date.month)[1]
