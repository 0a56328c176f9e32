"""What pages and API may say of waiting: a range of minutes, or nothing. Who reckons it is a room above (ADR 137).

Whoever shows an estimate asks here; the setting WAITS_TOLD_BY names the room that makes them. Wherever nothing can be
said honestly there is no answer, never a number.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from declarations.models import Vehicle


@dataclass(frozen=True)
class Minutes:
    """In one of ten cases it is less than `p10`, in one of two less than `p50`, in one of ten more than `p90`."""

    p10: int
    p50: int
    p90: int


@dataclass(frozen=True)
class Estimate:
    """How long until the gate lets a truck in, and until it has left; counted from `made_at`. `exit` may be unknown."""

    made_at: datetime
    entry: Minutes
    exit: Minutes | None

    @property
    def entry_at(self) -> "Instants":
        """When it will be let in."""
        return Instants(self.made_at, self.entry)


class Instants(NamedTuple):
    """A range of minutes as instants."""

    made_at: datetime
    minutes: Minutes

    @property
    def early(self) -> datetime:
        """One in ten comes earlier."""
        return self.made_at + timedelta(minutes=self.minutes.p10)

    @property
    def likely(self) -> datetime:
        """One in two comes earlier."""
        return self.made_at + timedelta(minutes=self.minutes.p50)

    @property
    def late(self) -> datetime:
        """One in ten comes later."""
        return self.made_at + timedelta(minutes=self.minutes.p90)


class Source(Protocol):
    """Who knows."""

    def of_vehicles(self, vehicles: Iterable[Vehicle], *, at: datetime) -> dict[int, Estimate]:
        """By vehicle; one of which nothing can be said is not there: its gate stands still, or too little is known."""

    def of_newcomers(self, gate_id: int, *, at: datetime) -> dict[str, Estimate]:
        """By direction, for a truck that would arrive now (1 query)."""


@cache
def _source() -> Source:
    source: Source = import_string(settings.WAITS_TOLD_BY)()
    return source


def of_vehicles(vehicles: Iterable[Vehicle], *, at: datetime) -> dict[int, Estimate]:
    """Of those that stand in a line; by vehicle (at most 1 query)."""
    asked = [vehicle for vehicle in vehicles if vehicle.is_open and vehicle.line_time]
    return _source().of_vehicles(asked, at=at) if asked else {}


def of_newcomers(gate_id: int, *, state: str, at: datetime) -> dict[str, Estimate]:
    """Of a gate in that state (queries.board): a paused or closed one gives none."""
    return {} if state in ("paused", "closed") else _source().of_newcomers(gate_id, at=at)
