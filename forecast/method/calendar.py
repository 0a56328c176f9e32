"""What kind of day a date is: its weekday, its season, the holidays of both countries, its distance from Tết.

Holidays are those of the `holidays` library, which knows what each government has announced and reckons the rest by
rule. Trade across the border empties and fills around Tết for weeks, so its days are told apart by their distance.
"""

import datetime as dt
from functools import lru_cache
from typing import Final, NamedTuple

import holidays
import numpy as np
from numpy.typing import NDArray

from forecast.method.needs import WEEK

Floats = NDArray[np.float64]

YEAR: Final = 365.25
HARMONICS: Final = 2
"""Waves a year: one for summer and winter, one for two harvests."""
TET: Final[tuple[tuple[str, int, int], ...]] = (
    ("tet_weeks_before", -14, -8),
    ("tet_week_before", -7, -3),
    ("tet_eve", -2, -1),
    ("tet", 0, 2),
    ("tet_first_days", 3, 5),
    ("tet_week_after", 6, 9),
    ("tet_weeks_after", 10, 15),
)
"""Stretches around the first day of the lunar year: name, first and last day of it, counted from that day."""
VIETNAM, CHINA = "holiday_vn", "holiday_cn"
KINDS: Final = (*(name for name, _first, _last in TET), VIETNAM, CHINA)
"""Every kind of day that is not an ordinary one. A day may be of several."""


class Calendar(NamedTuple):
    """Days in a row as numbers: a row for each day, a column for each thing a day can be."""

    first: dt.date
    ordinary: Floats  # 1, weekdays, the years since the middle of the stretch
    season: Floats
    kinds: Floats  # as KINDS, 0 or 1


def calendar_of(first: dt.date, days: int) -> Calendar:
    """The calendar of so many days from `first` on."""
    dates = [first + dt.timedelta(days=n) for n in range(days)]
    ordinal = np.array([date.toordinal() for date in dates], dtype=float)
    weekdays = np.array([[float(date.weekday() == day) for day in range(1, WEEK)] for date in dates])
    trend = (ordinal - ordinal.mean()) / YEAR
    phase = 2 * np.pi * ordinal / YEAR
    waves = [wave(phase * n) for n in range(1, HARMONICS + 1) for wave in (np.sin, np.cos)]
    kinds = [kinds_of(date) for date in dates]
    return Calendar(
        first,
        np.column_stack([np.ones(days), weekdays.reshape(days, WEEK - 1), trend]),
        np.column_stack(waves),
        np.array([[float(name in found) for name in KINDS] for found in kinds]),
    )


@lru_cache(maxsize=4096)
def kinds_of(date: dt.date) -> frozenset[str]:
    """Which kinds of special day a date is; of an ordinary one, none."""
    distances = [(date - tet_of(year)).days for year in (date.year, date.year + 1)]
    near = {name for name, first, last in TET if any(first <= distance <= last for distance in distances)}
    if near:  # the holidays of the lunar new year are told apart by these stretches already
        return frozenset(near)
    return frozenset(
        name for name, country in ((VIETNAM, "VN"), (CHINA, "CN")) if date in _holidays(country, date.year)
    )


@lru_cache(maxsize=64)
def tet_of(year: int) -> dt.date:
    """The first day of the lunar year, as Vietnam counts it.

    :raises LookupError: the library knows none of that year.
    """
    for date, name in _holidays("VN", year).items():
        if name == "Lunar New Year":
            return date
    raise LookupError(year)


@lru_cache(maxsize=64)
def _holidays(country: str, year: int) -> dict[dt.date, str]:
    return dict(holidays.country_holidays(country, years=year, language="en_US"))
