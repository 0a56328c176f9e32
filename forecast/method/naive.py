"""What there is to beat: as many as on the same weekday of the week before."""

from typing import Final

import numpy as np

from forecast.method.calendar import Floats
from forecast.method.needs import WEEK
from forecast.method.series import Ints, known_of

WEEKS_BACK: Final = 4
"""Where that day was closed or not counted, the one before it, and so on for so many weeks."""


def naive(values: Floats, days: Ints) -> Floats:
    """For each of these days the last known same weekday before it; nan where there is none."""
    found = np.full(len(days), np.nan)
    for weeks in range(1, WEEKS_BACK + 1):
        found = np.where(np.isfinite(found), found, known_of(values, days - WEEK * weeks))
    return found
