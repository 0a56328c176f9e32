"""What the past says of a gate's pace: a usual hour, how a day stands above or below it, and an hour within its day."""

from typing import Final, NamedTuple

import numpy as np

from estimate.method.observed import HOURS, Floats, Observed

LEAST_HOURS: Final = 12
"""With fewer busy hours than this in all of the past, nothing is said."""
DOUBT_OF_HOUR: Final = 3.0
"""An hour of the day counts as if it had been seen so often at the usual pace as well."""
DOUBT_OF_DAY: Final = 4.0
"""So does a day, in hours."""
LEAST_RATE: Final = 0.05
"""Of the usual pace: an hour in which the gate took in nobody is kept as this, so that its logarithm exists."""


class Learned(NamedTuple):
    """The pace of one side of a gate."""

    usual: Floats  # 24: trucks an hour and lane
    levels: Floats  # of each day that was seen: the log of its factor
    wobbles: Floats  # a row for each such day, an hour a column: the log of what is left; nan: not seen
    green: Floats  # 24: green trucks that arrive in an hour


def learn(observed: Observed) -> Learned | None:
    """Take the past apart into hour, day and rest; None: too little was seen."""
    rates = observed.rates
    seen = np.isfinite(rates)
    if seen.sum() < LEAST_HOURS:
        return None
    weights = np.where(seen, observed.busy, 0.0)
    overall = float(np.average(rates[seen], weights=weights[seen]))
    if overall <= 0:
        return None
    totals = (np.where(seen, rates, 0.0) * weights).sum(axis=0) / 60
    usual = (totals + DOUBT_OF_HOUR * overall) / (weights.sum(axis=0) / 60 + DOUBT_OF_HOUR)
    logs = np.full_like(rates, np.nan)
    np.log(np.maximum(rates / usual, LEAST_RATE), where=seen, out=logs)
    days = seen.any(axis=1)
    logs, seen = logs[days], seen[days]
    levels = np.nansum(logs, axis=1) / (seen.sum(axis=1) + DOUBT_OF_DAY)
    return Learned(usual, levels, logs - levels[:, None], observed.green.mean(axis=0).reshape(HOURS))


def level_today(learned: Learned, today: Observed) -> tuple[float, float]:
    """How today stands against the usual hour (a log), and how far that may be believed (0 to 1)."""
    rates = today.rates[0]
    seen = np.isfinite(rates)
    if not seen.any():
        return 0.0, 0.0
    recent = np.flatnonzero(seen)[-6:]
    weights = 0.7 ** np.arange(len(recent))[::-1]
    taken = (today.entered[0, recent] * weights).sum()
    usual = (learned.usual[recent] * today.lanes[0, recent] * today.busy[0, recent] / 60 * weights).sum()
    trust = weights.sum() / (weights.sum() + 1.0)
    return float(np.log(max((taken + 1.0) / (usual + 1.0), LEAST_RATE))), float(trust)
