"""What anybody would write first: the rows of a filing, and those of a confirmation, in one transaction each.

No sign-in, no rules, no findings, no answer worth the name; but the same tables and the same number of rows.
"""

import hashlib
import json
import os
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from declarations.models import (
    Carriage,
    Check,
    Consignment,
    Declaration,
    Event,
    Fee,
    Gate,
    Item,
    Procedure,
    Step,
    Vehicle,
    Yard,
)


class Known(NamedTuple):
    """The rows that every filing points at."""

    gate: Gate
    yard: Yard
    procedure: Procedure
    steps: list[Step]


@cache
def known_rows() -> Known:
    """Read once a process."""
    gate = Gate.objects.get(code="HN")
    procedure = Procedure.objects.get(version=1)
    steps = Step.objects.filter(procedure=procedure, journey__in=["", "export"]).order_by("position")
    return Known(gate, gate.yards.get(code="XUAN-CUONG"), procedure, list(steps))


@cache
def _kept_bytes() -> bytes:
    return Path(os.environ["BARE_KEPT"]).read_bytes()


def kept(_request: HttpRequest) -> HttpResponse:
    """The bytes of the file BARE_KEPT, from memory."""
    return HttpResponse(_kept_bytes())


@require_POST
@transaction.atomic
def file(request: HttpRequest) -> HttpResponse:
    """INSERT a declaration of one vehicle and one consignment with everything that belongs to it."""
    body = json.loads(request.body)
    at = timezone.now()
    declaration = _insert_header(body, at)
    vehicle = _insert_truck_and_goods(declaration, body)
    _insert_checks(declaration, vehicle, at)
    basis = {"fee_class": vehicle.fee_class, "base": 800_000, "percent": 100}
    Fee.objects.create(
        vehicle=vehicle,
        gate_id=known_rows().gate.pk,
        kind="infrastructure",
        amount=800_000,
        basis=basis,
        assessed_at=at,
    )
    _insert_events(declaration, vehicle, ("declaration.filed", "fee.assessed"), at)
    return JsonResponse({"id": declaration.pk, "number": declaration.number}, status=201)


def _insert_header(body: dict[str, Any], at: datetime) -> Declaration:
    rows = known_rows()
    return Declaration.objects.create(
        number=body["number"], organisation_id=body["organisation_id"], created_by_id=body["user_id"], status="open",
        created_at=at, updated_at=at, filed_at=at, gate=rows.gate, yard=rows.yard, direction=body["direction"],
        regime=body["regime"], expected_arrival=body["expected_arrival"], delivery_method=body["delivery_method"],
        contact_name=body["contact"]["name"], contact_phone=body["contact"]["phone"], procedure=rows.procedure,
    )  # fmt: skip


def _insert_truck_and_goods(declaration: Declaration, body: dict[str, Any]) -> Vehicle:
    (truck,), (goods,) = body["vehicles"], body["consignments"]
    vehicle: Vehicle = Vehicle.objects.create(
        declaration=declaration, gate_id=known_rows().gate.pk, direction=declaration.direction, role="carrier",
        journey="export", key=truck["key"], position=0, main_cargo=goods["cargo_kind"], plate=truck["plate"],
        plate_key=truck["plate"], country=truck["country"], fee_class=truck["fee_class"], kind=truck["kind"],
        trailer_plate=truck["trailer_plate"], container=truck["container"], seal=truck["seal"],
        driver_name=truck["driver"]["name"], driver_id_number=truck["driver"]["id_number"],
        driver_phone=truck["driver"]["phone"], own_weight_kg=truck["own_weight_kg"],
        cargo_weight_kg=truck["cargo_weight_kg"], insurance_until=truck["insurance_until"],
    )  # fmt: skip
    consignment = Consignment.objects.create(
        declaration=declaration, key=goods["key"], position=0, customs_number=goods["customs_number"],
        customs_identity=goods["customs_number"][:11], customs_regime=goods["customs_regime"],
        cargo_kind=goods["cargo_kind"], owner_tax_code=goods["owner"]["tax_code"], owner_name=goods["owner"]["name"],
        owner_address=goods["owner"]["address"], owner_phone=goods["owner"]["phone"],
    )  # fmt: skip
    Item.objects.bulk_create(
        Item(consignment=consignment, position=position, **item) for position, item in enumerate(goods["items"])
    )
    Carriage.objects.create(vehicle=vehicle, consignment=consignment)
    return vehicle


def _insert_checks(declaration: Declaration, vehicle: Vehicle, at: datetime) -> None:
    Check.objects.bulk_create(
        Check(
            declaration=declaration, vehicle=vehicle if step.journey else None, gate_id=known_rows().gate.pk,
            direction=declaration.direction, code=step.code, agency=step.agency, position=step.position,
            state="pending" if step.needs else "ready", is_on_request=step.presence == "on_request",
            follows=step.follows, queue_at=at, ready_at=at,
        )
        for step in known_rows().steps
    )  # fmt: skip


def _insert_events(declaration: Declaration, vehicle: Vehicle, verbs: tuple[str, ...], at: datetime) -> None:
    Event.objects.bulk_create(
        Event(
            declaration=declaration, seq=declaration.journal_length + n, verb=verb, vehicle=vehicle,
            vehicle_key="carrier:1", gate_id=known_rows().gate.pk, happened_at=at, recorded_at=at,
            data={"vehicles": [vehicle.plate]}, hash=hashlib.sha256(f"{declaration.pk} {n}".encode()).hexdigest(),
        )
        for n, verb in enumerate(verbs, start=1)
    )  # fmt: skip


@require_POST
@transaction.atomic
def confirm(request: HttpRequest, check_id: int) -> HttpResponse:
    """Lock the declaration of a check that stands alone, then write: the check, an event, the declaration's head."""
    at = timezone.now()
    officer_id = int(request.headers["X-Officer"])
    joined = Check.objects.select_related("declaration").select_for_update(of=("declaration",), no_key=True)
    check = joined.get(pk=check_id)
    declaration = check.declaration
    check.state, check.confirmed_at, check.decided_at, check.decided_by_id = "confirmed", at, at, officer_id
    check.save(update_fields=["state", "confirmed_at", "decided_at", "decided_by", "automatic"])
    seq = declaration.journal_length + 1
    event = Event.objects.create(
        declaration=declaration, seq=seq, verb="check.confirmed", vehicle_id=check.vehicle_id, vehicle_key="carrier:1",
        gate_id=known_rows().gate.pk, check_code=check.code, actor_id=officer_id, happened_at=at, recorded_at=at,
        prev_hash=declaration.journal_head, hash=hashlib.sha256(f"{declaration.pk} {seq}".encode()).hexdigest(),
    )  # fmt: skip
    declaration.journal_length, declaration.journal_head = seq, event.hash
    declaration.version += 1
    declaration.updated_at = at
    declaration.save(update_fields=["journal_length", "journal_head", "version", "updated_at"])
    return JsonResponse({"id": check_id, "state": "confirmed"})
