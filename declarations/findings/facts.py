"""What the rules need to know beside the document: pure data, loaded by `declarations.queries.facts`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import NamedTuple

from declarations.document import DeclarationBody, TruckBody
from declarations.formats import BadFormat, plate_key, read_customs_number, read_plate
from declarations.line.ladder import Rung

CARRIER = "carrier"
RECEIVER = "receiver"


class LaneFacts(NamedTuple):
    """A lane. `direction` is empty when it serves both."""

    direction: str
    is_open: bool = True
    capacity_per_hour: int = 0


class YardFacts(NamedTuple):
    """A yard of the gate."""

    is_inside: bool
    is_open: bool = True


class Hours(NamedTuple):
    """A stretch of the day in which the gate works."""

    opens: time
    closes: time


class Stop(NamedTuple):
    """Intake is stopped; an empty kind or direction means every one, no end means until further notice."""

    starts_at: datetime
    ends_at: datetime | None
    cargo_kind: str = ""
    direction: str = ""


class PauseFacts(NamedTuple):
    """The gate stands still, or that lane of it; `until` as far as it is known."""

    starts_at: datetime
    until: datetime | None
    lane: str = ""


@dataclass(frozen=True, slots=True)
class GateFacts:
    """One gate. Without any opening hours it is taken to be open around the clock."""

    code: str
    takes_trucks: bool = True
    is_paused: bool = False
    lanes: Mapping[str, LaneFacts] = field(default_factory=dict)
    yards: Mapping[str, YardFacts] = field(default_factory=dict)
    hours: Mapping[int, tuple[Hours, ...]] = field(default_factory=dict)  # by weekday, Monday 0
    day_modes: Mapping[date, str] = field(default_factory=dict)
    stops: tuple[Stop, ...] = ()
    pauses: tuple[PauseFacts, ...] = ()


class WindowFacts(NamedTuple):
    """The window that a document asks for. `is_offered`: there is such a one; `has_room`: its trucks fit in.

    `is_shared_out`: the company has its share of it, or of all places. `next_free`: starts of those in which they fit.
    """

    is_offered: bool
    has_room: bool = True
    is_shared_out: bool = False
    next_free: tuple[datetime, ...] = ()


class SharedCustoms(NamedTuple):
    """Other open trucks with goods of one customs declaration, and the most that any of them declared as its total."""

    trucks: int
    weight_kg: int
    declared_kg: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known beside the document.

    `open_elsewhere`: (role, plate key) → the number under which it is open, or None when that is another company's.
    `agreed_arrival`: the arrival the declaration was filed with; while it stays, the rules of time are not asked again.
    """

    gates: Mapping[str, GateFacts] = field(default_factory=dict)
    open_elsewhere: Mapping[tuple[str, str], str | None] = field(default_factory=dict)
    shared_customs: Mapping[str, SharedCustoms] = field(default_factory=dict)
    agreed_arrival: datetime | None = None
    rung: Rung | None = None  # where the company of who asks stands for its strikes; None: there is none
    window: WindowFacts | None = None  # None: no window is asked for, or the one it has already


class Keys(NamedTuple):
    """What to look up for a document."""

    gate: str | None
    plates: frozenset[tuple[str, str]]  # (role, plate key)
    customs_identities: frozenset[str]


def keys_of(document: DeclarationBody) -> Keys:
    """Name what a document needs to have looked up."""
    plates = [
        (CARRIER, _key_of(truck, as_it_is=bool(truck.special_plate) or document.carries_new_vehicle(truck)))
        for truck in document.vehicles
    ]
    plates += [(RECEIVER, _key_of(truck)) for truck in document.receiving_vehicles]
    identities = (customs_identity(goods.customs_number) for goods in document.consignments)
    return Keys(
        gate=document.gate,
        plates=frozenset((role, key) for role, key in plates if key),
        customs_identities=frozenset(identity for identity in identities if identity),
    )


def _key_of(truck: TruckBody, *, as_it_is: bool = False) -> str:
    """The key of the plate as it will be kept: what the format puts right is looked up in its right form."""
    if as_it_is or not truck.plate:
        return plate_key(truck.plate or "")
    try:
        return read_plate(truck.plate, country=truck.country).key
    except BadFormat:
        return plate_key(truck.plate)


def customs_identity(customs_number: str | None) -> str:
    """The first eleven digits, the same for all amendments of one customs declaration; empty when it has none."""
    if not customs_number:
        return ""
    try:
        return read_customs_number(customs_number).identity
    except BadFormat:
        return ""
