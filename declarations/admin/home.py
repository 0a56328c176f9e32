"""The first page of the admin, by who looks at it: queues for officers, the road and places, stops for managers."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Agency, User
from declarations.admin.beside import Block, on_home
from declarations.models import DayMode, Gate, IntakeStop
from declarations.operations.acting import ROAD
from declarations.operations.placing import may_keep, may_order
from declarations.queries.changes import waiting_at_gates as changes_waiting
from declarations.queries.desk import Road, road_of
from declarations.queries.queues import Standing, standing
from declarations.stages import CheckCode

WIDTH = 100
"""Of a chart, in its own units."""


class Bar(NamedTuple):
    """One part of a chart, with what it counts."""

    x: float
    width: float
    look: str
    many: int
    label: str


class Line(NamedTuple):
    """One queue, with the check's name, the figure that leads to it, and its two charts."""

    queue: Standing
    label: str
    figure: int
    ages: list[Bar]
    """The ready ones by how long they wait, side by side."""
    just_now: list[Bar]
    """What arrived and what was done in the last ten minutes, below each other."""


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
        gates_of(user, at=at) if user.is_officer else [],
        _orders(user, at) if may_order(user) else [],
        may_keep(user),
        on_home(user, at=at),
    )


def gates_of(user: User, *, at: datetime) -> list[AtGate]:
    """An officer's gates with their queues."""
    queues: dict[str, list[Line]] = {}
    found = standing(user, at=at)
    most = max([1, *(max(queue.arrived, queue.done) for queue in found)])
    for figure, queue in enumerate(found, start=1):
        queues.setdefault(queue.gate, []).append(_line(queue, figure=figure, most=most))
    roads = {road.gate: road for road in road_of(user)} if user.agency in {*ROAD, Agency.BORDER_GUARD} else {}
    gates = Gate.objects.worked_by(user).order_by("code")
    asked = changes_waiting(user)
    return [AtGate(gate, queues.get(gate.code, []), roads.get(gate.code), asked.get(gate.code, 0)) for gate in gates]


def _line(queue: Standing, *, figure: int, most: int) -> Line:
    labels = (_("under 30 min"), _("under 1 h"), _("under 2 h"), _("2 h and longer"))  # as AGES has them
    ages, x = [], 0.0
    for number, (many, label) in enumerate(zip(queue.ages, labels, strict=True)):
        width = round(WIDTH * many / queue.ready, 1) if queue.ready else 0.0
        ages.append(Bar(x, width, f"age-{number}", many, label))
        x = round(x + width, 1)
    just_now = [
        Bar(0, round(WIDTH * many / most, 1), look, many, label)
        for many, look, label in (
            (queue.arrived, "arrived", pgettext("in the last ten minutes", "arrived")),
            (queue.done, "gone", pgettext("in the last ten minutes", "decided")),
        )
    ]
    return Line(queue, str(CheckCode(queue.check).label), figure, ages, just_now)


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
