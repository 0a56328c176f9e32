"""What the gate centre sees of its gate today: how it works, what stands still, how many wait, whose turn it is."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from declarations.admin.beside import Block
from declarations.models import CashShift, DayMode, Gate, IntakeStop, Lane, OpeningHours, Pause
from declarations.operations.acting import ROAD
from declarations.operations.placing import may_keep
from declarations.queries import line
from declarations.queries.board import Side, board
from declarations.queries.cash import open_shift_of
from declarations.queries.hours import mode_at
from declarations.queries.pausing import standing_pauses
from declarations.stages import Direction

SHOWN_NEXT = 3
PAST_PAUSES = 10


class Way(NamedTuple):
    """One direction: its counts, and whose turn it is."""

    direction: Direction
    side: Side
    turns: list[line.Turn]


class Centre(NamedTuple):
    """The page."""

    state: str
    mode: str
    hours: list[OpeningHours]
    modes: list[DayMode]
    """From today on, where the day is not normal."""
    stops: list[IntakeStop]
    pauses: list[Pause]
    past: list[Pause]
    lanes: list[Lane]
    ways: list[Way]
    rooms: list[line.Room]
    shift: CashShift | None


def show(gate: Gate, *, by: User, at: datetime) -> Centre:
    """Read it, in a constant number of queries."""
    counted, today = board(gate, at=at), timezone.localtime(at).date()
    current = Q(ends_at__isnull=True) | Q(ends_at__gt=at)
    past = Pause.objects.filter(gate=gate, ended_at__isnull=False).select_related("lane", "started_by", "ended_by")
    return Centre(
        state=counted.state,
        mode=str(DayMode.Mode(mode_at(gate.pk, at)).label),
        hours=list(OpeningHours.objects.filter(gate=gate, weekday=today.weekday()).order_by("opens")),
        modes=list(DayMode.objects.filter(gate=gate, date__gte=today).order_by("date")[:7]),
        stops=list(IntakeStop.objects.filter(current, gate=gate).order_by("starts_at")),
        pauses=standing_pauses([gate])[gate.pk],
        past=list(past.order_by("-started_at")[:PAST_PAUSES]),
        lanes=list(Lane.objects.filter(gate=gate, is_open=True).order_by("code")),
        ways=[
            Way(way, counted.sides[way], line.preview(gate_id=gate.pk, direction=way, count=SHOWN_NEXT).turns)
            for way in Direction
        ],
        rooms=list(line.rooms_of(gate.pk).values()),
        shift=open_shift_of(by, gate) if may_keep(by) else None,
    )


class AtHome(NamedTuple):
    """What stands on the first page of the desk."""

    gates: list[Gate]
    takes_money: bool


def on_home(user: User, at: datetime) -> Block | None:  # noqa: ARG001
    """The way to each of his gates, for whoever calls trucks forward (1 query)."""
    if not (user.is_active and user.is_officer and user.agency in ROAD):
        return None
    gates = list(Gate.objects.worked_by(user).filter(takes_trucks=True).order_by("code"))
    return Block("admin/desk/centre_home.html", AtHome(gates, may_keep(user))) if gates else None
