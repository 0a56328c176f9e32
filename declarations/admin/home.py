"""The first page of the admin, by who looks at it: queues for officers, the road and places, stops for managers."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone

from accounts.models import Agency, User
from declarations.admin.beside import Block, on_home
from declarations.models import DayMode, Gate, IntakeStop
from declarations.operations.acting import ROAD
from declarations.operations.placing import may_keep, may_order
from declarations.queries.changes import waiting_at_gates as changes_waiting
from declarations.queries.desk import Road, road_of
from declarations.queries.queues import Queue, queues_of
from declarations.stages import CheckCode


class Line(NamedTuple):
    """One queue, with the check's name."""

    queue: Queue
    label: str


class AtGate(NamedTuple):
    """One gate of an officer."""

    gate: Gate
    lines: list[Line]
    road: Road | None
    changes: int
    """Change requests that wait for his agency."""


class Order(NamedTuple):
    """One gate as those see it who may stop it or say how a day goes there."""

    gate: Gate
    stops: list[IntakeStop]
    modes: list[DayMode]


class Home(NamedTuple):
    """All of it; what a role has nothing of is empty."""

    at: datetime
    gates: list[AtGate]
    orders: list[Order]
    keeps_places: bool
    blocks: list[Block]


def home_of(user: User, *, at: datetime) -> Home:
    """What this person begins with; a constant number of queries however many gates."""
    return Home(
        at,
        _gates(user) if user.is_officer else [],
        _orders(user, at) if may_order(user) else [],
        may_keep(user),
        on_home(user, at=at),
    )


def _gates(user: User) -> list[AtGate]:
    queues: dict[str, list[Line]] = {}
    for queue in queues_of(user):
        queues.setdefault(queue.gate, []).append(Line(queue, str(CheckCode(queue.check).label)))
    roads = {road.gate: road for road in road_of(user)} if user.agency in {*ROAD, Agency.BORDER_GUARD} else {}
    gates = Gate.objects.worked_by(user).order_by("code")
    asked = changes_waiting(user)
    return [AtGate(gate, queues.get(gate.code, []), roads.get(gate.code), asked.get(gate.code, 0)) for gate in gates]


def _orders(user: User, at: datetime) -> list[Order]:
    today = timezone.localtime(at).date()
    gates = list(Gate.objects.worked_by(user).filter(takes_trucks=True).order_by("code"))
    current = Q(ends_at__isnull=True) | Q(ends_at__gt=at)
    stops = list(IntakeStop.objects.filter(current, gate__in=gates).select_related("gate").order_by("starts_at"))
    modes = list(DayMode.objects.filter(gate__in=gates, date__gte=today).select_related("gate").order_by("date"))
    return [
        Order(
            gate,
            [stop for stop in stops if stop.gate_id == gate.pk],
            [mode for mode in modes if mode.gate_id == gate.pk][:7],
        )
        for gate in gates
    ]
