"""The next seven days of a series: p10, p50, p90, the naive one beside them, and what each is made of."""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import numpy as np

from forecast.method import arrivals, left_over
from forecast.method.backtest import Tried, kinds_known, spread, tried
from forecast.method.calendar import KINDS, Calendar, Floats, calendar_of
from forecast.method.methods import ARRIVALS, LEFT_OVER, Method
from forecast.method.naive import naive
from forecast.method.needs import FILED_AHEAD, HORIZONS, LEARN_FROM, WEEK
from forecast.method.series import Ints, Series

CLOSED, TOO_SHORT, UNLIKE = "closed", "too_short", "unlike"
"""Why nothing is said: the gate is closed; too few days are known; no such day was ever there (a first Tết)."""

Made = dict[str, Any]


class Band(NamedTuple):
    """Vehicles: on one day of ten fewer than p10, on one of ten more than p90."""

    p10: int
    p50: int
    p90: int


class Ahead(NamedTuple):
    """One day ahead. Without a band, `why` says what is missing."""

    horizon: int
    band: Band | None
    why: str
    naive: int | None
    made_of: Made


Saying = tuple[Floats, Callable[[int], Made]]
"""What is said of the seven days, on the method's scale, and what each (from 0) is made of."""


def arrivals_ahead(series: Series) -> list[Ahead]:
    """The arrivals of the next seven days."""
    return _ahead(series, ARRIVALS, _say_arrivals)


def left_over_ahead(series: Series) -> list[Ahead]:
    """What is left over in the next seven evenings."""
    return _ahead(series, LEFT_OVER, _say_left_over)


def _ahead(series: Series, method: Method, say: Callable[[Series, Calendar], Saying | None]) -> list[Ahead]:
    calendar = calendar_of(series.first, series.days + WEEK)
    days = series.days - 1 + np.array(HORIZONS)
    nearest = naive(method.values(series), days)
    said = say(series, calendar) if series.days > LEARN_FROM else None
    found = tried(series, method) if said else None
    known = np.minimum.accumulate(kinds_known(calendar, series, days, series.days))
    answer = []
    for n, h in enumerate(HORIZONS):
        kinds = [name for name, holds in zip(KINDS, calendar.kinds[days[n]], strict=True) if holds]
        why, band = _why(series, days[n], known[n], said), None
        if not why and said and found:
            band = _band(found, method, said[0][n], h, special=bool(kinds))
            why = "" if band else TOO_SHORT
        made_of = {"kinds": kinds, **(said[1](n) if said and band else {})}
        answer.append(Ahead(h, band, why, int(nearest[n]) if np.isfinite(nearest[n]) else None, made_of))
    return answer


def _why(series: Series, day: int, known: bool, said: Saying | None) -> str:
    if not series.is_open[day]:
        return CLOSED
    if said is None:
        return TOO_SHORT
    return "" if known else UNLIKE


def _band(found: Tried, method: Method, said: float, h: int, *, special: bool) -> Band | None:
    errors = spread(found, h, special=special)
    if errors is None:
        return None
    low, middle, high = method.back(np.maximum(said + errors, 0.0))
    return Band(int(np.floor(low)), round(float(middle)), int(np.ceil(high)))


def _say_arrivals(series: Series, calendar: Calendar) -> Saying | None:
    learned = arrivals.learn(series, calendar, series.days)
    if learned is None:
        return None
    evening = _last_evening(series)
    parts = [arrivals.ahead(learned, evening, h) for h in HORIZONS]

    def made_of(n: int) -> Made:
        one, h = parts[n], HORIZONS[n]
        made: Made = {
            "usual": _count(one.usual[0]),
            "lately_percent": _percent(one.lately[0]),
            "filings_percent": _percent(one.filings[0]),
        }
        in_hand = series.in_hand[evening[0] + h, h - 1] if h <= FILED_AHEAD else np.nan
        usually = learned.usual.in_hand(evening + h, h)[0]
        if np.isfinite(in_hand) and np.isfinite(usually):
            usually += learned.found.habit[evening[0], h - 1]
            made |= {"in_hand": int(in_hand), "in_hand_usually": _count(usually)}
        return made

    return np.array([one.total[0] for one in parts]), made_of


def _say_left_over(series: Series, calendar: Calendar) -> Saying | None:
    learned = left_over.learn(series, calendar, series.days)
    evening = _last_evening(series)
    if learned is None or not np.isfinite(series.left_over[evening[0]]):
        return None
    parts = left_over.ahead(learned, series, evening)

    def made_of(n: int) -> Made:
        before = series.left_over[evening[0]] if n == 0 else parts[n - 1].left_over[0]
        return {
            "stands": round(float(before)),
            "arrived": round(float(parts[n].arrived[0])),
            "cleared": round(float(parts[n].cleared[0])),
        }

    return np.sqrt([one.left_over[0] for one in parts]), made_of


def _last_evening(series: Series) -> Ints:
    return np.array([series.days - 1])


def _count(log: float) -> int:
    return max(round(float(np.expm1(log))), 0)


def _percent(log: float) -> int:
    return round(100 * float(np.expm1(log)))


OUTLOOKS: Final = {"arrivals": arrivals_ahead, "left_over": left_over_ahead}
