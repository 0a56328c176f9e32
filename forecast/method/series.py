"""What a forecast is made from: days in a row, with gaps where a gate was closed or nobody counted."""

import datetime as dt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from forecast.method.calendar import Floats
from forecast.method.needs import FILED_AHEAD, WEEK

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Series(NamedTuple):
    """The days of a gate and direction, from `first` on; nan where there is nothing to learn from.

    `arrivals` of a closed day are nan, `left_over` (what stands there in the evening) is known all the same.
    `in_hand[n, h - 1]` is how many vehicles had been filed for day n by the cut-off h days before; like `is_open` it
    goes on for the week ahead.
    """

    first: dt.date
    arrivals: Floats
    left_over: Floats
    in_hand: Floats
    is_open: Flags

    @property
    def days(self) -> int:
        """How many days are past."""
        return len(self.arrivals)

    def date(self, n: int) -> dt.date:
        """The date of day n."""
        return self.first + dt.timedelta(days=n)


def gapless(first: dt.date, arrivals: Floats, left_over: Floats | None = None, in_hand: Floats | None = None) -> Series:
    """A series of days that were all open; of what is not given, nothing is known."""
    days = len(arrivals)
    nothing = np.full(days, np.nan)
    ahead = np.full((days + WEEK, FILED_AHEAD), np.nan)
    return Series(
        first,
        arrivals,
        nothing if left_over is None else left_over,
        ahead if in_hand is None else in_hand,
        np.full(days + WEEK, True),
    )


def known_of(values: Floats, days: Ints) -> Floats:
    """The values of these days; nan of those that are not there."""
    inside = (days >= 0) & (days < len(values))
    found: Floats = np.where(inside, values[np.clip(days, 0, len(values) - 1)], np.nan)
    return found
