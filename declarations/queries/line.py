"""The line of a gate (domain §7): who stands in it, whose turn it is, and how many places are free. Reads, no writes.

The rules of the order are `declarations.line.order`'s: line time, then number; fresh fruit goes first, but at most
GREEN_IN_A_ROW green trucks in a row pass an ordinary truck that could be called.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, TextChoices
from django.utils.translation import gettext_lazy as _

from declarations.line import order
from declarations.models import Check, Vehicle, Yard
from declarations.queries.shown import is_green
from declarations.querysets import VehicleQuerySet
from declarations.stages import CargoKind, CheckCode, CheckState, Role

ORDER = ("line_time", "declaration__number", "position")
"""As `VehicleQuerySet.in_line_order` has it."""
PORTION = 100
LOOK_BACK = 50


class Why(TextChoices):
    """Why it is a truck's turn."""

    IN_TURN = "in_turn", _("Longest in line")
    GREEN = "green", _("Green lane: goes first")
    LET_IN = "let_in", _("Enough green trucks went ahead: its turn")


class Skip(TextChoices):
    """Why a truck that waits is passed over."""

    HELD = "held", _("Held on the road")
    REFUSED = "refused", _("Refused by an agency; it can only be turned back")
    YARD_FULL = "yard_full", _("Its yard is full")
    YARD_CLOSED = "yard_closed", _("Its yard is closed")


class Turn(NamedTuple):
    """A truck to be called, and why it."""

    vehicle: Vehicle
    why: Why


class Passed(NamedTuple):
    """A truck that is passed over, and why."""

    vehicle: Vehicle
    why: Skip


@dataclass
class Room:
    """A yard inside the gate. `taken`: trucks inside or called forward, both directions together."""

    yard: Yard
    taken: int

    @property
    def free(self) -> int:
        """Places left; none while the yard is closed."""
        return max(0, self.yard.capacity - self.taken) if self.yard.is_open else 0

    @property
    def skip(self) -> Skip | None:
        """Why nobody more is called into it."""
        if not self.yard.is_open:
            return Skip.YARD_CLOSED
        return None if self.free else Skip.YARD_FULL


class Preview(NamedTuple):
    """Whose turn it is, in order; who stands before them and is passed over; the yards as they would be then."""

    turns: list[Turn]
    passed: list[Passed]
    rooms: list[Room]


def is_inside() -> Q:
    """Past the line: both arrivals confirmed, in the yard, or finished. A condition on vehicles."""

    def confirmed(code: CheckCode) -> Exists:
        return Exists(Check.objects.filter(vehicle=OuterRef("pk"), code=code, state=CheckState.CONFIRMED))

    arrived = Q(confirmed(CheckCode.BG_ARRIVAL)) & Q(confirmed(CheckCode.CUSTOMS_ARRIVAL))
    return arrived | Q(confirmed(CheckCode.YARD_IN)) | Q(confirmed(CheckCode.FINISH))


def standing(gate_id: int, direction: str) -> VehicleQuerySet:
    """Trucks in line that wait or are called, and have not come; sort them by `ORDER`."""
    rows: VehicleQuerySet = Vehicle.objects.in_line().filter(~is_inside(), gate=gate_id, direction=direction)
    return rows


def waiting(gate_id: int, direction: str) -> VehicleQuerySet:
    """Those not called yet."""
    return standing(gate_id, direction).filter(called_at__isnull=True)


def called(gate_id: int, direction: str) -> VehicleQuerySet:
    """Those called forward that have not come, the last one first."""
    return standing(gate_id, direction).filter(called_at__isnull=False).order_by("-called_at", "-pk")


def rooms_of(gate_id: int) -> dict[int, Room]:
    """The yards inside a gate by id (2 queries). A truck of another yard, or of none, takes no place in them."""
    yards = Yard.objects.filter(gate=gate_id, is_inside=True).order_by("code")
    there = Vehicle.objects.in_line().filter(is_inside() | Q(called_at__isnull=False), gate=gate_id)
    counted = there.order_by().values("declaration__yard").annotate(many=Count("pk"))
    taken = {row["declaration__yard"]: row["many"] for row in counted}
    return {yard.pk: Room(yard, taken.get(yard.pk, 0)) for yard in yards}


def last_called_at(gate_id: int, direction: str) -> datetime | None:
    """When somebody was called there last."""
    calls = Vehicle.objects.filter(gate=gate_id, direction=direction, called_at__isnull=False)
    at: datetime | None = calls.order_by("-called_at").values_list("called_at", flat=True).first()
    return at


def preview(*, gate_id: int, direction: str, count: int) -> Preview:
    """Whose turn the next `count` are, were they called now: never more than their yards hold."""
    rooms, passed = rooms_of(gate_id), list[Passed]()
    rows = waiting(gate_id, direction).select_related("declaration")
    rows = rows.annotate(is_refused=_has_refused_check()).order_by(*ORDER)
    green = _Side(rows.filter(main_cargo=CargoKind.FRUIT).iterator(PORTION), rooms, passed)
    ordinary = _Side(rows.exclude(main_cargo=CargoKind.FRUIT).iterator(PORTION), rooms, passed)
    turns: list[Turn] = []
    first, other = green.head(), ordinary.head()
    in_a_row = _green_in_a_row(gate_id, direction, past=other) if first and other else 0
    while (first or other) and len(turns) < count:
        heads = place_of(first) if first else None, place_of(other) if other else None
        goes = order.whose(*heads, passed=in_a_row, most=settings.GREEN_IN_A_ROW)
        in_a_row, side = goes.passed, green if goes.green else ordinary
        turns.append(Turn(side.take(), Why(goes.why)))
        first, other = green.head(), ordinary.head()
    last = max((place_of(turn.vehicle) for turn in turns), default=None)
    before = [one for one in passed if last is None or place_of(one.vehicle) < last]
    return Preview(turns, sorted(before, key=lambda one: place_of(one.vehicle)), list(rooms.values()))


def place_of(vehicle: Vehicle) -> order.Place:
    """What the line is sorted by. Reads the vehicle's declaration."""
    return truck_of(vehicle).place


def truck_of(vehicle: Vehicle) -> order.Truck:
    """What of a vehicle that stands in line its place follows from. Reads the vehicle's declaration."""
    assert vehicle.line_time is not None
    return order.Truck(
        vehicle.line_time, vehicle.declaration.number or "", vehicle.position, is_green(vehicle.main_cargo),
        vehicle.seen_at, vehicle.called_at,
    )  # fmt: skip


def _green_in_a_row(gate_id: int, direction: str, *, past: Vehicle) -> int:
    """How many green trucks were called since the last ordinary one that stood behind `past`."""
    calls = Vehicle.objects.filter(
        gate=gate_id, direction=direction, role=Role.CARRIER, called_at__gte=past.seen_at, line_time__isnull=False
    )
    latest = calls.select_related("declaration").order_by("-called_at")[:LOOK_BACK]
    return order.green_in_a_row(map(truck_of, latest), past=truck_of(past))


def _has_refused_check() -> Exists:
    return Exists(Check.objects.filter(vehicle=OuterRef("pk"), state=CheckState.REFUSED))


@dataclass
class _Side:
    """The green or the ordinary trucks, in order; those that cannot be called are passed over as they come up."""

    rows: Iterator[Vehicle]
    rooms: dict[int, Room]
    passed: list[Passed]
    ahead: Vehicle | None = field(default=None, init=False)

    def head(self) -> Vehicle | None:
        """The next one that can be called."""
        while True:
            vehicle = self.ahead or next(self.rows, None)
            skip = self._skip(vehicle) if vehicle else None
            self.ahead = None if skip else vehicle
            if vehicle is None or skip is None:
                return vehicle
            self.passed.append(Passed(vehicle, skip))

    def take(self) -> Vehicle:
        """It is called: its place is taken."""
        vehicle, self.ahead = self.ahead, None
        assert vehicle is not None
        if room := self.rooms.get(vehicle.declaration.yard_id or 0):
            room.taken += 1
        return vehicle

    def _skip(self, vehicle: Vehicle) -> Skip | None:
        if vehicle.road_held_at:
            return Skip.HELD
        if vehicle.is_refused:  # type: ignore[attr-defined]  # annotated
            return Skip.REFUSED
        room = self.rooms.get(vehicle.declaration.yard_id or 0)
        return room.skip if room else None
