"""Which goods give a vehicle its name: for the fee (domain §9) and for the bulletin (domain §10)."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from declarations.document import DeclarationBody, ReceivingVehicleBody, VehicleBody
from declarations.stages import CargoKind

COMPARISON_RATES: dict[str, Decimal] = {
    "VND": Decimal(1),
    "CNY": Decimal(3_500),
    "USD": Decimal(25_000),
    "EUR": Decimal(28_000),
}
"""Đồng for one unit, assumed ○: only to tell which goods of a load are worth most, never to compute money."""


class Load(NamedTuple):
    """Goods of one kind on a vehicle, with their values as (amount or None, currency)."""

    cargo_kind: str
    values: tuple[tuple[Decimal | None, str], ...]

    @property
    def worth(self) -> Decimal:
        """The value in đồng, for comparison; a currency without a rate counts like the dollar."""
        rates = COMPARISON_RATES
        known = ((amount, rates.get(currency, rates["USD"])) for amount, currency in self.values if amount is not None)
        return sum((amount * rate for amount, rate in known), Decimal(0))


def main_cargo(loads: Iterable[Load]) -> str:
    """The kind that names a mixed load: a new vehicle if there is one, else the goods of highest customs value.

    Equal (or unknown) values: the kind declared first. Nothing loaded: "".
    """
    loads = list(loads)
    if any(load.cargo_kind == CargoKind.NEW_VEHICLE for load in loads):
        return CargoKind.NEW_VEHICLE
    return dearest_cargo(loads)


def dearest_cargo(loads: Iterable[Load]) -> str:
    """The kind of the goods of highest customs value, which sets the fee's rate (Resolution 09/2025, several goods)."""
    worth: dict[str, Decimal] = {}
    for load in loads:
        worth[load.cargo_kind] = worth.get(load.cargo_kind, Decimal(0)) + load.worth
    return max(worth, key=lambda kind: worth[kind], default="")


def loads_of(document: DeclarationBody, body: VehicleBody | ReceivingVehicleBody) -> list[Load]:
    """The goods on a vehicle; a receiver that names none takes over those of the vehicles it unloads."""
    keys = set(body.consignments)
    if isinstance(body, ReceivingVehicleBody) and not keys:
        unloaded = (vehicle for vehicle in document.vehicles if vehicle.key in set(body.unloads))
        keys = {key for vehicle in unloaded for key in vehicle.consignments}
    return [
        Load(goods.cargo_kind or "", tuple((item.value, item.currency or "") for item in goods.items))
        for goods in document.consignments
        if goods.key in keys
    ]
