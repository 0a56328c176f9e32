"""The public board of a gate: open or not, and how many trucks stand where. Counts only; nobody is named."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, Q
from django.utils import timezone

from declarations.models import DayMode, Gate, Vehicle
from declarations.queries.hours import is_within_hours, mode_at
from declarations.queries.line import is_inside
from declarations.stages import Direction, End, Role, Verb

COLOURS = ((5_001, "red"), (1_000, "orange"), (500, "yellow"), (0, "green"))
"""From how many waiting trucks on the board has which colour (HTTP contract)."""


class Side(NamedTuple):
    """One direction of a gate. Every truck in line is counted once: waiting, called, or at the gate."""

    waiting: int  # seen, and not called forward yet
    called: int  # called forward, and not at the gate yet
    at_gate: int  # both arrivals confirmed, in the yard, or finished; until its exit
    cleared_today: int  # exits since midnight, Hanoi time


class Board(NamedTuple):
    """What anybody may know of a gate."""

    state: str  # open, paused, closed, preregistered_only
    sides: dict[str, Side]


def board(gate: Gate, *, at: datetime) -> Board:
    """Count the trucks of a gate (4 queries)."""
    standing = {row["direction"]: row for row in _standing(gate)}
    cleared = dict(_cleared(gate, at).values_list("direction", "many"))
    none = {"waiting": 0, "called": 0, "inside": 0}
    sides = {}
    for direction in Direction.values:
        row = standing.get(direction, none)
        sides[direction] = Side(row["waiting"], row["called"], row["inside"], cleared.get(direction, 0))
    return Board(state_of(gate, at=at), sides)


def state_of(gate: Gate, *, at: datetime) -> str:
    """Whether the gate takes trucks now: closed goes before paused, paused before what a day restricts (2 queries)."""
    mode = mode_at(gate.pk, at)
    if mode == DayMode.Mode.CLOSED or not is_within_hours(gate.pk, at):
        return "closed"
    if gate.paused_at:
        return "paused"
    return "preregistered_only" if mode == DayMode.Mode.PREREGISTERED_ONLY else "open"


def colour_of(waiting: int) -> str:
    """How full it is, in a colour."""
    return next(colour for least, colour in COLOURS if waiting >= least)


def _standing(gate: Gate) -> Any:
    inside = is_inside()
    return (
        Vehicle.objects.in_line()
        .filter(gate=gate)
        .values("direction")
        .annotate(
            inside=Count("pk", filter=inside),
            called=Count("pk", filter=~inside & Q(called_at__isnull=False)),
            waiting=Count("pk", filter=~inside & Q(called_at__isnull=True)),
        )
    )


def _cleared(gate: Gate, at: datetime) -> Any:
    """Exits of the day, found by the journal's own index and not by walking through years of vehicles."""
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    left = Vehicle.objects.filter(
        gate=gate, role=Role.CARRIER, end=End.LEFT, events__verb=Verb.LEFT, events__happened_at__gte=midnight
    )
    return left.values("direction").annotate(many=Count("pk", distinct=True))
