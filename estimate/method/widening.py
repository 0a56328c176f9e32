"""How far the band must be stretched so that it holds what it promises, learned from what came of earlier ones. Pure.

Split conformal prediction with a band of two unequal halves: of each estimate that has come true, by how many halves it
missed its middle; the stretch is the quantile of these misses that the band promises.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from estimate.method.observed import Floats

PROMISED: Final = 0.8
"""Of the band from the tenth to the ninth tenth."""
STRETCH_DAYS: Final = 21
"""From the estimates of so many days: those of one day err together, a few days teach little."""
ENOUGH: Final = 60
LEAST, MOST = 0.35, 10.0
SHORTEST: Final = 3.0
"""A half of the band is never shorter, in minutes: nobody sees the gate more sharply than that."""


class Came(NamedTuple):
    """An estimate and what came of it, in minutes; the band as it was drawn, not yet stretched."""

    low: float
    middle: float
    high: float
    came: float


class Stretch(NamedTuple):
    """What is done to a band: its middle is moved by a factor, its halves are stretched."""

    shift: float = 1.0
    low: float = 1.0
    high: float = 1.0


def learn_stretch(past: Sequence[Came]) -> Stretch:
    """What past estimates teach; few of them teach nothing."""
    if len(past) < ENOUGH:
        return Stretch()
    low, middle, high, came = (np.array(column, dtype=float) for column in zip(*past, strict=True))
    shift = float(np.clip(np.median((came + SHORTEST) / (middle + SHORTEST)), 0.5, 2.0))
    middle, low, high = middle * shift, low * shift, high * shift
    below = came < middle
    misses = np.where(below, (middle - came) / _half(middle - low), (came - middle) / _half(high - middle))
    return Stretch(shift, _promised(misses[below]), _promised(misses[~below]))


def stretched(band: Floats, stretch: Stretch) -> Floats:
    """The band that is published: rows low, middle, high. Never below nought."""
    low, middle, high = band * stretch.shift
    with np.errstate(invalid="ignore"):
        return np.stack([
            np.maximum(middle - stretch.low * _half(middle - low), 0.0),
            middle,
            np.where(np.isfinite(high), middle + stretch.high * _half(high - middle), np.inf),
        ])  # fmt: skip


def _half(length: Floats) -> Floats:
    return np.maximum(length, SHORTEST)


def _promised(misses: Floats) -> float:
    """By how much to stretch one half. Few misses on a side say nothing."""
    if len(misses) < ENOUGH // 4:
        return 1.0
    return float(np.clip(np.quantile(misses, PROMISED, method="weibull"), LEAST, MOST))
