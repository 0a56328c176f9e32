"""A scan at the barrier: who stands there, may he go on, and the officer's confirmations in the same motion.

A refused scan is a fact and is kept; so a refusal is an answer here, not an exception. A scan sent again under its
`nonce` is answered as before and does nothing.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contract.errors import DomainError, Invalid, NotAllowed
from declarations.errors import BadInstant, NotYours
from declarations.formats import plate_key
from declarations.models import Check, Declaration, Gate, Lane, Scan, Vehicle
from declarations.operations import checking, presenting
from declarations.operations.dossier import open_dossier
from declarations.operations.passage import see
from declarations.operations.permitting import CLOCK_SKEW
from declarations.operations.presenting import Difference, Presented
from declarations.passes import Pass
from declarations.queries.shown import check_shown, vehicle_in_brief
from declarations.stages import CheckState, Status

NO_DECLARATION = "no_declaration"
"""Kept with the plate's key: a truck that nobody has declared (domain §10, not registered)."""

AMBIGUOUS = "ambiguous"

REFUSALS: dict[str, str | Promise] = {
    NO_DECLARATION: _("There is no open declaration for it."),
    "other_gate": _("It is declared at another gate."),
    "plate_differs": _("The declaration names another plate."),
    "vehicle_ended": _("Its passage under this declaration is over."),
    AMBIGUOUS: _("More than one vehicle fits; say which by number and plate."),
    **presenting.REFUSALS,
}
_MOST_CANDIDATES = 200


class NotPosted(NotAllowed):
    """Scans are made by officers of that gate."""

    code = "not_posted"


class UnknownPlace(Invalid):
    """There is no such gate, or no such lane at it."""

    code = "unknown_place"


class Read(NamedTuple):
    """What was read at the barrier: a pass, a plate, a declaration's number.

    A plate beside a number says which vehicle; beside a pass it is what the truck itself wears.
    """

    plate: str = ""
    number: str = ""
    token: str = ""


class _Found(NamedTuple):
    code: str  # why not; "" when exactly one vehicle fits
    vehicles: Sequence[Vehicle] = ()
    differences: Sequence[Difference] = ()


def scan(
    *,
    gate: str,
    read: Read,
    by: User,
    at: datetime,
    nonce: str,
    lane: str = "",
    confirm: Iterable[str] = (),
    happened_at: datetime | None = None,
) -> Scan:
    """Take a scan: the vehicle it names is seen, and those checks of the officer's agency are confirmed.

    A check that cannot be confirmed is told in the answer; the scan and the other confirmations stand.

    :raises UnknownPlace: no such gate or lane.   :raises NotPosted: `by` does not work at that gate.
    :raises BadInstant: `happened_at` lies in the future.
    """
    place, way = _place(gate, lane)
    if not (by.is_active and by.is_officer and place.postings.filter(user=by).exists()):
        raise NotPosted(_("You are not posted to this gate."))
    if happened_at and happened_at > at + CLOCK_SKEW:
        raise BadInstant(_("The time given lies in the future; correct the device's clock."))
    when = min(happened_at or at, at)
    shown = presenting.present(read.token, at=when) if read.token else None
    said = f"{shown.noted if shown else read.number} {read.plate}".strip()
    row = Scan(
        gate=place, lane=way, scanned_by=by, nonce=nonce, happened_at=when, recorded_at=at, result=Scan.Result.REFUSED,
        read=said[:64], plate_key=plate_key(read.plate)[:40],
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)  # claims the nonce: the same scan sent twice at once waits here for the first
            _answer(row, read, shown, confirm=confirm)
    except IntegrityError:
        known: Scan | None = Scan.objects.filter(scanned_by=by, nonce=nonce).first()
        if known is None:
            raise
        return known
    return row


def _place(gate: str, lane: str) -> tuple[Gate, Lane | None]:
    place = Gate.objects.filter(code=gate).first()
    way = Lane.objects.filter(gate=place, code=lane).first() if place and lane else None
    if place is None or (lane and way is None):
        raise UnknownPlace(_("There is no such gate or lane."))
    return place, way


def _answer(row: Scan, read: Read, shown: Presented | None, *, confirm: Iterable[str]) -> None:
    """Find the vehicle, let it be seen, confirm, and keep what is answered."""
    found = _by_pass(row, read, shown) if shown else _find(row, read)
    vehicle = found.vehicles[0] if not found.code else None
    if vehicle is not None:
        refused = _see_now(row, vehicle, shown)
        if refused:
            found, vehicle = refused, None
    confirmed: list[str] = []
    refusals: list[dict[str, str]] = []
    if vehicle is not None:
        row.result, row.vehicle = Scan.Result.OK, vehicle
        for code in dict.fromkeys(confirm):
            refusal = _confirm(row, vehicle, code)
            if refusal:
                refusals.append(refusal)
            else:
                confirmed.append(code)
    elif found.code == AMBIGUOUS:
        row.result = Scan.Result.AMBIGUOUS
    row.code = found.code
    row.answer = _said(row, found) | {"confirmed": confirmed, "refusals": refusals}
    row.save(update_fields=["result", "code", "vehicle", "answer"])


def _said(row: Scan, found: _Found) -> dict[str, Any]:
    """The answer as the HTTP contract words it; kept, so that it can be given again as it was."""
    fitting = {vehicle.pk for vehicle in found.vehicles[:_MOST_CANDIDATES]} if found.code in ("", AMBIGUOUS) else set()
    # Read again: a scan may just have let the truck be seen, or out.
    candidates = Vehicle.objects.filter(pk__in=fitting).select_related("declaration").order_by("role", "position", "pk")
    checks: dict[int | None, list[Check]] = {}
    for check in Check.objects.filter(declaration__vehicles__in=fitting).distinct().order_by("pk"):
        checks.setdefault(check.vehicle_id, []).append(check)
    brief = [vehicle_in_brief(vehicle, checks.get(vehicle.pk, ())) for vehicle in candidates]
    ready = [
        check_shown(check)
        for owner in ((row.vehicle_id, None) if row.vehicle else ())
        for check in checks.get(owner, ())
        if check.agency == row.scanned_by.agency and check.state == CheckState.READY
    ]
    return {
        "result": str(row.result),
        "code": row.code or None,
        "detail": _detail(found),
        "differences": [
            {"field": one.field, "pass": one.on_pass or None, "declared": one.declared or None}
            for one in found.differences
        ],
        "vehicle": brief[0] if row.vehicle else None,
        "candidates": [] if row.vehicle else brief,
        "ready_checks": ready,
    }


def _detail(found: _Found) -> str | None:
    if found.differences:
        return presenting.revoked_sentence(found.differences)
    return str(REFUSALS[found.code]) if found.code else None


def _by_pass(row: Scan, read: Read, shown: Presented) -> _Found:
    held = shown.held
    if held is None:
        return _Found(shown.code)
    vehicle = Vehicle.objects.filter(pk=held.bound.vehicle_id).select_related("declaration").first()
    if vehicle is None or vehicle.declaration.number != held.number:  # it was left out of the declaration since
        return _Found(presenting.REVOKED)
    if vehicle.declaration.filed_at > row.happened_at:  # no pass was there yet: the device's clock is wrong
        return _Found(NO_DECLARATION)
    if vehicle.gate_id != row.gate_id:
        return _Found("other_gate")
    if not vehicle.is_open:
        return _Found("vehicle_ended")
    if presenting.is_revoked(held, vehicle):
        return _revoked(held, vehicle)
    if read.plate and vehicle.plate_key != row.plate_key:
        return _Found("plate_differs")
    return _Found("", [vehicle])


def _revoked(held: Pass, vehicle: Vehicle) -> _Found:
    return _Found(presenting.REVOKED, differences=presenting.differences(held, vehicle))


def _find(row: Scan, read: Read) -> _Found:
    if read.number:
        return _by_number(row, read)
    fitting = Vehicle.objects.is_open().filter(plate_key=row.plate_key, declaration__filed_at__lte=row.happened_at)
    vehicles = list(fitting.select_related("declaration").order_by("pk")) if row.plate_key else []
    here = [vehicle for vehicle in vehicles if vehicle.gate_id == row.gate_id]
    if not here:
        return _Found("other_gate" if vehicles else NO_DECLARATION)
    return _Found("" if len(here) == 1 else AMBIGUOUS, here)


def _by_number(row: Scan, read: Read) -> _Found:
    filed = Declaration.objects.filter(number=read.number, filed_at__lte=row.happened_at)
    declaration = filed.exclude(status=Status.DRAFT).first()
    if declaration is None:
        return _Found(NO_DECLARATION)
    if declaration.gate_id != row.gate_id:
        return _Found("other_gate")
    vehicles = list(declaration.vehicles.select_related("declaration").order_by("role", "position"))
    if read.plate:
        vehicles = [vehicle for vehicle in vehicles if vehicle.plate_key == row.plate_key]
        if not vehicles:
            return _Found("plate_differs")
    still_open = [vehicle for vehicle in vehicles if vehicle.is_open]
    if not still_open:
        return _Found("vehicle_ended")
    return _Found("" if len(still_open) == 1 else AMBIGUOUS, still_open)


def _see_now(row: Scan, vehicle: Vehicle, shown: Presented | None) -> _Found | None:
    """Let the vehicle be seen; answers the refusal, when it ended or its pass did between our look and our lock."""
    dossier = open_dossier(vehicle.declaration_id)
    locked = dossier.vehicles.get(vehicle.pk)
    if locked is None or not locked.is_open:
        return _Found("vehicle_ended")
    if shown and shown.held and presenting.is_revoked(shown.held, locked):
        return _revoked(shown.held, locked)
    see(dossier, locked, happened_at=row.happened_at)
    dossier.save(by=row.scanned_by, at=row.recorded_at)
    return None


def _confirm(row: Scan, vehicle: Vehicle, code: str) -> dict[str, str] | None:
    """Confirm one check of the vehicle; answers the refusal, if it is one. A refusal undoes this confirmation alone."""
    own = Check.objects.filter(declaration=vehicle.declaration_id, agency=row.scanned_by.agency, code=code)
    check = own.filter(Q(vehicle=vehicle) | Q(vehicle=None)).first()
    try:
        if check is None:
            raise NotYours(_("Your agency has no such check of this vehicle."))
        checking.confirm(check_id=check.pk, by=row.scanned_by, at=row.recorded_at, happened_at=row.happened_at)
    except DomainError as refusal:
        return {"check": code, "code": refusal.code, "detail": str(refusal.detail)}
    return None
