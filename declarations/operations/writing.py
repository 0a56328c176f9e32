"""From a document to rows: the one place where a declared document becomes vehicles, consignments and checks.

Used by filing (nothing there yet) and by amending (rows are matched by role and key). Not called by interfaces.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from declarations.document import ConsignmentBody, DeclarationBody, ReceivingVehicleBody, VehicleBody
from declarations.errors import WrongState
from declarations.findings.facts import customs_identity
from declarations.formats import plate_key
from declarations.goods import dearest_cargo, loads_of, main_cargo
from declarations.marks import marks_of
from declarations.models import Carriage, Check, Consignment, Declaration, Item, Step, Unloading, Vehicle
from declarations.operations.dossier import Dossier
from declarations.queries.places import place
from declarations.queries.procedure import Table
from declarations.stages import CheckCode, CheckState, Direction, Journey, Role

HEADER_FIELDS = [
    "gate", "lane", "yard", "direction", "regime", "expected_arrival", "delivery_method", "transshipment",
    "client_reference", "note", "contact_name", "contact_phone", "fee_payer", "marks",
]  # fmt: skip


def write_header(declaration: Declaration, document: DeclarationBody) -> None:
    """Set the columns of the declaration itself; a yard not named is the gate's inside yard. Saves nothing."""
    there = place(document.gate or "")
    declaration.gate = there.gate
    declaration.lane = there.lane(document.lane)
    declaration.yard = there.yard(document.yard)
    declaration.direction = document.direction or ""
    declaration.regime = document.regime or ""
    declaration.expected_arrival = document.expected_arrival
    declaration.delivery_method = document.delivery_method or ""
    declaration.transshipment = document.is_transshipped
    declaration.client_reference = document.client_reference or ""
    declaration.note = document.note or ""
    declaration.contact_name = (document.contact and document.contact.name) or ""
    declaration.contact_phone = (document.contact and document.contact.phone) or ""
    declaration.fee_payer = document.fee_payer.model_dump(mode="json") if document.fee_payer else None
    declaration.marks = marks_of(document, number=declaration.number or "")


def vehicle_rows(declaration: Declaration, document: DeclarationBody) -> list[Vehicle]:
    """The vehicles of the document, in plate order so that two filings meet the same plates in the same order."""
    rows = [
        _vehicle(declaration, document, body, Role.CARRIER, position) for position, body in enumerate(document.vehicles)
    ]
    rows += [
        _vehicle(declaration, document, body, Role.RECEIVER, position)
        for position, body in enumerate(document.receiving_vehicles)
    ]
    return sorted(rows, key=lambda row: (row.plate_key, row.role))


def _vehicle(
    declaration: Declaration,
    document: DeclarationBody,
    body: VehicleBody | ReceivingVehicleBody,
    role: Role,
    position: int,
) -> Vehicle:
    driver, loads = body.driver, loads_of(document, body)
    common: dict[str, Any] = {
        "declaration": declaration, "gate_id": declaration.gate_id, "direction": declaration.direction, "role": role,
        "journey": journey_of(document, body, role), "key": body.key or "", "position": position,
        "main_cargo": main_cargo(loads), "plate": body.plate or "", "plate_key": plate_key(body.plate or ""),
        "country": body.country or "", "fee_class": body.fee_class or "", "trailer_plate": body.trailer_plate or "",
        "container": body.container or "", "driver_name": (driver and driver.name) or "",
        "driver_id_number": (driver and driver.id_number) or "", "driver_phone": (driver and driver.phone) or "",
    }  # fmt: skip
    if isinstance(body, ReceivingVehicleBody):
        return Vehicle(**common, area=body.area or "")
    return Vehicle(
        **common, kind=body.kind or "", seal=body.seal or "", own_weight_kg=body.own_weight_kg,
        cargo_weight_kg=body.cargo_weight_kg, licence_number=body.licence_number or "",
        companion=body.companion.model_dump(mode="json") if body.companion else None,
        insurance_until=body.insurance_until, special_plate=bool(body.special_plate), note=body.note or "",
    )  # fmt: skip


VEHICLE_DOCUMENT_FIELDS = [
    "gate", "direction", "journey", "position", "main_cargo", "plate", "plate_key", "country", "fee_class",
    "trailer_plate", "container", "driver_name", "driver_id_number", "driver_phone", "area", "kind", "seal",
    "own_weight_kg", "cargo_weight_kg", "licence_number", "companion", "insurance_until", "special_plate", "note",
]  # fmt: skip
"""The columns of a vehicle that its document says; the rest is what happened to it."""


def journey_of(document: DeclarationBody, body: VehicleBody | ReceivingVehicleBody, role: Role) -> Journey:
    """The column of the table of checks (domain §6) that a vehicle follows."""
    if role == Role.RECEIVER:
        return Journey.RECEIVING
    if not body.consignments:
        return Journey.EMPTY
    if document.direction == Direction.EXPORT.value:
        return Journey.EXPORT
    return Journey.TRANSSHIPPED if document.is_transshipped else Journey.IMPORT_DIRECT


def fee_cargo(document: DeclarationBody, vehicles: Iterable[Vehicle]) -> dict[int, str]:
    """The dearest goods of each vehicle, by its id: they set its fee's rate."""
    bodies: dict[tuple[str, str], VehicleBody | ReceivingVehicleBody] = {}
    bodies |= {(Role.CARRIER, body.key or ""): body for body in document.vehicles}
    bodies |= {(Role.RECEIVER, body.key or ""): body for body in document.receiving_vehicles}
    return {
        v.pk: dearest_cargo(loads_of(document, bodies[v.role, v.key])) for v in vehicles if (v.role, v.key) in bodies
    }


def write_goods(declaration: Declaration, document: DeclarationBody) -> dict[str, Consignment]:
    """Insert consignments and items; answers the consignments by key."""
    rows = [_consignment(declaration, goods, position) for position, goods in enumerate(document.consignments)]
    Consignment.objects.bulk_create(rows)
    by_key = {row.key: row for row in rows}
    Item.objects.bulk_create(
        Item(
            consignment=by_key[goods.key or ""], position=position, description=item.description or "",
            hs_code=item.hs_code or "", origin=item.origin or "", quantity=item.quantity, unit=item.unit or "",
            weight_kg=item.weight_kg, value=item.value, currency=item.currency or "",
        )
        for goods in document.consignments
        for position, item in enumerate(goods.items)
    )  # fmt: skip
    return by_key


def _consignment(declaration: Declaration, goods: ConsignmentBody, position: int) -> Consignment:
    owner = goods.owner
    return Consignment(
        declaration=declaration, key=goods.key or "", position=position, customs_number=goods.customs_number or "",
        customs_identity=customs_identity(goods.customs_number), customs_regime=goods.customs_regime or "",
        cargo_kind=goods.cargo_kind or "", owner_tax_code=(owner and owner.tax_code) or "",
        owner_name=(owner and owner.name) or "", owner_address=(owner and owner.address) or "",
        owner_phone=(owner and owner.phone) or "",
    )  # fmt: skip


def write_links(document: DeclarationBody, vehicles: Iterable[Vehicle], goods: dict[str, Consignment]) -> None:
    """Insert who carries what and who unloads whom."""
    by_key = {(vehicle.role, vehicle.key): vehicle for vehicle in vehicles}
    bodies: list[tuple[Role, VehicleBody | ReceivingVehicleBody]] = []
    bodies += [(Role.CARRIER, body) for body in document.vehicles]
    bodies += [(Role.RECEIVER, body) for body in document.receiving_vehicles]
    Carriage.objects.bulk_create(
        Carriage(vehicle=by_key[role, body.key or ""], consignment=goods[key])
        for role, body in bodies
        for key in dict.fromkeys(body.consignments)
    )
    Unloading.objects.bulk_create(
        Unloading(receiver=by_key[Role.RECEIVER, body.key or ""], carrier=by_key[Role.CARRIER, key])
        for body in document.receiving_vehicles
        for key in dict.fromkeys(body.unloads)
    )


def check_row(declaration: Declaration, vehicle: Vehicle | None, step: Step, *, has_yards: bool) -> Check:
    """A fresh check of one step of the table, pending or not required."""
    absent = step.needs_yard and not has_yards
    inside = declaration.yard is not None and declaration.yard.is_inside
    on_request = step.presence == "on_request"
    queue_at = (vehicle and vehicle.line_time) or declaration.expected_arrival
    assert queue_at is not None  # filed declarations have one: a constraint says so
    return Check(
        declaration=declaration, vehicle=vehicle, gate_id=declaration.gate_id or 0, direction=declaration.direction,
        code=step.code, agency=step.agency, position=step.position, is_on_request=on_request,
        state=CheckState.NOT_REQUIRED if absent or on_request else CheckState.PENDING,
        follows=step.follows if inside or not step.follows_inside_only else "",
        is_seen=bool(vehicle and vehicle.seen_at),
        queue_at=queue_at,
    )  # fmt: skip


def fresh_checks(
    declaration: Declaration, vehicles: Iterable[Vehicle], table: Table, *, has_yards: bool
) -> list[Check]:
    """The checks of a declaration that has none yet. Saves nothing."""
    checks = [check_row(declaration, None, step, has_yards=has_yards) for step in table.of("")]
    if all(vehicle.journey == Journey.EMPTY for vehicle in vehicles):
        checks = []  # only empty vehicles: there is nothing to register with customs (domain §4)
    for vehicle in vehicles:
        checks += [check_row(declaration, vehicle, step, has_yards=has_yards) for step in table.of(vehicle.journey)]
    return checks


def _keep_required(dossier: Dossier, check: Check, *, is_required: bool) -> None:
    vehicle = dossier.vehicle_of(check)
    if vehicle and vehicle.end:
        return
    if not is_required and check.state in (CheckState.PENDING, CheckState.READY):
        check.state = CheckState.NOT_REQUIRED
    elif is_required and check.state == CheckState.NOT_REQUIRED:
        check.state = CheckState.PENDING


def sync_checks(dossier: Dossier, *, has_yards: bool) -> None:
    """Give every vehicle of an amended dossier the checks of its journey; those it keeps keep their state.

    A vehicle that has ended gets no more: nobody would ever confirm them.

    :raises WrongState: a check that somebody decided would disappear.
    """
    declaration, table = dossier.declaration, dossier.table
    wanted = {
        (check.vehicle_id, check.code): check
        for check in fresh_checks(declaration, dossier.vehicles.values(), table, has_yards=has_yards)
    }
    gone = [check for key, check in dossier.checks.items() if key not in wanted]
    if any(check.state in (CheckState.HELD, CheckState.CONFIRMED, CheckState.REFUSED) for check in gone):
        raise WrongState(_("An agency has decided a check that this change would take away."))
    Check.objects.filter(pk__in=[check.pk for check in gone]).delete()
    ended = {vehicle.pk for vehicle in dossier.vehicles.values() if vehicle.end}
    new = [check for key, check in wanted.items() if key not in dossier.checks and check.vehicle_id not in ended]
    for key, check in dossier.checks.items():
        if key in wanted:
            fresh = wanted[key]
            check.gate_id, check.direction, check.follows = fresh.gate_id, fresh.direction, fresh.follows
            if not check.is_seen:
                check.queue_at = fresh.queue_at
            if not check.is_on_request:  # the gate may have got, or lost, its yards
                _keep_required(dossier, check, is_required=fresh.state != CheckState.NOT_REQUIRED)
            dossier.touch(check)
    Check.objects.bulk_create(new)
    kept = {key: check for key, check in dossier.checks.items() if key in wanted}
    dossier.checks = kept | {(check.vehicle_id, check.code): check for check in new}
    order = {code: position for position, code in enumerate(CheckCode.values)}
    dossier.checks = dict(sorted(dossier.checks.items(), key=lambda item: (item[0][0] or 0, order[item[0][1]])))
