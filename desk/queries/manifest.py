"""What a scanner at one gate needs to work without network: every open vehicle there, and nobody's name.

The shape is docs/scanner.md's; who was given it is noted by operations.
"""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Count, Max, Sum

from declarations.models import Check, Declaration, Fee, Gate, Unloading, Vehicle
from declarations.operations.dossier import Dossier
from declarations.passes import signed, signing_key
from declarations.queries.document import instant
from declarations.queries.procedure import table_of
from declarations.queries.shown import is_green
from declarations.stages import CheckState, Status

FORM = "M1"
GOOD_FOR = timedelta(hours=12)
_PASS_OUTLASTS = timedelta(days=4)
"""A pass is good from the expected arrival on, and a truck may be expected that much after it was filed (ADR 0056)."""


class Asked(NamedTuple):
    """For whom: an agency at a gate, on a device (none: a program with a key)."""

    gate: Gate
    agency: str
    device_id: int | None


def version_of(asked: Asked, *, at: datetime) -> tuple[object, ...]:
    """What changes when the manifest does: one query. Every hour is a new one, so that none is confirmed for long."""
    open_here = Declaration.objects.filter(gate=asked.gate, status=Status.OPEN)
    now = open_here.aggregate(many=Count("pk"), versions=Sum("version"), changed=Max("updated_at"))
    changed = now["changed"].timestamp() if now["changed"] else 0
    hour = int(at.timestamp()) // 3600
    return (FORM, asked.gate.pk, asked.agency, asked.device_id or 0, signing_key().key_id, hour,
            now["many"], now["versions"] or 0, changed)  # fmt: skip


def manifest(asked: Asked, *, at: datetime) -> dict[str, Any]:
    """The manifest, signed; seven queries, however many vehicles."""
    key, at = signing_key(), at.replace(microsecond=0)
    newest = Vehicle.objects.aggregate(newest=Max("pk"))["newest"] or 0  # first: what comes meanwhile is above it
    said = {
        "form": FORM,
        "gate": asked.gate.code,
        "agency": asked.agency,
        "device": asked.device_id,
        "key_id": key.key_id,
        "issued_at": instant(at),
        "expires_at": instant(at + GOOD_FOR),
        "newest": newest,
        "vehicles": [row for dossier in _dossiers(asked.gate) for row in _rows(dossier, asked.agency)],
        "over": _over(asked.gate, at=at),
    }
    return signed(said, key=key)


def _rows(dossier: Dossier, agency: str) -> list[dict[str, Any]]:
    return [_row(dossier, vehicle, agency) for vehicle in dossier.vehicles.values() if vehicle.is_open]


def _row(dossier: Dossier, vehicle: Vehicle, agency: str) -> dict[str, Any]:
    checks = [*dossier.checks_of(None), *dossier.checks_of(vehicle.pk)]
    flags = ["road_held"] if vehicle.road_held_at else []
    if any(check.state == CheckState.REFUSED for check in checks if check.vehicle_id):
        flags.append("refused")
    return {
        "id": vehicle.pk,
        "number": dossier.declaration.number,
        "role": vehicle.role,
        "direction": vehicle.direction,
        "green": is_green(vehicle.main_cargo),
        "seen": vehicle.seen_at is not None,
        "plate": vehicle.plate,
        "plate_key": vehicle.plate_key,
        "trailer_plate": vehicle.trailer_plate or None,
        "container": vehicle.container or None,
        "version": vehicle.pass_version,
        "flags": flags,
        "checks": {
            check.code: _state(dossier, check)
            for check in checks
            if check.agency == agency and check.state != CheckState.NOT_REQUIRED
        },
    }


def _state(dossier: Dossier, check: Check) -> str | list[str]:
    if check.state != CheckState.PENDING:
        return str(check.state)
    return ["|".join(clause) for clause in dossier.unmet(check, counts=dossier.is_solid)]


def _dossiers(gate: Gate) -> list[Dossier]:
    """Every open declaration of the gate, read as the operations read one; nothing is locked."""
    here = Declaration.objects.filter(gate=gate, status=Status.OPEN)
    rows = here.only("number", "procedure_id").order_by("expected_arrival", "pk")
    dossiers = {row.pk: Dossier(row, {}, {}, table_of(row.procedure_id or 0)) for row in rows}
    owner: dict[int, Dossier] = {}
    of_these = {"declaration__gate": gate, "declaration__status": Status.OPEN}
    for vehicle in Vehicle.objects.filter(**of_these).only(*_OF_VEHICLE).order_by("role", "position"):
        if vehicle.declaration_id in dossiers:
            owner[vehicle.pk] = dossiers[vehicle.declaration_id]
            owner[vehicle.pk].vehicles[vehicle.pk] = vehicle
    for check in Check.objects.filter(**of_these).only(*_OF_CHECK).order_by("pk"):
        if check.declaration_id in dossiers:
            dossiers[check.declaration_id].checks[check.vehicle_id, check.code] = check
    _link(owner, of_these)
    return list(dossiers.values())


_OF_VEHICLE = (
    "declaration_id", "role", "direction", "journey", "main_cargo", "seen_at", "plate", "plate_key", "trailer_plate",
    "container", "pass_version", "road_held_at", "is_open", "end",
)  # fmt: skip
_OF_CHECK = ("declaration_id", "vehicle_id", "code", "agency", "state", "confirmed_at")


def _link(owner: dict[int, Dossier], of_these: dict[str, Any]) -> None:
    """Who unloads whom, and what is owed: the rest of what a check may wait for."""
    for dossier in owner.values():
        dossier.fees = {}
    fees = Fee.objects.filter(voided_at__isnull=True, **{f"vehicle__{name}": value for name, value in of_these.items()})
    for fee in fees.only("vehicle_id", "kind", "paid_at", "amount").order_by("pk"):
        if fee.vehicle_id in owner:
            owner[fee.vehicle_id].fees.setdefault(fee.vehicle_id, []).append(fee)
    links = Unloading.objects.filter(**{f"receiver__{name}": value for name, value in of_these.items()})
    for link in links.order_by("pk"):
        if link.receiver_id in owner and link.carrier_id in owner:
            both = owner[link.receiver_id]
            both.receivers_of.setdefault(link.carrier_id, []).append(both.vehicles[link.receiver_id])
            both.carriers_of.setdefault(link.receiver_id, []).append(both.vehicles[link.carrier_id])


def _over(gate: Gate, *, at: datetime) -> list[int]:
    """Vehicles that ended here since passes were made that still look good; found by the declarations changed since."""
    since = at - timedelta(days=settings.PASS_DAYS) - _PASS_OUTLASTS
    changed = Vehicle.objects.filter(gate=gate, is_open=False, declaration__updated_at__gte=since)
    return list(changed.filter(ended_at__gte=since).order_by("pk").values_list("pk", flat=True))
