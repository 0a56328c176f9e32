"""A scan at the barrier: who stands there, may he go on, and the officer's confirmations in the same motion.

A refused scan is a fact and is kept; so a refusal is an answer here, not an exception. A scan sent again under its
`nonce` is answered as before and does nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contract.errors import DomainError, Invalid, NotAllowed
from declarations.errors import BadInstant, NotYours
from declarations.formats import plate_key
from declarations.models import Check, Gate, Lane, Posting, Scan, Vehicle
from declarations.operations import checking, presenting
from declarations.operations.dossier import Dossier, open_dossier
from declarations.operations.moves import not_ready
from declarations.operations.passage import see
from declarations.operations.permitting import CLOCK_SKEW
from declarations.operations.presenting import Presented
from declarations.operations.recognising import (
    NO_DECLARATION,
    REFUSALS,
    TO_CHOOSE,
    Found,
    Read,
    beside,
    recognise,
    revoked,
)
from declarations.queries.shown import check_shown, vehicle_in_brief
from declarations.stages import CheckState

__all__ = ["NO_DECLARATION", "REFUSALS", "NonceReused", "NotPosted", "Read", "UnknownPlace", "keep", "scan"]

_MOST_CANDIDATES = 200


class NotPosted(NotAllowed):
    """Scans are made by officers of that gate."""

    code = "not_posted"


class NonceReused(Invalid):
    """Another scan came under this nonce before."""

    code = "nonce_reused"

    def __init__(self) -> None:
        super().__init__(_("Another scan came under this nonce before; this one was not taken."))


class UnknownPlace(Invalid):
    """There is no such gate, or no such lane at it."""

    code = "unknown_place"


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
    :raises BadInstant: `happened_at` lies in the future.   :raises NonceReused: under it another truck was scanned.
    """
    place, way = _place(gate, lane, by=by)
    if not (by.is_active and by.is_officer and place.is_his):
        raise NotPosted(_("You are not posted to this gate."))
    if happened_at and happened_at > at + CLOCK_SKEW:
        raise BadInstant(_("The time given lies in the future; correct the device's clock."))
    when = min(happened_at or at, at)
    shown = presenting.present(read.token, at=when) if read.token else None
    row = _row((place, way), read, shown, by=by, at=at, when=when, nonce=nonce)
    return _once(row, lambda: _answer(row, read, shown, confirm=confirm))


def keep(
    *,
    gate: str,
    read: Read,
    by: User,
    at: datetime,
    nonce: str,
    code: str,
    detail: str,
    lane: str = "",
    happened_at: datetime | None = None,
) -> Scan:
    """Keep a scan of which nothing may count, with the `code` and words why: nobody is seen, nothing is confirmed.

    :raises UnknownPlace: no such gate or lane.   :raises NonceReused: as for scan.
    """
    place, way = _place(gate, lane, by=by)
    when = happened_at or at
    shown = presenting.present(read.token, at=when) if read.token else None
    row = _row((place, way), read, shown, by=by, at=at, when=when, nonce=nonce)
    row.code = code

    def refuse() -> None:
        row.answer = _said(row, Found(code)) | {"detail": detail, "confirmed": [], "refusals": []}
        row.save(update_fields=["answer"])

    return _once(row, refuse)


def _row(
    where: tuple[Gate, Lane | None],
    read: Read,
    shown: Presented | None,
    *,
    by: User,
    at: datetime,
    when: datetime,
    nonce: str,
) -> Scan:
    said = f"{shown.noted if shown else read.number} {read.plate}".strip()
    return Scan(
        gate=where[0], lane=where[1], scanned_by=by, nonce=nonce, happened_at=when, recorded_at=at,
        result=Scan.Result.REFUSED, read=said[:64], plate_key=plate_key(read.plate)[:40],
    )  # fmt: skip


def _once(row: Scan, answer: Callable[[], None]) -> Scan:
    """Keep the scan with its answer; one of this nonce that is there already is the answer."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)  # claims the nonce: the same scan sent twice at once waits here for the first
            answer()
    except IntegrityError:
        known: Scan | None = Scan.objects.filter(scanned_by=row.scanned_by, nonce=row.nonce).first()
        if known is None:
            raise
        if (known.gate_id, known.read) != (row.gate_id, row.read):
            raise NonceReused from None
        return known
    return row


def _place(gate: str, lane: str, *, by: User) -> tuple[Any, Lane | None]:
    """The gate of that code, with whether `by` is posted to it (`is_his`), and the lane.

    :raises UnknownPlace: there is none.
    """
    posted = Posting.objects.filter(user=by, gate=OuterRef("pk"))
    place = Gate.objects.filter(code=gate).annotate(is_his=Exists(posted)).first()
    way = Lane.objects.filter(gate=place, code=lane).first() if place and lane else None
    if place is None or (lane and way is None):
        raise UnknownPlace(_("There is no such gate or lane."))
    return place, way


def _answer(row: Scan, read: Read, shown: Presented | None, *, confirm: Iterable[str]) -> None:
    """Find the vehicle, let it be seen, confirm, and keep what is answered; all in one opening of its dossier."""
    found = recognise(row, read, shown)
    dossier = None
    if not found.code:
        found, dossier = _open(found.vehicles[0], read, shown)
    confirmed: list[str] = []
    refusals: list[dict[str, str]] = []
    if dossier is not None:
        row.result, row.vehicle = Scan.Result.OK, found.vehicles[0]
        see(dossier, row.vehicle, happened_at=row.happened_at)
        for code in dict.fromkeys(confirm):
            refusal = _confirm(row, dossier, code)
            if refusal:
                refusals.append(refusal)
            else:
                confirmed.append(code)
        dossier.save(by=row.scanned_by, at=row.recorded_at)
    elif found.code in TO_CHOOSE:
        row.result = Scan.Result.AMBIGUOUS
    row.code = found.code
    row.answer = _said(row, found, dossier) | {"confirmed": confirmed, "refusals": refusals}
    row.save(update_fields=["result", "code", "vehicle", "answer"])


def _open(vehicle: Vehicle, read: Read, shown: Presented | None) -> tuple[Found, Dossier | None]:
    """The vehicle under lock, with its dossier; none, when it ended or its pass did between our look and our lock."""
    dossier = open_dossier(vehicle.declaration_id)
    locked = dossier.vehicles.get(vehicle.pk)
    held = shown.held if shown else None
    if locked is None or not locked.is_open:
        return Found("vehicle_ended"), None
    if held and presenting.is_revoked(held, locked):
        return revoked(held, locked), None
    differs = beside(locked, read, held)
    return (differs, None) if differs else (Found("", [locked]), dossier)


def _confirm(row: Scan, dossier: Dossier, code: str) -> dict[str, str] | None:
    """Confirm one check of the vehicle; answers the refusal, if it is one, which has changed nothing."""
    check = dossier.checks.get((row.vehicle_id, code)) or dossier.checks.get((None, code))
    by, at = row.scanned_by, row.recorded_at
    try:
        if check is None or check.agency != by.agency:
            raise NotYours(_("Your agency has no such check of this vehicle."))
        checking.confirm_under_lock(dossier, check, by=by, at=at, happened_at=row.happened_at)
    except DomainError as refusal:
        return {"check": code, "code": refusal.code, "detail": str(refusal.detail)}
    return None


def _said(row: Scan, found: Found, dossier: Dossier | None = None) -> dict[str, Any]:
    """The answer as the HTTP contract words it; kept, so that it can be given again as it was."""
    return {
        "result": str(row.result),
        "code": row.code or None,
        "detail": _detail(found),
        "differences": [
            {name: getattr(one, member) or None for name, member in _OF_DIFFERENCE.items()} for one in found.differences
        ],
        "vehicle": vehicle_in_brief(row.vehicle, dossier.checks_of(row.vehicle_id))
        if row.vehicle and dossier
        else None,
        "candidates": _candidates(found.vehicles) if found.code in TO_CHOOSE else [],
        "ready_checks": _ready(row, dossier) if dossier else [],
        "other_checks": _other(row, dossier) if dossier else [],
    }


_OF_DIFFERENCE = {"field": "field", "pass": "on_pass", "read": "read", "declared": "declared"}


def _ready(row: Scan, dossier: Dossier) -> list[dict[str, Any]]:
    return [check_shown(check) for check in _own(row, dossier) if check.state == CheckState.READY]


def _other(row: Scan, dossier: Dossier) -> list[dict[str, Any]]:
    """The officer's checks that need nothing of him now, each with why a pending one is not ready."""
    return [
        {
            "check": check.code,
            "state": check.state,
            "detail": str(not_ready(dossier, check)) if check.state == CheckState.PENDING else None,
        }
        for check in _own(row, dossier)
        if check.state not in (CheckState.READY, CheckState.NOT_REQUIRED)
    ]


def _own(row: Scan, dossier: Dossier) -> list[Check]:
    """The checks of the officer's agency, of the vehicle and of its whole declaration."""
    checks = [*dossier.checks_of(row.vehicle_id), *dossier.checks_of(None)]
    return [check for check in checks if check.agency == row.scanned_by.agency]


def _candidates(vehicles: Sequence[Vehicle]) -> list[dict[str, Any]]:
    fitting = sorted(vehicles[:_MOST_CANDIDATES], key=lambda vehicle: (vehicle.role, vehicle.position, vehicle.pk))
    checks: dict[int | None, list[Check]] = {}
    for check in Check.objects.filter(vehicle__in=fitting).order_by("pk"):
        checks.setdefault(check.vehicle_id, []).append(check)
    return [vehicle_in_brief(vehicle, checks.get(vehicle.pk, ())) for vehicle in fitting]


def _detail(found: Found) -> str | None:
    refusal = REFUSALS.get(found.code)
    if refusal and found.differences:
        return presenting.sentence(refusal, found.differences)
    return str(refusal) if refusal else None
