"""Days before our own counting, from the bulletins that others published: as much of them as says what we count.

A past bulletin names what stands at a gate in the evening, seldom what came. Where it names both evenings, what left
and what was turned back, what came follows: carried over + arrived = left + turned back + left over.
"""

import datetime as dt
from typing import Final, NamedTuple

from django.db.models import F

from declarations.models import Gate
from declarations.stages import Direction
from forecast.queries.counting import DAY, Place
from reports.models import PastBulletin

PATHS: Final = {
    Direction.EXPORT: ("arrived", "left_over.total", "export.total", "turned_back"),
    Direction.IMPORT: ("", "import_inside", "import.total", "import_turned_back"),
}
"""By direction the figures of what came, stands, left and was turned back; of imports that came they say nothing."""


class Past(NamedTuple):
    """What others say of a day of a place; None is unknown."""

    date: dt.date
    place: Place
    arrived: int | None
    left_over: int | None


def past_days(first: dt.date, before: dt.date) -> list[Past]:
    """What is known by import of the days from `first` on and before `before`."""
    gates = dict(Gate.objects.filter(takes_trucks=True).values_list("code", "pk"))
    rows = PastBulletin.objects.holding().filter(
        starts_on=F("ends_on"), starts_on__gte=first - DAY, starts_on__lt=before, gate_code__in=gates
    )
    said = {(row.starts_on, row.gate_code): row for row in rows}
    found = []
    for (date, code), row in sorted(said.items()):
        for direction in Direction:
            past = _past(row, said.get((date - DAY, code)), Place(gates[code], direction.value))
            if date >= first and (past.arrived, past.left_over) != (None, None):
                found.append(past)
    return found


def _past(row: PastBulletin, eve: PastBulletin | None, place: Place) -> Past:
    came, stands, left, back = PATHS[Direction(place.direction)]
    left_over, stood = row.figure(stands), eve.figure(stands) if eve else None
    arrived = row.figure(came)
    if arrived is None:
        flows = (left_over, stood, row.figure(left), row.figure(back))
        arrived = _arrived(*flows)
    return Past(row.starts_on, place, arrived, left_over)


def _arrived(stands: int | None, stood: int | None, left: int | None, back: int | None) -> int | None:
    if stands is None or stood is None or left is None or back is None:
        return None
    return max(stands + left + back - stood, 0)
