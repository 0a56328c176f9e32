"""Taking back a confirmation or a refusal (domain §6, withdraw)."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from declarations.errors import VehicleAlreadyDeclared, WrongState
from declarations.models import Check, Vehicle
from declarations.operations.dossier import VEHICLE_FIELDS, Dossier
from declarations.operations.moves import PaymentDecides, open_check, require_state
from declarations.operations.passage import close_if_all_ended
from declarations.operations.permitting import require_instant
from declarations.procedures import FEE_CHECKS
from declarations.stages import CheckCode, CheckState, End, Status, Verb

EXIT_WITHDRAWAL = timedelta(minutes=15)
"""How long an exit may be taken back (domain §6)."""


class NeededByOthers(WrongState):
    """A check that a person confirmed stands on this one."""

    code = "needed_by_others"


class TooLate(WrongState):
    """The time in which this could be taken back is over."""

    code = "too_late"


@transaction.atomic
def withdraw(*, check_id: int, by: User, at: datetime, reason: str = "", happened_at: datetime | None = None) -> Check:
    """Take back a confirmation or a refusal; automatic confirmations that followed it fall with it.

    :raises NotYours: as for confirm.   :raises WrongState: neither confirmed nor refused.
    :raises NeededByOthers: a check that a person confirmed would lose what it stands on.
    :raises TooLate: an exit more than 15 minutes ago.   :raises PaymentDecides: a payment is not taken back.
    :raises VehicleAlreadyDeclared: the truck that left stands open in another declaration since.
    :raises BadInstant: as for confirm.
    """
    dossier, check = open_check(check_id, by=by)
    when = require_instant(happened_at, declaration=dossier.declaration, at=at)
    vehicle = dossier.vehicle_of(check)
    falling = require_withdrawable(dossier, check, at=at)
    for fallen in falling:
        _reset(dossier, fallen, automatic=fallen is not check, by=by, reason=reason, when=when)
    if check.code == CheckCode.BG_OUT and vehicle and vehicle.end == End.LEFT:
        _come_back(dossier, vehicle, at=at)
    dossier.settle(at=at)
    dossier.save(by=by, at=at)
    return check


def require_withdrawable(dossier: Dossier, check: Check, *, at: datetime) -> list[Check]:
    """What falls when this confirmation or refusal is taken back; also tells, before anybody tries, why it cannot be.

    :raises WrongState, NeededByOthers, TooLate, PaymentDecides: as for withdraw.
    """
    require_state(check, CheckState.CONFIRMED, CheckState.REFUSED)
    vehicle = dossier.vehicle_of(check)
    if check.code in FEE_CHECKS:
        raise PaymentDecides(_("A recorded payment is not taken back."))
    if check.code == CheckCode.BG_OUT and check.confirmed_at and at - check.confirmed_at > EXIT_WITHDRAWAL:
        raise TooLate(_("An exit can be taken back for 15 minutes only."))
    if vehicle and vehicle.end and not (check.code == CheckCode.BG_OUT and vehicle.end == End.LEFT):
        raise WrongState(_("The vehicle is no longer at the gate."))
    if vehicle is None and dossier.declaration.status != Status.OPEN:
        raise WrongState(_("The declaration has ended."))
    if check.automatic and check.follows:  # taken back alone, it would follow again at once
        raise WrongState(_("It follows from another check."))
    falling = _falls_with(dossier, check)
    _require_not_needed(dossier, falling)
    return falling


def _falls_with(dossier: Dossier, check: Check) -> list[Check]:
    """`check` and the automatic confirmations that followed it, and those that followed them."""
    falling = [check]
    for fallen in falling:
        for other in dossier.checks_of(fallen.vehicle_id):
            if other.follows == fallen.code and other.automatic and other.confirmed_at and other not in falling:
                falling.append(other)
    return falling


def _stands(check: Check) -> bool:
    return check.state == CheckState.NOT_REQUIRED or bool(
        check.confirmed_at and check.state in (CheckState.CONFIRMED, CheckState.HELD)
    )


def _require_not_needed(dossier: Dossier, falling: list[Check]) -> None:
    """Every check that a person confirmed must keep the prerequisites it has; one held since counts as confirmed.

    So does one that was refused: the refusal struck a confirmation on which others may stand, and taking it back would
    leave them with an open check below them. They are taken back first.
    """
    for other in dossier.checks.values():
        if other in falling or other.automatic or not other.confirmed_at or not _stands(other):
            continue
        had = dossier.needs_met(other, counts=lambda named: named in falling or _stands(named))
        has = dossier.needs_met(other, counts=lambda named: named not in falling and _stands(named))
        if had and not has:
            raise NeededByOthers(
                _("%(check)s was confirmed on the strength of it; that must be taken back first.")
                % {"check": other.get_code_display()}
            )


def _reset(dossier: Dossier, check: Check, *, automatic: bool, by: User, reason: str, when: datetime) -> None:
    before = check.state
    if check.ready_at:
        dossier.waited_since[check.pk] = check.ready_at
    check.state, check.confirmed_at, check.automatic = CheckState.PENDING, None, False
    check.decided_by, check.decided_at, check.ready_at = by, None, None
    check.reason = check.note = ""
    dossier.touch(check)
    said = {"was": str(before), "reason": reason, "automatic": automatic}
    said = {name: value for name, value in said.items() if value}
    dossier.note(Verb.CHECK_WITHDRAWN, check=check, happened_at=when, data=said)


def _come_back(dossier: Dossier, vehicle: Vehicle, *, at: datetime) -> None:
    vehicle.is_open, vehicle.end, vehicle.ended_at = True, "", None
    try:
        with transaction.atomic():
            vehicle.save(update_fields=VEHICLE_FIELDS)
    except IntegrityError as taken:
        raise VehicleAlreadyDeclared(_("The truck stands open in another declaration since.")) from taken
    dossier.note(Verb.EXIT_WITHDRAWN, vehicle=vehicle, data={"cargo": vehicle.main_cargo})
    close_if_all_ended(dossier, at=at)
