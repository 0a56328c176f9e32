"""In which minutes a gate worked and will work, and with how many lanes. Reads, no writes."""

import datetime as dt
from typing import Final

import numpy as np

from declarations.models import Gate, Lane, Pause
from estimate.method.ahead import CELL, CELLS_A_DAY, Ahead
from estimate.method.observed import A_DAY, MINUTE, Flags, Floats, Stretch, midnight_of
from release.queries.telling import clocks_of
from release.spans import seconds_of

DAYS_AHEAD: Final = 3
PAUSE_LASTS: Final = dt.timedelta(hours=2)
"""So long a lane that stands still now is taken to stand still, where nobody said until when (domain §7: two hours)."""


def past_minutes(gate: Gate, direction: str, *, first: dt.datetime, days: int) -> Stretch:
    """Whole days from a midnight on, Hanoi time."""
    start = midnight_of(first)
    end = start + days * A_DAY * MINUTE
    return Stretch(start, *_minutes(gate, direction, start, end))


def cells_ahead(gate: Gate, direction: str, *, at: dt.datetime) -> Ahead:
    """From the cell in which `at` lies, for three days. `at` is in Hanoi time."""
    cell = (at.hour * 60 + at.minute) // CELL
    start = midnight_of(at) + cell * CELL * MINUTE
    works, lanes = _minutes(gate, direction, start, start + DAYS_AHEAD * CELLS_A_DAY * CELL * MINUTE)
    return Ahead(cell, works[::CELL], lanes[::CELL])


def _minutes(gate: Gate, direction: str, start: int, end: int) -> tuple[Flags, Floats]:
    size = (end - start) // MINUTE
    since, until = (dt.datetime.fromtimestamp(moment, tz=dt.UTC) for moment in (start, end))
    works = np.ones(size, dtype=bool)
    still = clocks_of({gate.pk}, since, until)[gate.pk].still(start, end)
    for one, other in (*still.closed, *still.paused):
        works[_minute(one, start) : _minute(other, start)] = False
    open_lanes = Lane.objects.filter(gate=gate, direction__in=("", direction), is_open=True)
    many = list(open_lanes.values_list("pk", flat=True))
    lanes = np.full(size, max(len(many), 1), dtype=float)
    pauses = Pause.objects.filter(lane__in=many, started_at__lt=until).exclude(ended_at__lte=since)
    for started_at, expected, ended_at in pauses.values_list("started_at", "until", "ended_at"):
        stop = ended_at or expected or started_at + PAUSE_LASTS
        lanes[_minute(seconds_of(started_at), start) : _minute(seconds_of(stop), start)] -= 1
    return works, np.maximum(lanes, 0.0)


def _minute(instant: int, start: int) -> int:
    return max(0, (instant - start) // MINUTE)


def closes_at(gate: Gate, *, at: dt.datetime) -> dt.datetime | None:
    """When a gate that works now closes next, by its hours and days; None: not within a day."""
    start, day = seconds_of(at), 24 * 60 * MINUTE
    end = start + day
    until = dt.datetime.fromtimestamp(end, tz=dt.UTC)
    closed = clocks_of({gate.pk}, at, until)[gate.pk].still(start, end).closed
    return dt.datetime.fromtimestamp(closed[0][0], tz=dt.UTC) if closed else None
