"""How good forecasts were: plain figures, and when ours may be said to beat the naive one."""

from typing import Final, NamedTuple

import numpy as np

from forecast.method.calendar import Floats
from forecast.method.needs import ENOUGH_DAYS, LAST_DAYS

SURE: Final = 1.64
"""How many standard errors the gain must lie above nothing: chance alone gives that one time in twenty."""


class Score(NamedTuple):
    """Of the last scored days: mean error of ours and of the naive one (vehicles), pinball loss, share in the band."""

    days: int
    error: float
    naive_error: float
    pinball: float
    coverage: float
    beats_naive: bool


class Day(NamedTuple):
    """A day that was forecast, and what came (vehicles)."""

    came: float
    p10: float
    p50: float
    p90: float
    naive: float

    @property
    def pinball(self) -> float:
        """The mean pinball loss of the three: small for bands that are narrow and right."""
        return sum(_loss(self.came, *one) for one in ((self.p10, 0.1), (self.p50, 0.5), (self.p90, 0.9))) / 3


def _loss(came: float, said: float, share: float) -> float:
    return (share if came >= said else share - 1.0) * (came - said)


def score(days: list[Day], *, horizon: int, last: int = LAST_DAYS) -> Score | None:
    """The score of these days, oldest first, of which the last ones count; None of none."""
    days = days[-last:]
    if not days:
        return None
    ours = np.array([abs(day.came - day.p50) for day in days])
    naive = np.array([abs(day.came - day.naive) for day in days])
    return Score(
        len(days),
        float(ours.mean()),
        float(naive.mean()),
        float(np.mean([day.pinball for day in days])),
        float(np.mean([day.p10 <= day.came <= day.p90 for day in days])),
        beats(naive - ours, horizon=horizon),
    )


def beats(gains: Floats, *, horizon: int) -> bool:
    """Whether ours erred less than the naive one by more than chance explains.

    The test of Diebold and Mariano with the correction of Harvey, Leybourne and Newbold for few days. Days that are
    forecast from neighbouring evenings err together, as far as the horizon reaches: what they have in common counts
    against us, what they take from each other does not count for us.

    :param gains: by how many vehicles our error was smaller, day after day.
    """
    days = len(gains)
    if days < ENOUGH_DAYS or gains.mean() <= 0:
        return False
    apart = gains - gains.mean()
    alone = float(apart @ apart) / days
    together = 2 * sum(float(apart[lag:] @ apart[:-lag]) / days for lag in range(1, horizon))
    few = (days + 1 - 2 * horizon + horizon * (horizon - 1) / days) / days
    return bool(gains.mean() > SURE * np.sqrt((alone + max(together, 0.0)) / days / few))
