"""Invented histories of a gate, for trying a method out: the same seed makes the same days. Nobody's figures."""

import datetime as dt
from typing import Final

import numpy as np

from forecast.method.calendar import KINDS, Floats, calendar_of
from forecast.method.needs import FILED_AHEAD, WEEK
from forecast.method.series import Series, gapless

FIRST: Final = dt.date(2023, 1, 1)
WEEKDAYS: Final = (1.0, 1.05, 1.08, 1.1, 1.12, 0.95, 0.7)
"""Monday to Sunday against the usual day."""
OF_KINDS: Final = {
    "tet_weeks_before": 1.25, "tet_week_before": 1.1, "tet_eve": 0.25, "tet": 0.06, "tet_first_days": 0.3,
    "tet_week_after": 0.7, "tet_weeks_after": 0.9, "holiday_vn": 0.6, "holiday_cn": 0.65,
}  # fmt: skip
FILED_BY_THEN: Final = (0.6, 0.25, 0.08)
"""The share of a day's vehicles that is filed one, two and three days ahead."""
PART_THAT_GOES: Final = 0.6
"""Of what stands at a gate that is not crowded, the part that goes within the day: papers and buyers take time."""


def busy_gate(*, seed: int, days: int, a_day: float = 260.0, first: dt.date = FIRST) -> Series:
    """A gate with a week, seasons, Tết and holidays, whose days resemble the day before, and a limited capacity."""
    dice = np.random.default_rng(seed)
    whole = days + WEEK
    calendar = calendar_of(first, whole)
    weekday = np.array([WEEKDAYS[(first + dt.timedelta(days=n)).weekday()] for n in range(whole)])
    season = np.exp(calendar.season[:, :2] @ np.array([-0.15, 0.2]))
    kinds = np.exp(calendar.kinds @ np.log([OF_KINDS[name] for name in KINDS]))
    came = dice.poisson(a_day * weekday * season * kinds * np.exp(_lasting(dice, whole))).astype(float)
    capacity = dice.poisson(1.15 * a_day * weekday * np.minimum(kinds * 1.3, 1.0)).astype(float)
    return gapless(first, came[:days], _left_over(came, capacity)[:days], _filed(dice, came, days))


def noise(*, seed: int, days: int, a_day: float = 100.0, first: dt.date = FIRST) -> Series:
    """Days that have nothing to do with each other, nor with the calendar."""
    dice = np.random.default_rng(seed)
    return gapless(first, dice.poisson(a_day * np.exp(dice.normal(0, 0.2, days))).astype(float))


def walk(*, seed: int, days: int, a_day: float = 400.0, first: dt.date = FIRST) -> Series:
    """Each day is the day before and a step to either side: of a week ahead nobody can say more than the last day."""
    dice = np.random.default_rng(seed)
    return gapless(first, np.round(a_day * np.exp(np.cumsum(dice.normal(0, 0.05, days)))))


def _lasting(dice: np.random.Generator, days: int, *, keeps: float = 0.6, spread: float = 0.12) -> Floats:
    steps = dice.normal(0, spread, days)
    for n in range(1, days):
        steps[n] += keeps * steps[n - 1]
    return steps


def _filed(dice: np.random.Generator, came: Floats, days: int) -> Floats:
    """What was filed so many days ahead; of eleven that are filed, one does not come on that day."""
    filed = dice.poisson(came[:, None] * np.array(FILED_BY_THEN) * 1.1).astype(float)
    ahead = np.arange(len(came))[:, None] - np.arange(1, FILED_AHEAD + 1)  # the evening by which it was filed
    return np.where(ahead < days, filed, np.nan)


def _left_over(came: Floats, capacity: Floats) -> Floats:
    stands, evenings = 0.0, []
    for arrived, could in zip(came, capacity, strict=True):
        there = stands + arrived
        stands = there - min(could, there * PART_THAT_GOES)
        evenings.append(np.round(stands))
    return np.array(evenings)
