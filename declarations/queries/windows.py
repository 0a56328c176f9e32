"""Arrival windows as they stand now: what is offered, what of it is free, what a company holds. Reads, no writes."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import TruncDate

from accounts.companies import working_for
from accounts.models import User
from declarations.document import DeclarationBody
from declarations.findings.facts import GateFacts, WindowFacts
from declarations.findings.limits import ARRIVAL_FURTHEST_AHEAD
from declarations.goods import loads_of, main_cargo
from declarations.line.ladder import Rung
from declarations.line.sharing import CHURN, RECORD, Held, Spot, allowance, held_of, share
from declarations.line.times import GRACE
from declarations.line.windows import LENGTH, Offer, Trucks, offers, starts_of
from declarations.models import EarlierWish, Vehicle, Window
from declarations.queries.gates import gate_facts
from declarations.queries.places import place
from declarations.queries.shown import is_green
from declarations.stages import End, Status

NEXT_FREE = 5
"""So many windows are named to somebody whose window is full."""
NOTHING = Trucks()
_OPEN_AT_MOST = timedelta(hours=72)


class Offered(NamedTuple):
    """A window and how much of it is taken; what is held back for those who wait counts as taken."""

    offer: Offer
    taken: Trucks

    @property
    def free(self) -> int:
        """Places for anybody."""
        return self.offer.free_for_ordinary(self.taken)

    @property
    def free_for_green(self) -> int:
        """Places for a green truck."""
        return self.offer.free(self.taken)


def offered(
    gate: GateFacts, direction: str, *, since: datetime, until: datetime | None = None, at: datetime
) -> list[Offered]:
    """The windows that begin in [since, until), as far ahead as one may file, in order (1 query)."""
    last = until or at + ARRIVAL_FURTHEST_AHEAD
    found = list(offers(gate, direction, since=since, until=last, at=at, green_percent=settings.GREEN_SHARE))
    if not found:
        return []
    first, last = found[0].starts_at, found[-1].starts_at
    rows = Window.objects.filter(gate__code=gate.code, direction=direction, starts_at__range=(first, last))
    taken = {row.starts_at: taken_in(row) for row in rows}
    return [Offered(offer, taken.get(offer.starts_at, NOTHING)) for offer in found]


def taken_in(row: Window) -> Trucks:
    """What is not to be had of a window any more."""
    return Trucks(row.green, row.ordinary + row.held_back)


def trucks_of(document: DeclarationBody) -> Trucks:
    """How many places a document needs."""
    cargo = [main_cargo(loads_of(document, vehicle)) for vehicle in document.vehicles]
    green = sum(is_green(kind) for kind in cargo)
    return Trucks(green, len(cargo) - green)


def asked_window(
    document: DeclarationBody, *, by: User | None, at: datetime, rung: Rung | None = None
) -> WindowFacts | None:
    """What there is to say of the window that a document asks for; None: it asks for none."""
    gate = gate_facts(document.gate, at=at)
    if document.window is None or gate is None or not gate.takes_trucks or not document.direction:
        return None
    more = trucks_of(document)
    windows = offered(gate, document.direction, since=starts_of(document.window), at=at)
    here = next((one for one in windows if one.offer.starts_at == document.window), None)
    free = tuple(
        one.offer.starts_at
        for one in windows
        if one is not here
        and one.offer.has_room(one.taken, more=more)
        and (rung is None or rung.allows(one.offer.starts_at, at=at))
    )
    if here is None:
        return WindowFacts(is_offered=False, next_free=free[:NEXT_FREE])
    spot = Spot(place(gate.code).gate.pk, document.direction, document.window)
    return WindowFacts(
        is_offered=True,
        has_room=here.offer.has_room(here.taken, more=more),
        is_shared_out=_is_shared_out(by, spot, more=more.all, capacity=here.offer.capacity, at=at),
        next_free=free[:NEXT_FREE],
    )


def _is_shared_out(by: User | None, spot: Spot, *, more: int, capacity: int, at: datetime) -> bool:
    company = working_for(by) if by and by.is_declarant else None
    if company is None:
        return False
    held = held_by(company, at=at)
    return not may_take(company, spot, more=more, capacity=capacity, held=held, at=at)


# What one company may hold


def held_by(organisation_id: int, *, at: datetime) -> Held:
    """The places of a company's trucks that are still to come, and those that it gave back by cancelling (1 query)."""
    cancelled = Q(is_open=False, end=End.CANCELLED, ended_at__gt=at - CHURN)
    rows = Vehicle.objects.filter(
        Q(is_open=True) | cancelled,
        declaration__organisation=organisation_id,
        declaration__expected_arrival__gte=at - _OPEN_AT_MOST,
        seen_at__isnull=True,
        window_at__gt=at - LENGTH - GRACE,
    ).values_list("is_open", "gate_id", "direction", "window_at")
    places = list(rows)
    return held_of((Spot(*spot) for is_open, *spot in places if is_open), cancelled=sum(not row[0] for row in places))


def may_take(organisation_id: int, spot: Spot, *, more: int, capacity: int, held: Held, at: datetime) -> bool:
    """Whether a company may hold so many places more, and in this window of that capacity."""
    within = is_within_allowance(organisation_id, held, more, at=at)
    return within and is_within_share(organisation_id, spot, more=more, capacity=capacity, held=held)


def is_within_share(organisation_id: int, spot: Spot, *, more: int, capacity: int, held: Held) -> bool:
    """Whether so many more are not too many of this window, of which others may wait for a place."""
    part = share(capacity=capacity, percent=settings.COMPANY_SHARE)
    return held.spots[spot] + more <= part or not others_wait(organisation_id, spot)


def is_within_allowance(organisation_id: int, held: Held, more: int, *, at: datetime) -> bool:
    """Whether so many more are not too many for what the company brought of late (its record is read only then)."""
    many = held.all + more
    if many <= settings.PLACES_WITHOUT_RECORD:
        return True
    best = best_day_of(organisation_id, at=at)
    return many <= allowance(best_day=best, without_record=settings.PLACES_WITHOUT_RECORD)


def best_day_of(organisation_id: int, *, at: datetime) -> int:
    """The most trucks of a company that were seen on one of the last days, at all gates."""
    seen = Vehicle.objects.filter(
        declaration__organisation=organisation_id,
        declaration__expected_arrival__gte=at - RECORD - _OPEN_AT_MOST,
        seen_at__gte=at - RECORD,
        seen_at__lte=at,
    )
    days = seen.annotate(day=TruncDate("seen_at")).values("day").annotate(many=Count("pk")).order_by("-many")
    most: int = days.values_list("many", flat=True).first() or 0
    return most


def others_wait(organisation_id: int, spot: Spot) -> bool:
    """Whether another company waits for a place in this window."""
    return wishes(spot).exclude(declaration__organisation=organisation_id).exists()


def wishes(spot: Spot) -> QuerySet[EarlierWish]:
    """Those who want to come in this window rather than in theirs, who asked first standing first."""
    return (
        EarlierWish.objects.filter(
            declaration__gate=spot.gate_id,
            declaration__direction=spot.direction,
            declaration__status=Status.OPEN,
            not_before__lte=spot.starts_at,
        )
        .annotate(latest=Max("declaration__vehicles__window_at", filter=still_to_come()))
        .filter(latest__gt=spot.starts_at)
        .order_by("asked_at", "pk")
    )


def still_to_come() -> Q:
    """Trucks of a declaration that are open and were not seen."""
    return Q(declaration__vehicles__is_open=True, declaration__vehicles__seen_at__isnull=True)
