"""The usual day: the median of the same weekday's last published bulletins, and how far those days were by this time.

Whole days are as they were published. How far they were at a minute of the day is read from the journal's exits of
those days, once: it is kept in the cache under their revisions, so a correction is read anew.
"""

import datetime as dt
from array import array
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping
from statistics import median
from typing import Any, Final, NamedTuple

import numpy as np
import structlog
from django.core.cache import cache
from django.utils import timezone
from redis.exceptions import RedisError

from declarations.days import day_of
from reports import reading, words
from reports.overview.numbers import is_of
from reports.queries import today

WEEKS: Final = 8
"""So many days make the usual one."""
LOOKED_BACK_WEEKS: Final = 26
"""Days longer ago are no measure of this one: seasons differ."""
KEPT_SECONDS: Final = 24 * 3600
HOURS: Final = 24
_log = structlog.get_logger(__name__)

Group = tuple[str, str, str]
"""A gate, a direction, a kind of cargo."""
Minutes = Mapping[Group, "array[int]"]
"""The minutes after a day's begin at which vehicles left, in order."""


class PublishedDay(NamedTuple):
    """A published day: its revision, the parts of its bulletin by gate, and its exits by the minute."""

    date: dt.date
    revision: int
    gates: dict[str, Any]
    exits: Minutes
    hours: dict[str, list[int]]
    """By gate, how many left in each hour of the clock."""

    def figure(self, path: str, codes: Collection[str]) -> int:
        """A figure of its bulletin, at these gates together; a gate that there was not yet counts nothing."""
        return sum(words.figure(self.gates[code], path) for code in codes if code in self.gates)

    def left(self, wanted: Callable[[Group], bool], until: int) -> int:
        """How many of those had left when so many minutes of the day were over."""
        return sum(bisect_right(minutes, until - 1) for group, minutes in self.exits.items() if wanted(group))

    def left_by_hour(self, codes: Collection[str]) -> list[int]:
        """How many left in each hour of the clock."""
        of_gates = [hours for gate, hours in self.hours.items() if gate in codes]
        return [sum(hours[hour] for hours in of_gates) for hour in range(HOURS)]


class Usual(NamedTuple):
    """What is usual on a weekday; without days nothing is (None)."""

    days: list[PublishedDay]
    eve: PublishedDay | None
    """The day before, if it is published."""

    def figure(self, path: str, codes: Collection[str]) -> float | None:
        """A figure of a whole day."""
        return self._median(day.figure(path, codes) for day in self.days)

    def left(self, *, until: int, codes: Collection[str], direction: str = "", cargo: str = "") -> float | None:
        """How many have left by this minute of the day."""

        def wanted(group: Group) -> bool:
            return group[0] in codes and direction in ("", group[1]) and is_of(group[2], cargo)

        return self._median(day.left(wanted, until) for day in self.days)

    def left_by_hour(self, codes: Collection[str]) -> list[float | None]:
        """How many leave in each hour of the clock."""
        hours = [day.left_by_hour(codes) for day in self.days]
        return [self._median(day[hour] for day in hours) for hour in range(HOURS)]

    def _median(self, values: Iterable[int]) -> float | None:
        found = list(values)
        return median(found) if found else None


def usual_day(date: dt.date) -> Usual:
    """What is usual on that date's weekday: 1 query, and 3 more the first time."""
    same = [date - dt.timedelta(weeks=week) for week in range(1, LOOKED_BACK_WEEKS + 1)]
    eve = date - dt.timedelta(days=1)
    published = dict(
        reading.kept().published().filter(date__in=[eve, *same]).order_by().values_list("date", "revision")
    )
    chosen = [day for day in same if day in published][:WEEKS]
    kept = _kept({day: published[day] for day in [eve, *chosen] if day in published}, with_exits=chosen)
    return Usual([kept[day] for day in chosen], kept.get(eve))


def _kept(revisions: Mapping[dt.date, int], *, with_exits: Collection[dt.date]) -> dict[dt.date, PublishedDay]:
    """Those published days; what was published never changes, so the cache knows it by its revisions."""
    key = "usual-days:" + ",".join(f"{date:%y%m%d}.{revision}" for date, revision in revisions.items())
    try:
        found = cache.get(key)
        if found is None:
            found = _read(revisions, with_exits=with_exits)
            cache.set(key, found, KEPT_SECONDS)
    except (RedisError, OSError) as error:
        _log.warning("usual_day_without_cache", error=type(error).__name__)
        found = _read(revisions, with_exits=with_exits)
    days: dict[dt.date, PublishedDay] = found
    return days


def _read(revisions: Mapping[dt.date, int], *, with_exits: Collection[dt.date]) -> dict[dt.date, PublishedDay]:
    exits = _read_exits(with_exits)
    rows = reading.kept().published().filter(date__in=list(revisions)).only("date", "revision", "figures")
    return {
        row.date: PublishedDay(
            row.date, row.revision, row.figures["gates"], exits.get(row.date, {}), _by_hour(row.date, exits)
        )
        for row in rows
    }


def _read_exits(dates: Collection[dt.date]) -> dict[dt.date, Minutes]:
    days = sorted(map(day_of, dates))
    found: dict[dt.date, dict[Group, array[int]]] = {day.date: {} for day in days}
    for gate, direction, cargo, seconds in today.exits(days):
        for day in days:
            began, ended = ((at - days[0].starts_at).total_seconds() for at in (day.starts_at, day.cut_off_at))
            of_day = seconds[np.searchsorted(seconds, began) : np.searchsorted(seconds, ended)]
            if of_day.size:
                found[day.date][gate, direction, cargo] = array("H", ((of_day - int(began)) // 60).tolist())
    return dict(found)


def _by_hour(date: dt.date, exits: Mapping[dt.date, Minutes]) -> dict[str, list[int]]:
    starts = timezone.localtime(day_of(date).starts_at)
    found: dict[str, list[int]] = {}
    for (gate, _direction, _cargo), minutes in exits.get(date, {}).items():
        hours = found.setdefault(gate, [0] * HOURS)
        for minute in minutes:
            hours[(starts.hour * 60 + starts.minute + minute) // 60 % HOURS] += 1
    return found
