"""What one side of a gate took in, hour by hour: from single waits to rates. Pure.

A rate is only seen while there is somebody to take in: an hour in which nobody waited says nothing of what the gate
can do. Rates are per lane, so that an hour with three lanes teaches something about one with two.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

MINUTE: Final = 60
HOUR: Final = 60
"""In minutes."""
HOURS: Final = 24
A_DAY: Final = HOURS * HOUR
"""In minutes."""
LEAST_BUSY: Final = 15.0
"""Of an hour in which somebody waited for fewer minutes than this, no rate is reckoned."""


class Stay(NamedTuple):
    """One truck before the gate and inside: seconds since 1970; None: that has not come yet."""

    arrived: int
    entered: int | None
    left: int | None = None
    green: bool = False


class Stretch(NamedTuple):
    """Whole days at one side of a gate, minute by minute.

    `first` is the midnight (seconds since 1970, Hanoi time) at which it begins; `works` says in which minutes the gate
    was open and not paused, `lanes` how many of its lanes were open then.
    """

    first: int
    works: Flags
    lanes: Floats

    @property
    def days(self) -> int:
        """How many days."""
        return len(self.works) // A_DAY

    def until(self, instant: int) -> "Stretch":
        """The same, with nothing worked from that instant on: what is still to come was not observed."""
        works = self.works.copy()
        works[max(0, (instant - self.first) // MINUTE) :] = False
        return self._replace(works=works)

    def minutes(self, instants: Iterable[int]) -> NDArray[np.int64]:
        """Which minutes of the stretch these are; before it or after it: its bounds."""
        at = (np.fromiter(instants, dtype=np.int64) - self.first) // MINUTE
        return np.clip(at, 0, len(self.works))


class Observed(NamedTuple):
    """A row for each day, a column for each hour (Hanoi time)."""

    entered: Floats  # trucks that came in while others waited
    busy: Floats  # minutes in which the gate worked and somebody waited
    lanes: Floats  # lanes open in those minutes, on average; nan: there were none
    green: Floats  # green trucks that arrived

    @property
    def rates(self) -> Floats:
        """Trucks an hour and lane; nan where too little was seen."""
        seen = (self.busy >= LEAST_BUSY) & (self.lanes > 0)
        taken = self.entered / np.where(seen, self.busy / HOUR * self.lanes, 1.0)
        return np.where(seen, taken, np.nan)


def observe(stays: Iterable[Stay], stretch: Stretch) -> Observed:
    """Count what happened in whole days."""
    there = list(stays)
    size = len(stretch.works)
    came = stretch.minutes(stay.arrived for stay in there)
    went = stretch.minutes(_went(stay, stretch) for stay in there)
    waiting = np.cumsum(np.bincount(came, minlength=size + 1) - np.bincount(went, minlength=size + 1))[:size]
    busy = stretch.works & (waiting > 0)
    let_in = np.array([stay.entered is not None for stay in there], dtype=bool)
    waited = let_in & (went > came) & (went < size)
    entered = np.bincount(went[waited], minlength=size)[:size]
    greens = stretch.minutes(stay.arrived for stay in there if stay.green)
    minutes = _by_hour(busy)
    open_lanes = _by_hour(np.where(busy, stretch.lanes, 0.0))
    return Observed(
        entered=_by_hour(entered),
        busy=minutes,
        lanes=np.where(minutes > 0, open_lanes / np.maximum(minutes, 1.0), np.nan),
        green=_by_hour(np.bincount(greens[greens < size], minlength=size)[:size]),
    )


def midnight_of(at: dt.datetime) -> int:
    """The midnight before an instant, in its own time zone, as seconds since 1970."""
    return int(at.replace(hour=0, minute=0, second=0, microsecond=0).timestamp())


def _went(stay: Stay, stretch: Stretch) -> int:
    """When it stopped waiting: let in, turned back, or not yet."""
    beyond = stretch.first + (len(stretch.works) + 1) * MINUTE
    return next((at for at in (stay.entered, stay.left) if at is not None), beyond)


def _by_hour(minutes: NDArray[np.generic]) -> Floats:
    hours: Floats = np.asarray(minutes, dtype=np.float64).reshape(-1, HOURS, HOUR).sum(axis=2)
    return hours
