"""The past forecast again, evening by evening, each from what was known on it: the errors of which bands are made."""

from typing import Final, NamedTuple

import numpy as np

from forecast.method.calendar import Calendar, Floats, calendar_of
from forecast.method.methods import Method
from forecast.method.needs import ENOUGH_ERRORS, HORIZONS, LEARN_FROM, WEEK
from forecast.method.series import Flags, Ints, Series, known_of

EVENINGS: Final = 400
"""At most so many evenings are tried: a year and a month, so that a Tết is among them."""
ENOUGH_SPECIAL: Final = 20
"""Errors on special days from which these have a band of their own."""
WIDER: Final = 2.0
"""Until then their band is so many times that of ordinary days: they were wrong by up to that in every trial."""
LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9


class Tried(NamedTuple):
    """What was said and what came, on the method's scale: an evening a row, a horizon a column (nan: neither)."""

    evenings: Ints
    said: Floats
    came: Floats
    is_special: Flags

    @property
    def errors(self) -> Floats:
        """What came less what was said."""
        return self.came - self.said


def kinds_known(calendar: Calendar, series: Series, days: Ints, end: int) -> Flags:
    """Whether every kind of day that these days are of has been there in the first `end` days."""
    known = np.isfinite(series.arrivals[:end])
    seen = calendar.kinds[:end][known].any(axis=0)
    return np.asarray(~(calendar.kinds[days] * ~seen).any(axis=1))


def tried(series: Series, method: Method, *, evenings: int = EVENINGS) -> Tried:
    """Forecast from each of the last evenings; what is learned is learned anew every week."""
    calendar = calendar_of(series.first, series.days + WEEK)
    start = max(LEARN_FROM, series.days - evenings)
    days = np.arange(start - 1, series.days - 1)
    said = np.full((len(days), WEEK), np.nan)
    for end in range(start, series.days, WEEK):
        of_week = days[end - start : end - start + WEEK]
        look = method.learn(series, calendar, end)
        if look is not None:
            targets = of_week[:, None] + np.array(HORIZONS)
            known = kinds_known(calendar, series, targets.ravel(), end).reshape(targets.shape)
            # What stands there after a day that nobody can speak of, nobody can speak of either.
            known = np.minimum.accumulate(known, axis=1)
            said[end - start : end - start + WEEK] = np.where(known, look(of_week), np.nan)
    targets = days[:, None] + np.array(HORIZONS)
    came = known_of(method.scale(method.values(series)), targets)
    return Tried(days, said, came, np.asarray(calendar.kinds[targets].any(axis=-1)))


def spread(found: Tried, h: int, *, special: bool, until: int | None = None) -> Floats | None:
    """By how much a day h ahead was missed: the tenth, the middle and the ninth tenth of the errors; None: too few.

    :param until: only what was known in the evening of that day.
    """
    errors = found.errors[:, h - 1]
    known = np.isfinite(errors)
    if until is not None:
        known &= found.evenings + h <= until
    if known.sum() < ENOUGH_ERRORS:
        return None
    own = known & found.is_special[:, h - 1]
    if special and own.sum() >= ENOUGH_SPECIAL:
        return _quantiles(errors[own])
    return _quantiles(errors[known]) * (WIDER if special else 1.0)


def _quantiles(errors: Floats) -> Floats:
    # This estimate of a quantile promises that a new error falls beyond it as often as it says.
    quantiles: Floats = np.quantile(errors, [LOW, MIDDLE, HIGH], method="weibull")
    return quantiles
