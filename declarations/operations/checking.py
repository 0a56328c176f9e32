"""The moves of a check (domain §6): confirm, hold, send back, release, refuse. Taking back and asking lie beside.

Each opens the dossier under lock, so two officers at one check come one after the other: the second is told so.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from declarations.models import Check, Decision, Reason
from declarations.operations.booking import give_up
from declarations.operations.dossier import Dossier
from declarations.operations.moves import (
    SEEN_BY,
    PaymentDecides,
    confirm_in,
    decide,
    not_ready,
    open_check,
    release_in,
    require_not_gone,
    require_ready,
    require_state,
)
from declarations.operations.passage import close_if_all_ended, end, see
from declarations.operations.permitting import require_after_sight, require_instant
from declarations.operations.reasoning import given
from declarations.operations.rereading import require_read
from declarations.procedures import FEE_CHECKS
from declarations.stages import CheckCode, CheckState, End, Verb


@transaction.atomic
def confirm(
    *,
    check_id: int,
    by: User,
    at: datetime,
    happened_at: datetime | None = None,
    note: str = "",
    read_to: int | None = None,
) -> Check:
    """Confirm a ready check. What follows by itself follows in the same transaction.

    :param read_to: the journal's length when `by` was shown the dossier; None where nobody was shown one.
    :raises ChangedSinceRead: what was declared has changed since then.
    :raises NotYours: another agency's, or at a gate where `by` is not posted.   :raises AlreadyConfirmed: it is.
    :raises NotReady: it waits for something.   :raises WrongState: held, refused, not required, or a fee's.
    :raises BadInstant: `happened_at` lies in the future, before the filing, or an exit before the truck was seen.
    """
    dossier, check = open_check(check_id, by=by)
    require_read(dossier.declaration, read_to)
    confirm_under_lock(dossier, check, by=by, at=at, happened_at=happened_at, note=note)
    dossier.save(by=by, at=at)
    return check


def confirm_under_lock(
    dossier: Dossier, check: Check, *, by: User, at: datetime, happened_at: datetime | None = None, note: str = ""
) -> None:
    """The same on a dossier in hand (scans do several things to one); a refusal has changed nothing. The caller saves.

    :raises NotReady, AlreadyConfirmed, WrongState, BadInstant: as for confirm.
    """
    when = require_instant(happened_at, declaration=dossier.declaration, at=at)
    if check.code in FEE_CHECKS and check.state != CheckState.CONFIRMED:
        raise PaymentDecides(_("Record the payment: it confirms the fee's check."))
    require_ready(dossier, check)
    vehicle = dossier.vehicle_of(check)
    if vehicle and check.code == CheckCode.BG_OUT:
        require_after_sight(when, vehicle)
    confirm_in(dossier, check, by=by, happened_at=when, note=note)
    dossier.settle(at=at)
    _end_if_out(dossier, check)


@transaction.atomic
def note_settled(*, check_id: int, by: User, at: datetime, said: dict[str, str]) -> None:
    """Write into the journal what became of a confirmation that was made without network and not taken.

    Nothing of the check changes by it. The note that explains it stays with the agency (desk).

    :raises NotYours: as for confirm.
    """
    dossier, check = open_check(check_id, by=by)
    dossier.note(Verb.OFFLINE_SETTLED, check=check, happened_at=at, data=said)
    dossier.save(by=by, at=at)


@transaction.atomic
def hold(
    *,
    check_id: int,
    by: User,
    at: datetime,
    reason: str,
    reason_code: str = Reason.OTHER,
    note: str = "",
    happened_at: datetime | None = None,
) -> Check:
    """Stop a check, and with it whatever depends on it and is not confirmed yet.

    :raises NotYours: as for confirm.   :raises WrongState: already held, refused or not required.
    :raises ReasonMissing, UnknownReason: see reasoning.given.   :raises BadInstant: as for confirm.
    """
    stop = _Stop(Verb.CHECK_HELD, Decision.HOLD, reason, reason_code, note, happened_at)
    return _stop(check_id, stop, by=by, at=at)


@transaction.atomic
def send_back(
    *,
    check_id: int,
    by: User,
    at: datetime,
    reason: str,
    fields: Sequence[str],
    reason_code: str = Reason.OTHER,
    note: str = "",
    happened_at: datetime | None = None,
) -> Check:
    """Hold a check until the declarant has mended `fields` (JSON paths into the declaration).

    :raises NotYours, WrongState, ReasonMissing, UnknownReason, BadInstant: as for hold.
    """
    stop = _Stop(Verb.CHECK_SENT_BACK, Decision.SEND_BACK, reason, reason_code, note, happened_at, tuple(fields))
    return _stop(check_id, stop, by=by, at=at)


class _Stop(NamedTuple):
    """How a check is stopped."""

    verb: Verb
    decision: Decision
    reason: str
    reason_code: str
    note: str
    happened_at: datetime | None
    fields: tuple[str, ...] = ()


def _stop(check_id: int, stop: _Stop, *, by: User, at: datetime) -> Check:
    dossier, check = open_check(check_id, by=by)
    why = given(by=by, decision=stop.decision, code=stop.reason_code, text=stop.reason)
    when = require_instant(stop.happened_at, declaration=dossier.declaration, at=at)
    require_state(check, CheckState.PENDING, CheckState.READY, CheckState.CONFIRMED)
    require_not_gone(dossier, check)
    check.state = CheckState.HELD
    check.fields_to_mend = list(stop.fields)
    decide(dossier, check, by=by, when=when, reason=why.sentence, note=stop.note)
    said: dict[str, object] = {**why.data, "note": stop.note, "fields": list(stop.fields)}
    said = {name: value for name, value in said.items() if value}
    dossier.note(stop.verb, check=check, happened_at=when, data=said)
    dossier.settle(at=at)
    dossier.save(by=by, at=at)
    return check


@transaction.atomic
def release(
    *,
    check_id: int,
    by: User,
    at: datetime,
    note: str = "",
    happened_at: datetime | None = None,
    read_to: int | None = None,
) -> Check:
    """Let a held check go on: confirmed if it was, else ready or pending as its prerequisites say.

    :raises NotYours, BadInstant, ChangedSinceRead: as for confirm.
    :raises WrongState: not held, or the truck is gone.
    """
    dossier, check = open_check(check_id, by=by)
    require_read(dossier.declaration, read_to)
    when = require_instant(happened_at, declaration=dossier.declaration, at=at)
    require_state(check, CheckState.HELD)
    require_not_gone(dossier, check)
    release_in(dossier, check, by=by, at=when, note=note)
    dossier.settle(at=at)
    dossier.save(by=by, at=at)
    return check


@transaction.atomic
def refuse(
    *,
    check_id: int,
    by: User,
    at: datetime,
    reason: str,
    reason_code: str = Reason.OTHER,
    note: str = "",
    happened_at: datetime | None = None,
    read_to: int | None = None,
) -> Check:
    """Refuse a ready or held check: the vehicle can then only be turned back, unless the refusal is withdrawn.

    :raises NotYours, ChangedSinceRead: as for confirm.   :raises WrongState: neither ready nor held.
    :raises ReasonMissing, UnknownReason: see reasoning.given.
    """
    dossier, check = open_check(check_id, by=by)
    require_read(dossier.declaration, read_to)
    why = given(by=by, decision=Decision.REFUSE, code=reason_code, text=reason)
    when = require_instant(happened_at, declaration=dossier.declaration, at=at)
    if check.code in FEE_CHECKS:
        raise PaymentDecides(_("A fee is not refused: it is paid, or the vehicle is turned back."))
    if check.state == CheckState.PENDING:
        raise not_ready(dossier, check)
    require_state(check, CheckState.READY, CheckState.HELD)
    require_not_gone(dossier, check)
    check.state, check.confirmed_at = CheckState.REFUSED, None
    check.fields_to_mend = []
    decide(dossier, check, by=by, when=when, reason=why.sentence, note=note)
    dossier.note(
        Verb.CHECK_REFUSED, check=check, happened_at=when, data={**why.data, **({"note": note} if note else {})}
    )
    vehicle = dossier.vehicle_of(check)
    if vehicle and check.code in SEEN_BY - {CheckCode.YARD_IN}:
        see(dossier, vehicle, happened_at=when)
    for truck in [vehicle] if vehicle else dossier.vehicles.values():
        give_up(dossier, truck, cause="refused", at=at)
    dossier.settle(at=at)
    dossier.save(by=by, at=at)
    return check


def _end_if_out(dossier: Dossier, check: Check) -> None:
    vehicle = dossier.vehicle_of(check)
    if vehicle and check.code == CheckCode.BG_OUT and check.confirmed_at:
        end(dossier, vehicle, End.LEFT, happened_at=check.confirmed_at)
        close_if_all_ended(dossier, at=check.confirmed_at)
