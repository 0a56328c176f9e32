"""A method scored on its own past, as kept forecasts will be: band and verdict of each evening from what it knew."""

import numpy as np

from forecast.method.backtest import spread, tried
from forecast.method.methods import Method
from forecast.method.naive import naive
from forecast.method.needs import HORIZONS
from forecast.method.scores import Day
from forecast.method.series import Series


def tried_days(series: Series, method: Method) -> dict[int, list[Day]]:
    """By horizon the days that could be forecast with a band, oldest first."""
    found = tried(series, method)
    values = method.values(series)
    days: dict[int, list[Day]] = {h: [] for h in HORIZONS}
    for h in HORIZONS:
        simple = naive(values, found.evenings + h)
        for n, evening in enumerate(found.evenings):
            said, came = found.said[n, h - 1], found.came[n, h - 1]
            errors = spread(found, h, special=bool(found.is_special[n, h - 1]), until=int(evening))
            if errors is not None and np.isfinite(said + came + simple[n]):
                low, middle, high = method.back(np.maximum(said + errors, 0.0))
                days[h].append(Day(float(method.back(came)), low, middle, high, simple[n]))
    return days
