"""What is left over in the evening: what stands there, and what comes (forecast.method.arrivals), less what is cleared.

How much a gate clears follows its weekday and holidays and how many stand there: half of a few, of a crowd what its
officers can do. That bend is learned, and how far the last weeks were above or below it.
"""

from typing import Final, NamedTuple

import numpy as np

from forecast.method import arrivals
from forecast.method.calendar import Calendar, Floats
from forecast.method.needs import HORIZONS
from forecast.method.series import Ints, Series
from forecast.method.squares import fit

BENDS: Final = (1 / 3, 2 / 3)
"""Where the line from "stand there" to "cleared" may bend: a third and two thirds of the days stood below."""


class Learned(NamedTuple):
    """All that is learned up to a day."""

    arrivals: arrivals.Learned
    rows: Floats
    bends: Floats
    weights: Floats
    lately: Floats  # in each evening, the factor (log) by which more was cleared than usual


def learn(series: Series, calendar: Calendar, end: int) -> Learned | None:
    """What the first `end` days teach; None: too few of them are known."""
    coming = arrivals.learn(series, calendar, end)
    if coming is None:
        return None
    rows = np.column_stack([calendar.ordinary, calendar.kinds])
    there, cleared = _loads(series)
    known = np.isfinite(cleared[:end])
    if known.sum() < arrivals.LEAST:
        return None
    bends = np.quantile(there[:end][known], BENDS)
    told = np.column_stack([rows[: series.days], _bent(there, bends)])
    doubt = np.full(told.shape[1], arrivals.DOUBT)
    doubt[0] = 0.0
    weights = fit(told[:end][known], cleared[:end][known], doubt=doubt)
    return Learned(coming, rows, bends, weights, arrivals.level(cleared - told @ weights))


def _loads(series: Series) -> tuple[Floats, Floats]:
    """Of each day the logs of what stood there or came, and of what was cleared (or turned back)."""
    before = np.concatenate([[np.nan], series.left_over[:-1]])
    there = before + series.arrivals
    # More than stood there cannot go; where late reports say so all the same, nothing is learned from the day.
    cleared = np.where(there >= series.left_over, there - series.left_over, np.nan)
    return np.log1p(there), np.log1p(cleared)


def _bent(there: Floats, bends: Floats) -> Floats:
    return np.column_stack([there, *(np.maximum(there - bend, 0.0) for bend in bends)])


class Ahead(NamedTuple):
    """Days ahead: what stands there in the evening, and of what it is made."""

    left_over: Floats
    arrived: Floats
    cleared: Floats


def ahead(learned: Learned, series: Series, evenings: Ints) -> list[Ahead]:
    """Each of the next seven days after these evenings. On a closed day nothing comes and nothing goes."""
    found, stands = [], series.left_over[evenings]
    for h in HORIZONS:
        is_open = series.is_open[evenings + h]
        arrived = np.where(is_open, np.expm1(arrivals.ahead(learned.arrivals, evenings, h).total), 0.0).clip(min=0.0)
        there = stands + arrived
        told = np.column_stack([learned.rows[evenings + h], _bent(np.log1p(there), learned.bends)])
        could = np.expm1(told @ learned.weights + learned.lately[evenings])
        cleared = np.where(is_open, np.clip(could, 0.0, there), 0.0)
        stands = there - cleared
        found.append(Ahead(stands, arrived, cleared))
    return found
