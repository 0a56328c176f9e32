"""A filed declaration as the document it was sent as: what a PATCH merges into, a copy starts from, a page shows.

The way back from rows to `declarations.document`; members stand in the document's order and none is left out.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from declarations.models import Consignment, Item, Vehicle
from declarations.queries.whole import Whole
from declarations.stages import Role


def as_document(whole: Whole) -> dict[str, Any]:
    """The declaration's body (shared HTTP contract), JSON-ready; a draft's is what was typed."""
    row = whole.declaration
    if row.draft is not None:
        return dict(row.draft)
    return {
        "gate": row.gate.code if row.gate else None,
        "lane": row.lane.code if row.lane else None,
        "direction": row.direction,
        "regime": row.regime,
        "expected_arrival": instant(row.expected_arrival),
        "window": instant(booked_window(whole.vehicles)),
        "yard": row.yard.code if row.yard else None,
        "delivery_method": row.delivery_method or None,
        "transshipment": row.transshipment,
        "client_reference": row.client_reference or None,
        "note": row.note or None,
        "contact": {"name": row.contact_name, "phone": row.contact_phone},
        "fee_payer": row.fee_payer,
        "consignments": [_consignment(goods, whole.items[goods.pk]) for goods in whole.consignments],
        "vehicles": [vehicle_document(whole, vehicle) for vehicle in whole.of_role(Role.CARRIER)],
        "receiving_vehicles": [vehicle_document(whole, vehicle) for vehicle in whole.of_role(Role.RECEIVER)],
    }


def booked_window(vehicles: Iterable[Vehicle]) -> datetime | None:
    """The window in which a declaration's trucks have their places: the first one, if they differ."""
    return min((row.window_at for row in vehicles if row.window_at), default=None)


def vehicle_document(whole: Whole, row: Vehicle) -> dict[str, Any]:
    """One vehicle (or receiving vehicle) as it was declared."""
    shared = {
        "key": row.key,
        "plate": row.plate,
        "country": row.country,
        "fee_class": row.fee_class,
        "driver": {"name": row.driver_name, "id_number": row.driver_id_number, "phone": row.driver_phone or None},
        "trailer_plate": row.trailer_plate or None,
        "container": row.container or None,
        "consignments": whole.carried.get(row.pk, []),
    }
    if row.role == Role.RECEIVER:
        return shared | {"unloads": whole.unloads.get(row.pk, []), "area": row.area or None}
    return shared | {
        "kind": row.kind,
        "seal": row.seal or None,
        "own_weight_kg": row.own_weight_kg,
        "cargo_weight_kg": row.cargo_weight_kg,
        "companion": row.companion,
        "licence_number": row.licence_number or None,
        "insurance_until": row.insurance_until.isoformat() if row.insurance_until else None,
        "special_plate": row.special_plate,
        "note": row.note or None,
    }


def _consignment(goods: Consignment, items: list[Item]) -> dict[str, Any]:
    return {
        "key": goods.key,
        "customs_number": goods.customs_number or None,
        "customs_regime": goods.customs_regime or None,
        "cargo_kind": goods.cargo_kind,
        "owner": {
            "tax_code": goods.owner_tax_code,
            "name": goods.owner_name,
            "address": goods.owner_address or None,
            "phone": goods.owner_phone or None,
        },
        "items": [_item(item) for item in items],
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "description": item.description,
        "hs_code": item.hs_code or None,
        "origin": item.origin or None,
        "quantity": _number(item.quantity),
        "unit": item.unit or None,
        "weight_kg": item.weight_kg,
        "value": _number(item.value),
        "currency": item.currency or None,
    }


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def instant(at: datetime | None) -> str | None:
    """An instant as the contract writes it: UTC with `Z`, whole seconds unless it has fractions."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None
