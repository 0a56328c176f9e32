"""How many places one company may hold (domain §7): part of a window while others wait, few before it has a record.

A place that was given back by cancelling counts for a day as if it were held still: so nobody keeps places by
cancelling and booking in turns.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

CHURN = timedelta(hours=24)
RECORD = timedelta(days=14)
TIMES_ITS_RECORD = 2
"""So many times the trucks of its best day a company may hold ○."""


class Spot(NamedTuple):
    """A window of a gate, as places are counted in it."""

    gate_id: int
    direction: str
    starts_at: datetime


class Held(NamedTuple):
    """The places of a company that are still to come: held now, and given back by cancelling within the last day."""

    spots: Counter[Spot]
    cancelled: int = 0

    @property
    def all(self) -> int:
        """What counts as held."""
        return self.spots.total() + self.cancelled


def held_of(spots: Iterable[Spot], *, cancelled: int = 0) -> Held:
    """Count them."""
    return Held(Counter(spots), cancelled)


def allowance(*, best_day: int, without_record: int) -> int:
    """So many places a company may hold at once, whose best day of late had so many trucks."""
    return max(without_record, TIMES_ITS_RECORD * best_day)


def share(*, capacity: int, percent: int) -> int:
    """So many places of a window a company may hold while others wait for it; one at least."""
    return max(1, capacity * percent // 100)
