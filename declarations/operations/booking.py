"""Booking (domain §7): filing takes places in an arrival window, and a change of what they are bound to takes others.

A truck has one place: it stands open once, whatever the gate (`plate_open_once_a_role`). A place belongs to its company
and is bound to plate, trailer and container; of a company the claims come one after the other, so that its share is
counted truly. The counters are `taking`'s; not called by interfaces.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from contract.errors import Conflict, Invalid
from declarations.findings.limits import GATE_TIME
from declarations.line.ladder import Rung
from declarations.line.sharing import Held, Spot
from declarations.line.times import GRACE
from declarations.line.windows import LENGTH, Offer, Trucks, starts_of
from declarations.models import Declaration, Strike, Vehicle
from declarations.operations import taking
from declarations.operations.dossier import Dossier
from declarations.queries.document import instant
from declarations.queries.gates import gate_facts
from declarations.queries.shown import is_green
from declarations.queries.strikes import CLEAR, rung_of
from declarations.queries.windows import held_by, is_within_allowance, is_within_share, offered
from declarations.stages import Role, Verb

MOST_LOOKED_AT = 12
"""So many windows with room are looked at for a truck that moves; all of them are locked together."""


class WindowFull(Conflict):
    """The window that was asked for has no room (any more), or the company has its share of it."""

    code = "window_full"

    def __init__(self) -> None:
        super().__init__(_("The arrival window was taken a moment ago; choose another one."))


class WindowWithheld(Invalid):
    """The company's strikes keep it from booking that window."""

    code = "window_withheld"


class Bound(NamedTuple):
    """What a place is bound to, and where it is."""

    spot: Spot | None
    green: bool  # whether the place is the green lane's
    truck: tuple[object, ...]
    carries_fruit: bool


def book(dossier: Dossier, *, asked: datetime | None, at: datetime) -> datetime | None:
    """Take places for all trucks of a declaration that is filed: in the window asked for, else in the first free one.

    That is looked for from the expected hour on. Answers which; None: there is none, and they come without.

    :raises WindowFull: one was asked for, and it has no room.   :raises WindowWithheld: strikes forbid it.
    """
    trucks, declaration = to_come(dossier), dossier.declaration
    offers = _offers(declaration, trucks, asked=asked, at=at)
    claim = _Claim(declaration, offers, *_held_alone(declaration.organisation_id, at=at), at) if offers else None
    spot = claim.first(trucks, instead_of={}) if claim else None
    if spot is None:
        if asked:
            raise claim.refusal() if claim else WindowFull()
        return None
    for truck in trucks:
        truck.window_at, truck.window_green = spot.starts_at, is_green(truck.main_cargo)
    for green in (True, False):
        ids = [truck.pk for truck in trucks if truck.window_green is green]
        if ids:
            Vehicle.objects.filter(pk__in=ids).update(window_at=spot.starts_at, window_green=green)
    return spot.starts_at


def withheld(until: datetime) -> WindowWithheld:
    """The refusal that a company's strikes bring, and until when."""
    day = f"{until.astimezone(GATE_TIME):%H:%M %d/%m/%Y}"
    return WindowWithheld(_("Strikes keep this company from booking that window until %(until)s.") % {"until": day})


def bound(dossier: Dossier) -> dict[int, Bound]:
    """Which trucks have which places, before their document changes."""
    return {truck.pk: _bound(truck) for truck in to_come(dossier)}


def rebook(dossier: Dossier, was: dict[int, Bound], *, asked: datetime | None, keeps_place: bool, at: datetime) -> None:
    """Follow a change of the document: other places for what its places are not good for any more.

    :param was: as `bound` had it before.   :param asked: another window, where one is asked for.
    :param keeps_place: agencies agreed to the change: another plate, trailer or container keeps its place.
    :raises WindowFull, WindowWithheld: as for book.
    """
    trucks = to_come(dossier)
    leaving = [truck for truck in trucks if asked or _must_leave(truck, was.get(truck.pk), dossier.declaration)]
    altered = [
        truck
        for truck in trucks
        if truck not in leaving and _is_another(was.get(truck.pk), _bound(truck), keeps_place=keeps_place)
    ]
    gone = [one for pk, one in was.items() if pk not in dossier.vehicles]
    if not (leaving or altered or gone):
        return
    declaration, spots = dossier.declaration, sorted(one.spot for one in was.values() if one.spot)
    since = spots[0].starts_at if spots and not leaving else None
    offers = _offers(declaration, leaving or altered[:1], asked=asked, since=since, at=at)[:MOST_LOOKED_AT]
    claim = _Claim(declaration, offers, *_held_alone(declaration.organisation_id, at=at), at)
    taking.lock([*spots, *(claim.spot(offer) for offer in offers)])
    if leaving:
        spot = claim.first(leaving, instead_of=was)
        if asked and spot is None:
            raise claim.refusal()
        for truck in leaving:
            _move(dossier, truck, was.get(truck.pk), spot, cause="asked" if asked else "another_time_or_gate")
    for truck in altered:
        spot = claim.first([truck], instead_of=was)
        _move(dossier, truck, was.get(truck.pk), spot, cause="another_truck" if truck.pk in was else "added")
    dossier.given_back += [(one.spot, one.green) for one in gone if one.spot]


def give_up(dossier: Dossier, vehicle: Vehicle, *, cause: str, at: datetime) -> None:
    """A truck loses its place before it came: the place is given back, unless its window is over."""
    spot = taking.spot_of(vehicle)
    if spot is None or vehicle.seen_at or spot.starts_at + LENGTH <= at:
        return
    _move(dossier, vehicle, _bound(vehicle), None, cause=cause)


def move_up(dossier: Dossier, spot: Spot) -> bool:
    """Move the trucks that have later places into places held back there, all or none; answer whether they moved."""
    later = [truck for truck in to_come(dossier) if truck.window_at and truck.window_at > spot.starts_at]
    if not later:
        return False
    taking.lock([spot, *(one for truck in later if (one := taking.spot_of(truck)))])
    if not taking.take_held_back(spot, _places_for(later)):
        return False
    for truck in later:
        _move(dossier, truck, _bound(truck), spot, cause="waiting_list", verb=Verb.MOVED_UP)
    return True


def to_come(dossier: Dossier) -> list[Vehicle]:
    """The trucks that book: receivers wait for theirs."""
    return [v for v in dossier.vehicles.values() if v.role == Role.CARRIER and v.is_open and not v.seen_at]


def _bound(truck: Vehicle) -> Bound:
    identity = (truck.plate_key, truck.trailer_plate, truck.container)
    return Bound(taking.spot_of(truck), truck.window_green, identity, is_green(truck.main_cargo))


def _must_leave(truck: Vehicle, was: Bound | None, declaration: Declaration) -> bool:
    """Whether its place lies at another gate now, or is over by the time at which it will come."""
    if was is None or was.spot is None:
        return False
    elsewhere = (was.spot.gate_id, was.spot.direction) != (truck.gate_id, truck.direction)
    expected = declaration.expected_arrival
    return elsewhere or bool(expected and expected > was.spot.starts_at + LENGTH + GRACE)


def _is_another(was: Bound | None, now: Bound, *, keeps_place: bool) -> bool:
    """Whether this is not what the place was given to."""
    if was is None or (was.spot is not None and was.carries_fruit != now.carries_fruit):
        return True
    return was.spot is not None and not keeps_place and was.truck != now.truck


def _move(
    dossier: Dossier, truck: Vehicle, was: Bound | None, spot: Spot | None, *, cause: str,
    verb: Verb = Verb.WINDOW_CHANGED,
) -> None:  # fmt: skip
    old = was.spot if was else None
    if was and old:
        dossier.given_back.append((old, was.green))
    truck.window_at, truck.window_green = (spot.starts_at, is_green(truck.main_cargo)) if spot else (None, False)
    dossier.touch(truck)
    if (old and old.starts_at) != truck.window_at or (old and old.gate_id != truck.gate_id):
        said = {"old": instant(old.starts_at if old else None), "new": instant(truck.window_at), "cause": cause}
        dossier.note(verb, vehicle=truck, data=said)


def _offers(
    declaration: Declaration, trucks: list[Vehicle], *, at: datetime, asked: datetime | None = None,
    since: datetime | None = None,
) -> list[Offer]:  # fmt: skip
    """The windows in which these trucks would fit together, as it looks: the one asked for, else from `since`."""
    gate = gate_facts(declaration.gate.code if declaration.gate else None, at=at)
    if gate is None or not trucks:
        return []
    first = asked or since or starts_of(declaration.expected_arrival or at)
    found = offered(gate, declaration.direction, since=first, until=asked + LENGTH if asked else None, at=at)
    more = _places_for(trucks)
    return [one.offer for one in found if one.offer.has_room(one.taken, more=more)]


def _places_for(trucks: list[Vehicle]) -> Trucks:
    green = sum(is_green(truck.main_cargo) for truck in trucks)
    return Trucks(green, len(trucks) - green)


def _held_alone(organisation_id: int, *, at: datetime) -> tuple[Held, bool]:
    """What the company holds, and whether it was ever struck; it takes nothing else until the transaction ends."""
    strikes = Strike.objects.filter(organisation=OuterRef("pk"), excuse="")
    rows = Organisation.objects.select_for_update(of=("self",), no_key=True).annotate(is_struck=Exists(strikes))
    company = rows.only("pk").get(pk=organisation_id)
    return held_by(organisation_id, at=at), company.is_struck


@dataclass
class _Claim:
    """Places that a declaration's trucks take among some windows, by what its company holds."""

    declaration: Declaration
    offers: list[Offer]
    held: Held
    is_struck: bool
    at: datetime

    @cached_property
    def rung(self) -> Rung:
        """Where the company stands for its strikes."""
        return rung_of(self.declaration.organisation_id, at=self.at) if self.is_struck else CLEAR

    def refusal(self) -> WindowFull | WindowWithheld:
        """Why the window that was asked for is not to be had."""
        until = self.rung.until
        if until is None or any(self.rung.allows(offer.starts_at, at=self.at) for offer in self.offers):
            return WindowFull()
        return withheld(until)

    def spot(self, offer: Offer) -> Spot:
        """Where that window is counted."""
        return Spot(self.declaration.gate_id or 0, self.declaration.direction, offer.starts_at)

    def first(self, trucks: list[Vehicle], *, instead_of: dict[int, Bound]) -> Spot | None:
        """Take the first places that these trucks may have together; those that they give up do not count as held."""
        given_up = [one.spot for truck in trucks if (one := instead_of.get(truck.pk)) and one.spot]
        self.held.spots.subtract(given_up)
        more, company = _places_for(trucks), self.declaration.organisation_id
        if not self.offers or not is_within_allowance(company, self.held, more.all, at=self.at):
            return None
        for offer in self.offers:
            spot = self.spot(offer)
            if not self.rung.allows(offer.starts_at, at=self.at):
                continue
            mine = is_within_share(company, spot, more=more.all, capacity=offer.capacity, held=self.held)
            if mine and taking.take(spot, offer, more):
                self.held.spots.update([spot] * more.all)
                return spot
        return None
