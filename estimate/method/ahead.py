"""The hours to come, drawn many times from the past; and when a place in line comes up in each of them. Pure.

A draw takes the usual hours, a day's level and the ups and downs of a day that was. What is already known of today
pulls its level. Time in which the gate does not work takes in nobody. Green trucks that are still to come pass an
ordinary one, as many as the rule allows.
"""

from typing import Final, NamedTuple

import numpy as np

from estimate.method.learned import Learned
from estimate.method.observed import Flags, Floats

CELL: Final = 5
"""Minutes in a cell of the grid."""
CELLS_AN_HOUR: Final = 60 // CELL
CELLS_A_DAY: Final = 24 * CELLS_AN_HOUR
DRAWS: Final = 300
REGULAR: Final = 0.5
"""Trucks come in more evenly than by pure chance: of chance's variance, this part."""
QUANTILES: Final = (0.1, 0.5, 0.9)


class Ahead(NamedTuple):
    """The time from now on in cells of five minutes. `cell` is the cell of the day (Hanoi time) in which now lies."""

    cell: int
    works: Flags  # of each cell, whether the gate will work, as far as is known
    lanes: Floats  # of each cell, how many lanes will be open, as far as is known


class Drawn(NamedTuple):
    """Draws of the time to come: a row each, a column for the end of each cell."""

    taken: Floats  # trucks taken in by then
    green: Floats  # green trucks that arrived by then


class Place(NamedTuple):
    """Where a truck stands: `ahead` trucks go in before it as things are, `ordinary` of them (or of those that a later
    green truck would have to wait for) are not green."""

    ahead: int
    ordinary: int
    green: bool


def draw(learned: Learned, today: tuple[float, float], ahead: Ahead, *, seed: int) -> Drawn:
    """Draw the time to come."""
    dice = np.random.default_rng(seed)
    cells = np.arange(len(ahead.works)) + ahead.cell
    hours = (cells // CELLS_AN_HOUR) % 24
    dates = cells // CELLS_A_DAY
    level, trust = today
    pace = np.zeros((DRAWS, len(cells)))
    for date in range(int(dates[-1]) + 1):
        of_date = dates == date
        days = dice.integers(0, len(learned.levels), DRAWS)
        levels = learned.levels[days]
        if date == 0:
            levels = trust * level + np.sqrt(max(1.0 - trust, 0.05)) * (levels - learned.levels.mean())
            levels = levels + (1.0 - trust) * learned.levels.mean()
        wobbles = np.nan_to_num(learned.wobbles[days][:, hours[of_date]])
        pace[:, of_date] = learned.usual[hours[of_date]] * np.exp(levels[:, None] + wobbles)
    taken = np.cumsum(pace * np.where(ahead.works, ahead.lanes, 0.0) / CELLS_AN_HOUR, axis=1)
    green = np.cumsum(np.broadcast_to(learned.green[hours] / CELLS_AN_HOUR, pace.shape), axis=1)
    return Drawn(taken, green)


def minutes_until(drawn: Drawn, places: list[Place], *, in_a_row: int, seed: int) -> Floats:
    """After how many minutes each place comes up: a row for each draw, a column for each place; inf: not in sight."""
    dice = np.random.default_rng(seed)
    ahead = np.array([place.ahead for place in places], dtype=float)
    allowed = np.array([0 if place.green else in_a_row * (place.ordinary + 1) for place in places], dtype=float)
    noise = dice.normal(0.0, 1.0, (len(drawn.taken), len(places)))
    needed = np.maximum(ahead + 0.5 + noise * np.sqrt(REGULAR * np.maximum(ahead, 1.0)), 0.02)
    edges = np.arange(drawn.taken.shape[1] + 1) * float(CELL)
    # An ordinary truck's turn comes once the lanes took in those ahead and the green ones that came meanwhile, at the
    # latest once they took in as many green ones as may pass.
    net: Floats = np.maximum.accumulate(drawn.taken - drawn.green, axis=1)
    free = _reached(drawn.taken, edges, needed)
    passed = np.minimum(_reached(net, edges, needed), _reached(drawn.taken, edges, needed + allowed))
    return np.where([place.green for place in places], free, passed)


def until_exit(entries: Floats, inside: Floats, ahead: Ahead, *, seed: int) -> Floats:
    """After how many minutes each will have left: `inside` are minutes of work that others took inside."""
    dice = np.random.default_rng(seed)
    worked = np.cumsum(np.where(ahead.works, float(CELL), 0.0))
    edges = np.arange(len(worked) + 1, dtype=np.float64) * CELL
    known = np.where(np.isfinite(entries), entries, edges[-1])
    done = np.interp(known, edges, np.concatenate([[0.0], worked])) + dice.choice(inside, entries.shape)
    left = _reached(worked[None, :], edges, done.reshape(1, -1)).reshape(done.shape)
    return np.where(np.isfinite(entries), left, np.inf)


def quantiles(minutes: Floats) -> Floats:
    """The tenth, the middle and the ninth tenth of each column; inf: beyond what is looked at."""
    return np.asarray(np.quantile(minutes, QUANTILES, axis=0, method="inverted_cdf"))


def _reached(totals: Floats, edges: Floats, needed: Floats) -> Floats:
    """When growing totals reach numbers, row by row, in minutes; a total has a column for the end of each cell.

    Within a cell it grows evenly; inf: not within the cells.   :param edges: minutes at which cells begin and end.
    """
    rows, cells = totals.shape
    totals = np.concatenate([np.zeros((rows, 1)), totals], axis=1)
    # One search for all rows: each is lifted above all that lie before it.
    lift = (np.arange(rows) * (max(totals[:, -1].max(), needed.max()) + 1.0))[:, None]
    at = np.searchsorted((totals + lift).ravel(), needed + lift, side="left") - np.arange(rows)[:, None] * (cells + 1)
    inside = np.minimum(np.maximum(at, 1), cells)
    low, high = (np.take_along_axis(totals, inside - back, axis=1) for back in (1, 0))
    share = np.where(high > low, (needed - low) / np.where(high > low, high - low, 1.0), 1.0)
    minutes = edges[inside - 1] + np.minimum(np.maximum(share, 0.0), 1.0) * (edges[inside] - edges[inside - 1])
    return np.where(at > cells, np.inf, minutes)
