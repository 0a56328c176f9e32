"""Counting what the vehicles of a day carried and paid (domain §10): farm produce, trade value and fees.

Goods are those of the vehicles that left, as declared. A consignment on several vehicles is split into equal shares,
which make the whole again to the kilogram and the hundredth; a vehicle that has not left keeps its share. What was not
declared (a weight, a value, its currency) counts as nothing. Fees are those paid within the day, by the journal.
"""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from django.db.models import BigIntegerField, F, Q, QuerySet, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from declarations.days import Day
from declarations.models import Carriage, Event
from declarations.stages import CargoKind, Role, Verb

FARM_PRODUCE = (CargoKind.FRUIT, CargoKind.FARM_PRODUCE)
"""The kinds whose weight makes the tonnes of farm produce."""
HUNDREDTH = Decimal("0.01")


class Lot(NamedTuple):
    """Goods of one currency that went through at a gate; `vehicle_id` None: on several vehicles."""

    vehicle_id: int | None
    gate: str
    direction: str
    currency: str
    farm_produce_kg: int
    value: Decimal


def goods(left: QuerySet[Event]) -> list[Lot]:
    """What the vehicles carried that these events let out (`vehicle.left`, one a vehicle), summed where it can be."""
    carried, shared = _carried(left), _shared_by_several(left)
    alone = carried.exclude(consignment__in=shared).values_list(*_WAY).annotate(**_SUMS)
    summed = [
        Lot(None, gate, direction, currency, kilograms or 0, value or Decimal(0))
        for gate, direction, currency, kilograms, value in alone.order_by()
    ]
    return [*summed, *_shares(carried, shared)]


def lots(left: QuerySet[Event]) -> list[Lot]:
    """The same, vehicle by vehicle."""
    carried, shared = _carried(left), _shared_by_several(left)
    alone = carried.exclude(consignment__in=shared).values_list("vehicle_id", *_WAY).annotate(**_SUMS)
    of_each = [
        Lot(vehicle, gate, direction, currency, kilograms or 0, value or Decimal(0))
        for vehicle, gate, direction, currency, kilograms, value in alone.order_by()
    ]
    return [*of_each, *_shares(carried, shared)]


_WAY = ("vehicle__gate__code", "vehicle__direction", "consignment__items__currency")
_SUMS = {
    "kilograms": Sum("consignment__items__weight_kg", filter=Q(consignment__cargo_kind__in=FARM_PRODUCE)),
    "worth": Sum("consignment__items__value"),
}


def _carried(left: QuerySet[Event]) -> QuerySet[Carriage]:
    carried: QuerySet[Carriage] = Carriage.objects.filter(
        vehicle__in=left.values("vehicle_id"), consignment__items__isnull=False
    )
    return carried


def _shared_by_several(left: QuerySet[Event]) -> list[int]:
    """The consignments of these vehicles that other carriers have a share in; seldom many."""
    carried = Carriage.objects.filter(vehicle__in=left.values("vehicle_id"))
    others = carried.annotate(
        other=F("consignment__carriages__vehicle_id"), role=F("consignment__carriages__vehicle__role")
    )
    shared = others.exclude(other=F("vehicle_id")).filter(role=Role.CARRIER)
    return list(shared.values_list("consignment_id", flat=True).order_by().distinct())


def _shares(carried: QuerySet[Carriage], shared: list[int]) -> Iterator[Lot]:
    """The shares of these vehicles in the consignments that they do not carry alone, one by one."""
    if not shared:
        return
    carriers = Carriage.objects.filter(consignment__in=shared, vehicle__role=Role.CARRIER)
    pairs = carriers.order_by("consignment", "vehicle").values_list("consignment_id", "vehicle_id")
    sharers = {key: [vehicle for _, vehicle in group] for key, group in groupby(pairs, key=itemgetter(0))}
    mine = carried.filter(consignment__in=shared).values_list("consignment_id", "vehicle_id", *_WAY).annotate(**_SUMS)
    for consignment, vehicle, gate, direction, currency, kilograms, value in mine.order_by("consignment", "vehicle"):
        place, among = sharers[consignment].index(vehicle), len(sharers[consignment])
        hundredths = share(int((value or Decimal(0)) / HUNDREDTH), place, among)
        yield Lot(vehicle, gate, direction, currency, share(kilograms or 0, place, among), hundredths * HUNDREDTH)


def share(whole: int, place: int, among: int) -> int:
    """What falls to the one at `place` (from 0) when a whole is split `among` so many; the shares make the whole."""
    return whole * (place + 1) // among - whole * place // among


def payments(day: Day) -> QuerySet[Event]:
    """What was paid within the day; `data` says `kind` and `amount`."""
    paid: QuerySet[Event] = Event.objects.filter(
        verb=Verb.FEE_PAID, happened_at__gte=day.starts_at, happened_at__lt=day.cut_off_at
    )
    return paid


def fees(day: Day) -> Counter[tuple[str, str]]:
    """What was paid within the day, in đồng, by gate and kind of fee."""
    amount = Cast(KeyTextTransform("amount", "data"), BigIntegerField())
    by_kind = payments(day).values_list("gate__code", KeyTextTransform("kind", "data"))
    rows = by_kind.annotate(paid=Sum(amount)).order_by()
    return Counter({(gate, kind): total for gate, kind, total in rows})
