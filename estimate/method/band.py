"""From the past, the day so far and the line to a band for every place. Pure: equal facts give equal estimates."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from estimate.method.ahead import Ahead, Place, draw, minutes_until, quantiles, until_exit
from estimate.method.learned import Learned, level_today
from estimate.method.observed import Floats, Observed
from estimate.method.widening import Stretch, stretched

LEAST_STAYS = 20
"""With fewer stays inside than this nothing is said of the exit."""


class Known(NamedTuple):
    """What an estimate is made of."""

    learned: Learned
    today: Observed
    ahead: Ahead
    inside: Floats  # minutes of work that trucks took from entry to exit
    stretch: Stretch
    in_a_row: int  # green trucks that may pass an ordinary one in a row


class Bands(NamedTuple):
    """Rows low, middle, high; a column for each place; minutes, inf: not in sight."""

    drawn: Floats
    entry: Floats
    exit: Floats | None


def bands(known: Known, places: Sequence[Place], *, seed: int) -> Bands:
    """The band of each place."""
    drawn_ahead = draw(known.learned, level_today(known.learned, known.today), known.ahead, seed=seed)
    minutes = minutes_until(drawn_ahead, list(places), in_a_row=known.in_a_row, seed=seed + 1)
    drawn = quantiles(minutes)
    entry = _in_order(stretched(drawn, known.stretch))
    if len(known.inside) < LEAST_STAYS:
        return Bands(drawn, entry, None)
    left = quantiles(until_exit(minutes, known.inside, known.ahead, seed=seed + 2))
    return Bands(drawn, entry, np.maximum(left, entry))


def _in_order(band: Floats) -> Floats:
    return np.maximum.accumulate(band, axis=0)
