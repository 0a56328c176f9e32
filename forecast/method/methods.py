"""The two things that are forecast, each with its method and the scale on which its errors are alike."""

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np

from forecast.method import arrivals, left_over
from forecast.method.calendar import Calendar, Floats
from forecast.method.needs import HORIZONS
from forecast.method.series import Ints, Series

Looking = Callable[[Ints], Floats]
"""From evenings to what is said on them of the next seven days: a row for each evening."""


class Method(NamedTuple):
    """How something is forecast. Counts are compared on `scale`, where a busy day errs like a quiet one."""

    values: Callable[[Series], Floats]
    scale: Callable[[Floats], Floats]
    back: Callable[[Floats], Floats]
    learn: Callable[[Series, Calendar, int], Looking | None]


def _arrivals(series: Series, calendar: Calendar, end: int) -> Looking | None:
    learned = arrivals.learn(series, calendar, end)
    if learned is None:
        return None
    return lambda evenings: np.column_stack([arrivals.ahead(learned, evenings, h).total for h in HORIZONS])


def _left_over(series: Series, calendar: Calendar, end: int) -> Looking | None:
    learned = left_over.learn(series, calendar, end)
    if learned is None:
        return None
    return lambda evenings: np.sqrt(
        np.column_stack([day.left_over for day in left_over.ahead(learned, series, evenings)])
    )


ARRIVALS: Final = Method(lambda series: series.arrivals, np.log1p, np.expm1, _arrivals)
LEFT_OVER: Final = Method(
    # Of a closed day nothing is said, so nothing is compared either.
    lambda series: np.where(series.is_open[: series.days], series.left_over, np.nan),
    # What stands there errs by what came and went: a crowd of 3,000 is known as exactly as one of 300.
    np.sqrt,
    np.square,
    _left_over,
)
