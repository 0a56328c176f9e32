"""What the moves of a check share: opening the dossier at it, what its state allows, deciding it.

Not called by interfaces; checking, withdrawing, requesting, fees and scanning are.
"""

from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from declarations.errors import AlreadyConfirmed, NotReady, WrongState
from declarations.models import Check, Declaration, Posting, Vehicle
from declarations.operations.dossier import Dossier, open_dossier, read_dossier
from declarations.operations.passage import see
from declarations.operations.permitting import require_agency, require_posted
from declarations.stages import CheckCode, CheckState, Status, Verb

SEEN_BY = frozenset({CheckCode.BG_ARRIVAL, CheckCode.CUSTOMS_ARRIVAL, CheckCode.YARD_IN})
"""Checks whose confirmation says that the truck was seen (domain §4)."""


def open_check(check_id: int, *, by: User) -> tuple[Dossier, Check]:
    """The dossier of a check that `by` may work, locked. Needs a transaction.

    One query finds the declaration, locks it and looks whether `by` is posted to its gate.

    :raises NotYours: another agency's, or at a gate where `by` is not posted.   :raises Check.DoesNotExist: none such.
    """
    is_posted = Exists(Posting.objects.filter(user=by, gate=OuterRef("gate")))
    rows = Declaration.objects.select_for_update(of=("self",), no_key=True).annotate(is_posted=is_posted)
    try:
        declaration = rows.get(checks=check_id)
    except Declaration.DoesNotExist as error:
        raise Check.DoesNotExist from error
    dossier = read_dossier(declaration)
    check = dossier.check(check_id)
    require_agency(by, {check.agency})
    require_posted(declaration.is_posted)
    return dossier, check


def open_vehicle(vehicle_id: int) -> tuple[Dossier, Vehicle]:
    """The dossier of a vehicle, locked. Needs a transaction.

    :raises Vehicle.DoesNotExist: no such vehicle.
    """
    dossier = open_dossier(Vehicle.objects.values_list("declaration_id", flat=True).get(pk=vehicle_id))
    return dossier, dossier.vehicles[vehicle_id]


class PaymentDecides(WrongState):
    """A fee's check is confirmed by recording the payment, and a payment is not taken back."""

    code = "payment_decides"


def confirm_in(dossier: Dossier, check: Check, *, by: User, happened_at: datetime, note: str = "") -> None:
    """Confirm a ready check of a dossier in hand (also used by payments and scans); the caller settles and saves."""
    vehicle = dossier.vehicle_of(check)
    check.state, check.automatic = CheckState.CONFIRMED, False
    check.confirmed_at = happened_at
    decide(dossier, check, by=by, when=happened_at, note=note)
    dossier.note(Verb.CHECK_CONFIRMED, check=check, happened_at=happened_at, data={"note": note} if note else {})
    if vehicle and check.code in SEEN_BY:
        see(dossier, vehicle, happened_at=happened_at)


def release_in(dossier: Dossier, check: Check, *, by: User, at: datetime, note: str = "") -> None:
    """Release a held check of a dossier in hand; the caller settles and saves."""
    check.state = CheckState.CONFIRMED if check.confirmed_at else CheckState.PENDING
    check.fields_to_mend = []
    decide(dossier, check, by=by, when=check.confirmed_at or at, note=note)
    dossier.note(Verb.CHECK_RELEASED, check=check, happened_at=at, data={"note": note} if note else {})


def decide(
    dossier: Dossier, check: Check, *, by: User | None, when: datetime, reason: str = "", note: str = ""
) -> None:
    check.decided_by, check.decided_at = by, when
    check.reason, check.note = reason, note
    dossier.touch(check)


def require_state(check: Check, *states: CheckState) -> None:
    if check.state in states:
        return
    if check.state == CheckState.CONFIRMED:
        raise AlreadyConfirmed(_("%(check)s is already confirmed.") % {"check": check.get_code_display()})
    raise WrongState(
        _("%(check)s is %(state)s; this cannot be done now.")
        % {"check": check.get_code_display(), "state": check.get_state_display()}
    )


def require_ready(dossier: Dossier, check: Check) -> None:
    if check.state == CheckState.PENDING:
        raise not_ready(dossier, check)
    require_state(check, CheckState.READY)


def require_not_gone(dossier: Dossier, check: Check) -> None:
    vehicle = dossier.vehicle_of(check)
    if vehicle and vehicle.end:
        raise WrongState(_("The vehicle is no longer at the gate."))
    if vehicle is None and dossier.declaration.status != Status.OPEN:
        raise WrongState(_("The declaration has ended."))


def not_ready(dossier: Dossier, check: Check) -> NotReady:
    """The refusal that says what a pending check waits for."""
    vehicle = dossier.vehicle_of(check)
    if vehicle and vehicle.road_held_at:
        return NotReady(_("The vehicle is held: %(reason)s") % {"reason": vehicle.road_hold_reason})
    if dossier.is_stopped(vehicle):
        return NotReady(_("The vehicle was refused; it can only be turned back."))
    waits = " · ".join(" / ".join(_token_label(token) for token in clause)
                       for clause in dossier.unmet(check, counts=dossier.is_solid))  # fmt: skip
    return NotReady(
        _("%(check)s is not ready; it waits for: %(waits)s") % {"check": check.get_code_display(), "waits": waits}
    )


def _token_label(token: str) -> str:
    whose, _sep, code = token.rpartition(":")
    if token == "fee:assessed":
        return str(_("the fee's assessment"))
    if token == "receivers:any":
        return str(_("a receiving vehicle"))
    label = str(CheckCode(code).label)
    if whose == "receivers":
        return str(_("%(check)s of each receiving vehicle") % {"check": label})
    if whose == "carriers":
        return str(_("%(check)s of each vehicle it unloads") % {"check": label})
    return label
