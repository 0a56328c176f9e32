"""Scans that were made without network, taken afterwards: in order, each on its own, and nothing of them lost.

What was confirmed without network is in the end one of three: confirmed, known already by this very scanner, or a
conflict that waits for an officer. There is no fourth.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import structlog
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contract.errors import DomainError
from declarations.errors import BadInstant
from declarations.models import Check, Posting, Scan, Vehicle
from declarations.operations import presenting, scanning
from declarations.operations.permitting import CLOCK_SKEW
from declarations.operations.scanning import NonceReused, NotPosted
from declarations.stages import CheckState
from desk.models import Device, ManifestGiven, OfflineConflict, OfflineScan
from desk.operations.devices import DeviceExpired, DeviceRevoked, require_good
from desk.queries.named import named

MOST = 200
"""Scans of one batch."""

MANIFEST_EXPIRED = "manifest_expired"
KEPT = frozenset({BadInstant.code, NotPosted.code, DeviceRevoked.code, DeviceExpired.code, MANIFEST_EXPIRED})
"""Why a scan is kept and nothing of it counts by itself."""

_log = structlog.get_logger(__name__)

Said = Mapping[str, Any]
"""What `scanning.scan` is told of one scan, all but who and when."""


class Taken(NamedTuple):
    """What came of one scan. `answer` is that of the scan; it was not kept when the gate has nothing to keep it by."""

    nonce: str
    kept: bool
    answer: dict[str, Any]
    conflicts: Sequence[OfflineConflict] = ()


class _Scanner(NamedTuple):
    """Who sends a batch, and what he may: read once for all of it."""

    by: User
    device: Device | None
    at: datetime
    posted: frozenset[str]
    given: Mapping[str, datetime]  # until when the last manifest of a gate was good
    out_of_use: DomainError | None


def take(*, scans: Sequence[Said], by: User, device: Device | None, at: datetime) -> list[Taken]:
    """Take the scans of a batch, in their order, each in a transaction of its own. Call it outside a transaction.

    :param device: what they were made with; none for a program with an API key.
    """
    posted = Posting.objects.filter(user=by).values_list("gate__code", flat=True)
    given = (
        ManifestGiven.objects.filter(device=device) if device else ManifestGiven.objects.filter(device=None, officer=by)
    )
    scanner = _Scanner(
        by, device, at, frozenset(posted), dict(given.values_list("gate__code", "expires_at")), _out_of_use(device, at)
    )
    return [_take(said, scanner) for said in scans]


def _out_of_use(device: Device | None, at: datetime) -> DomainError | None:
    if device:
        try:
            require_good(device, at=at)
        except (DeviceRevoked, DeviceExpired) as refusal:
            return refusal
    return None


def _take(said: Said, scanner: _Scanner) -> Taken:
    try:
        return _take_one(said, scanner)
    except DomainError as refusal:
        return _not_kept(said, refusal.code, str(refusal))
    except Exception:  # noqa: BLE001  a fault that one scan meets must not keep the others waiting; the device keeps that one
        _log.exception("offline_scan_failed", nonce=said["nonce"])
        return _not_kept(
            said, "internal_error", str(_("Something broke here; this scan was not taken. Send it again."))
        )


@transaction.atomic
def _take_one(said: Said, scanner: _Scanner) -> Taken:
    scan, asked = _scan(said, scanner), list(dict.fromkeys(said["confirm"]))
    try:
        with transaction.atomic():
            OfflineScan.objects.create(scan=scan, device=scanner.device, received_at=scanner.at, asked=asked)
    except IntegrityError:  # it came before
        _require_nothing_more(scan, asked)
        conflicts = list(OfflineConflict.objects.filter(scan=scan).order_by("pk"))
    else:
        conflicts = _conflicts(scan, said, scanner)
    return Taken(said["nonce"], True, scan.answer, conflicts)


def _require_nothing_more(scan: Scan, asked: Sequence[str]) -> None:
    """A scan that came before asks for no more than it did then, or what it asks for would be lost.

    :raises NonceReused: it does.
    """
    if not set(asked) <= set(OfflineScan.objects.get(scan=scan).asked):
        raise NonceReused


def _scan(said: Said, scanner: _Scanner) -> Scan:
    """The scan as it counts, or kept with the reason why it does not.

    :raises NotPosted: at a gate that was never the officer's.   :raises UnknownPlace: at none.
    """
    who: dict[str, Any] = {"by": scanner.by, "at": scanner.at}
    why = _why_not(said, scanner)
    if why is None:
        return scanning.scan(**said, **who)
    rest = {name: value for name, value in said.items() if name != "confirm"}
    return scanning.keep(**rest, **who, code=why[0], detail=why[1])


def _why_not(said: Said, scanner: _Scanner) -> tuple[str, str] | None:
    gate, happened_at, given = said["gate"], said["happened_at"], scanner.given.get(said["gate"])
    if gate not in scanner.posted:
        return None if given is None else (NotPosted.code, str(_("You are not posted to this gate any more.")))
    if scanner.out_of_use is not None:
        return scanner.out_of_use.code, str(scanner.out_of_use)
    if happened_at and happened_at > scanner.at + CLOCK_SKEW:
        return BadInstant.code, str(_("The time given lies in the future; correct the device's clock."))
    if happened_at and given is not None and happened_at > given:
        return MANIFEST_EXPIRED, str(_("The scan was made after the device's list of trucks had expired."))
    return None


# What could not be confirmed


def _conflicts(scan: Scan, said: Said, scanner: _Scanner) -> list[OfflineConflict]:
    """A conflict for each check that was to be confirmed and was not, unless this scanner itself did it before."""
    missing = [code for code in dict.fromkeys(said["confirm"]) if code not in scan.answer["confirmed"]]
    if not missing:
        return []
    vehicle = scan.vehicle or _named(scan, said)
    told = {refusal["check"]: (refusal["code"], refusal["detail"]) for refusal in scan.answer["refusals"]}
    # A scan that went through with network asked for less then: what it asks for now was never judged.
    whole = (scan.code, scan.answer["detail"] or "") if scan.code else (NonceReused.code, str(NonceReused().detail))
    rows = [
        OfflineConflict(
            scan=scan, device=scanner.device, officer=scanner.by, gate_id=scan.gate_id, agency=scanner.by.agency,
            vehicle=vehicle, check_code=code, happened_at=scan.happened_at, recorded_at=scanner.at,
            code=told.get(code, whole)[0], detail=told.get(code, whole)[1][:500],
        )
        for code in missing
        if not (vehicle and _did_it_before(scan, vehicle, code, scanner.device))
    ]  # fmt: skip
    return OfflineConflict.objects.bulk_create(rows)


def _named(scan: Scan, said: Said) -> Vehicle | None:
    read = said["read"]
    shown = presenting.present(read.token, at=scan.happened_at) if read.token else None
    return named(read, shown, gate=scan.gate, plate_key=scan.plate_key)


def _did_it_before(scan: Scan, vehicle: Vehicle, code: str, device: Device | None) -> bool:
    """Whether the check stands as this officer confirmed it by a scan of this device, or by one with network."""
    checks = Check.objects.filter(declaration=vehicle.declaration_id, code=code, state=CheckState.CONFIRMED)
    if not checks.filter(Q(vehicle=vehicle) | Q(vehicle=None), decided_by=scan.scanned_by).exists():
        return False
    others = Scan.objects.filter(scanned_by=scan.scanned_by, vehicle=vehicle).exclude(pk=scan.pk)
    by_this = others.filter(Q(offline__isnull=True) | Q(offline__device=device))
    return any(code in answer["confirmed"] for answer in by_this.values_list("answer", flat=True))


def _not_kept(said: Said, code: str, detail: str) -> Taken:
    lists = ("differences", "candidates", "ready_checks", "other_checks", "confirmed", "refusals")
    nothing: dict[str, Any] = {"vehicle": None, **{name: [] for name in lists}}
    answer = {"result": "refused", "code": code, "detail": detail, **nothing}
    return Taken(said["nonce"], False, answer)
