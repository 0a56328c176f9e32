"""Calling forward without an officer (domain §7), at gates whose centre switched that on: those whose turn it is.

As far as the yards have places. A truck that goes into no yard of the gate is called as long as fewer of those are on
their way than the open lanes take in an hour ○. Nobody is called outside the gate's hours, or while it stands still.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, Sum

from declarations.models import Gate, Lane, Pause
from declarations.operations.calling import MOST_AT_ONCE, hold
from declarations.operations.calling import call as call_one
from declarations.queries import line
from declarations.queries.hours import works_at
from declarations.stages import Direction


def lines() -> list[tuple[int, str]]:
    """The lines of the gates that call by themselves and do not stand still."""
    gates = Gate.objects.filter(calls_itself=True, paused_at__isnull=True, takes_trucks=True).order_by("pk")
    return [(pk, direction) for pk in gates.values_list("pk", flat=True) for direction in Direction.values]


def call(*, gate_id: int, direction: str, at: datetime) -> int:
    """Call those whose turn it is, each in a transaction of its own; answer how many.

    :raises GatePaused: it was paused meanwhile.
    """
    if not works_at(gate_id, at):
        return 0
    called = 0
    while called < MOST_AT_ONCE and _call_next(gate_id, direction, at):
        called += 1
    return called


@transaction.atomic
def _call_next(gate_id: int, direction: str, at: datetime) -> bool:
    hold(gate_id)
    turns = line.preview(gate_id=gate_id, direction=direction, count=1).turns
    if not turns:
        return False
    vehicle = turns[0].vehicle
    yards = line.rooms_of(gate_id)
    if (vehicle.declaration.yard_id or 0) not in yards and _on_their_way(gate_id, direction, yards) >= _an_hour(
        gate_id, direction
    ):
        return False
    call_one(vehicle_id=vehicle.pk, by=None, at=at, why=turns[0].why.value)
    return True


def _on_their_way(gate_id: int, direction: str, yards: dict[int, line.Room]) -> int:
    return line.called(gate_id, direction).exclude(declaration__yard__in=list(yards)).count()


def _an_hour(gate_id: int, direction: str) -> int:
    lanes = Lane.objects.filter(Q(direction="") | Q(direction=direction), gate=gate_id, is_open=True)
    still = Pause.objects.filter(gate=gate_id, lane__isnull=False, ended_at__isnull=True).values("lane")
    lanes = lanes.exclude(pk__in=still)
    return lanes.aggregate(many=Sum("capacity_per_hour"))["many"] or 0
