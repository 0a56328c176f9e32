"""The days of a period beside each other: a few figures of each, cut to a reader's gates. Pure."""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Final, NamedTuple

from reports import words
from reports.summing import DaySaid

PATHS: Final = ("cleared", "export.total", "import.total", "arrived", "turned_back", "left_over.total")
AT_THE_END: Final = frozenset({"left_over.total"})
"""Those that are said of an evening, not of a day."""
DAYS_AT_MOST: Final = 62
"""So many days are drawn one by one; of more, their months."""


class Daily(NamedTuple):
    """A day as its period sums it, or a month of such days: what it is called, and its figures by path."""

    first: dt.date
    revision: int
    numbers: dict[str, int]


def daily(days: Iterable[DaySaid], gates: Collection[str]) -> list[Daily]:
    """The days at these gates."""
    return [Daily(day.date, day.revision, _numbers(day, gates)) for day in days]


def _numbers(day: DaySaid, gates: Collection[str]) -> dict[str, int]:
    parts = [part for code, part in day.figures["gates"].items() if code in gates]
    return {path: sum(words.figure(part, path) for part in parts) for path in PATHS}


def by_month(days: Iterable[Daily]) -> list[Daily]:
    """The months of these days: what is said of days summed, what is said of evenings as on the last."""
    months: dict[tuple[int, int], Daily] = {}
    for day in days:
        before = months.get((day.first.year, day.first.month))
        months[day.first.year, day.first.month] = day if before is None else _together(before, day)
    return list(months.values())


def _together(month: Daily, day: Daily) -> Daily:
    summed = {path: day.numbers[path] + (0 if path in AT_THE_END else month.numbers[path]) for path in PATHS}
    return month._replace(numbers=summed)
