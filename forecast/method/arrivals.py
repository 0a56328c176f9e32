"""Arrivals in two steps: what the calendar says of a day, then how far the gate differs from its calendar just now.

Everything is reckoned on log(1 + count): a holiday or a season is a factor, whatever the size of the gate.

1. **Usual**: weekday, trend, season (once a year of days is there), holidays and the days around Tết.
2. **Lately and filings**: of what the calendar leaves unexplained, the last day, the last weeks, the same weekday of
   the week before, and the filings in hand against what is usually filed by then for such a day. How much each of
   them counts so many days ahead is learned from the past.
"""

from typing import Final, NamedTuple

import numpy as np

from forecast.method.calendar import Calendar, Floats
from forecast.method.needs import FILED_AHEAD, HORIZONS, WEEK
from forecast.method.series import Ints, Series, known_of
from forecast.method.squares import fit

DOUBT: Final = 1.0
"""Days of doubt that each weekday, season and kind of day meets: one Tết already counts for most of itself."""
SLOW: Final = 0.1
"""What part of the slow level the newest day is: so it remembers about three weeks."""
FAR: Final = 5.0
"""So many times the middle difference is far: of ordinary days not one in a thousand lies there."""
SEASONS_FROM: Final = 365
"""Days of history from which seasons are told apart; before, a wave of a year fits any line."""
LEAST: Final = 4 * WEEK
"""Known days from which something is learned at all."""


class Usual(NamedTuple):
    """What the calendar says: a row of numbers for each day, and their weights for arrivals and for filings."""

    rows: Floats
    weights: Floats
    filed: tuple[Floats | None, ...]

    def arrivals(self, days: Ints) -> Floats:
        """log(1 + count) of these days."""
        logs: Floats = self.rows[days] @ self.weights
        return logs

    def in_hand(self, days: Ints, h: int) -> Floats:
        """log(1 + count) of what is usually filed h days ahead for these days; nan where nothing is known."""
        weights = self.filed[h - 1] if h <= FILED_AHEAD else None
        return np.full(len(days), np.nan) if weights is None else self.rows[days] @ weights


class Differences(NamedTuple):
    """By how much each day differed from its calendar (nan: unknown), and the levels known in its evening."""

    of_days: Floats
    last: Floats
    slow: Floats
    filed: Floats  # of what was in hand for that day, h days ahead in column h - 1
    habit: Floats  # by how much more is filed lately, h days ahead, than the calendar and what then came account for


class Learned(NamedTuple):
    """All that is learned up to a day, ready to look ahead from any evening after it."""

    usual: Usual
    found: Differences
    counts: tuple[Floats, ...]  # for each horizon, how much each hint counts


def rows_of(calendar: Calendar, *, known: int) -> Floats:
    """A row of numbers for each day; seasons only where a year is known."""
    seasons = [calendar.season] if known >= SEASONS_FROM else []
    return np.column_stack([calendar.ordinary, calendar.kinds, *seasons])


def learn(series: Series, calendar: Calendar, end: int) -> Learned | None:
    """What the first `end` days teach; None: too few of them are known."""
    rows = rows_of(calendar, known=end)
    weights = _weights(rows[:end], np.log1p(series.arrivals[:end]))
    if weights is None:
        return None
    logs = np.log1p(series.in_hand[:end])
    usual = Usual(rows, weights, tuple(_weights(rows[:end], logs[:, h]) for h in range(FILED_AHEAD)))
    found = _differences(series, usual)
    return Learned(usual, found, tuple(_counts(found, end, h) for h in HORIZONS))


def _weights(rows: Floats, logs: Floats) -> Floats | None:
    known = np.isfinite(logs)
    if known.sum() < LEAST:
        return None
    doubt = np.full(rows.shape[1], DOUBT)
    doubt[0] = 0.0
    return fit(rows[known], logs[known], doubt=doubt)


def _differences(series: Series, usual: Usual) -> Differences:
    days = np.arange(series.days)
    of_days = np.log1p(series.arrivals) - usual.arrivals(days)
    ahead = np.arange(len(series.in_hand))
    expected = np.column_stack([usual.in_hand(ahead, h) for h in range(1, FILED_AHEAD + 1)])
    filed = np.log1p(series.in_hand) - expected
    habits = [level(filed[: len(days), n] - of_days) for n in range(FILED_AHEAD)]
    return Differences(of_days, _followed(of_days, 1.0), level(of_days), filed, np.column_stack(habits))


def level(differences: Floats) -> Floats:
    """For each evening the level of the last weeks up to it.

    A day of a strike or a storm is one day, not a level: what is far beyond the usual difference counts as that.
    """
    known = np.abs(differences[np.isfinite(differences)])
    most = FAR * float(np.median(known)) if len(known) else 0.0
    return _followed(np.clip(differences, -most, most), SLOW)


def _followed(differences: Floats, newest: float) -> Floats:
    """For each evening what is known by then, of which the newest day counts so much; it begins with nothing."""
    found, now = np.zeros(len(differences)), 0.0
    for n, difference in enumerate(differences):
        if np.isfinite(difference):
            now += newest * (difference - now)
        found[n] = now
    return found


def _counts(found: Differences, end: int, h: int) -> Floats:
    """How much each hint about the day h ahead counts, between not at all (0) and wholly (1)."""
    evenings = np.arange(end - h)
    told, came = _hints(found, evenings, h), found.of_days[evenings + h]
    known = np.isfinite(came)
    counts: Floats = np.clip(fit(told[known], came[known], doubt=np.full(told.shape[1], DOUBT)), 0.0, 1.0)
    return counts


def _hints(found: Differences, evenings: Ints, h: int) -> Floats:
    """What these evenings know about the day h ahead: four columns, 0 where nothing is known."""
    week_before = known_of(found.of_days, evenings + h - WEEK)
    filed = np.full(len(evenings), np.nan)
    if h <= FILED_AHEAD:
        filed = found.filed[evenings + h, h - 1] - found.habit[evenings, h - 1]
    known: Floats = np.column_stack([found.last[evenings], found.slow[evenings], week_before, filed])
    return np.where(np.isfinite(known), known, 0.0)


class Ahead(NamedTuple):
    """log(1 + count) of days ahead, and its three parts, which add up to it."""

    total: Floats
    usual: Floats
    lately: Floats
    filings: Floats


def ahead(learned: Learned, evenings: Ints, h: int) -> Ahead:
    """The days h after these evenings."""
    usual = learned.usual.arrivals(evenings + h)
    hints, counts = _hints(learned.found, evenings, h), learned.counts[h - 1]
    lately, filings = hints[:, :-1] @ counts[:-1], hints[:, -1] * counts[-1]
    return Ahead(usual + lately + filings, usual, lately, filings)
