"""When a gate did not work: outside its hours, on closed days, and while it (or a truck's lane) was paused. Pure.

Closed hours go before pauses: a pause that lasts through the night costs only what it took of the hours of work, so the
two can be added. A gate without hours works around the clock.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils import timezone

from release.spans import Span, length, merged, seconds_of, within, without

A_DAY = dt.timedelta(days=1)


class Measured(NamedTuple):
    """How long something took, in seconds, and how much of that the gate stood still."""

    seconds: int = 0
    paused: int = 0
    closed: int = 0

    @property
    def net(self) -> int:
        """What is left without the time in which the gate stood still."""
        return self.seconds - self.paused - self.closed

    def __add__(self, other: object) -> "Measured":
        """Both together, column by column; they must not overlap."""
        if not isinstance(other, Measured):
            return NotImplemented
        return Measured(self.seconds + other.seconds, self.paused + other.paused, self.closed + other.closed)


class PauseOf(NamedTuple):
    """A pause of the gate, or of one lane of it; `end` None while it lasts."""

    lane: int | None
    start: int
    end: int | None


@dataclass(frozen=True)
class Clock:
    """When one gate works."""

    hours: Mapping[int, tuple[tuple[dt.time, dt.time], ...]] = field(default_factory=dict)
    closed_days: frozenset[dt.date] = frozenset()
    pauses: tuple[PauseOf, ...] = ()

    def still(self, start: int, end: int, *, lane: int | None = None) -> "Still":
        """When it stood still between two instants, for a truck of that lane."""
        closed = self._closed(start, end)
        paused = [(p.start, end if p.end is None else p.end) for p in self.pauses if p.lane in (None, lane)]
        return Still(tuple(closed), tuple(without(within(paused, start, end), closed)))

    def _closed(self, start: int, end: int) -> list[Span]:
        if not self.hours and not self.closed_days:
            return []
        first, last = _local(start).date(), _local(end).date()
        open_spans: list[Span] = []
        date = first
        while date <= last:
            open_spans += self._open_on(date)
            date += A_DAY
        return without([(start, end)], open_spans)

    def _open_on(self, date: dt.date) -> list[Span]:
        if date in self.closed_days:
            return []
        if not self.hours:
            return [(_instant(date, dt.time.min), _instant(date + A_DAY, dt.time.min))]
        return merged(
            (_instant(date, opens), _instant(date, closes)) for opens, closes in self.hours.get(date.weekday(), ())
        )


class Still(NamedTuple):
    """The time in which a gate stood still, within bounds."""

    closed: tuple[Span, ...] = ()
    paused: tuple[Span, ...] = ()

    def measure(self, start: int, end: int) -> Measured:
        """How long it was between two instants within the bounds, and how much of that the gate stood still."""
        return Measured(end - start, length(within(self.paused, start, end)), length(within(self.closed, start, end)))


def _local(at: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(at, tz=timezone.get_default_timezone())


def _instant(date: dt.date, time: dt.time) -> int:
    return seconds_of(timezone.make_aware(dt.datetime.combine(date, time), timezone.get_default_timezone()))
