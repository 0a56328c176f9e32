"""Asking for a check that the procedure does not require, and taking the request back (domain §6, request)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from declarations.errors import WrongState
from declarations.models import Check, Vehicle
from declarations.operations.dossier import Dossier, open_dossier
from declarations.operations.moves import open_vehicle, require_state
from declarations.operations.permitting import require_officer
from declarations.procedures import REQUESTERS
from declarations.stages import CheckCode, CheckState, Verb


@transaction.atomic
def request_check(*, vehicle_id: int, code: str, by: User, at: datetime, note: str = "") -> Check:
    """Ask for a plant, animal or goods check of a vehicle, until its finish.

    :raises NotYours: not that agency's to ask.   :raises WrongState: it is asked for already, or too late.
    """
    dossier, vehicle = open_vehicle(vehicle_id)
    require_officer(by, gate_id=vehicle.gate_id, agencies=REQUESTERS.get(code, frozenset()))
    check = dossier.checks.get((vehicle.pk, code))
    if check is None:
        raise WrongState(_("This vehicle has no such check."))
    require_state(check, CheckState.NOT_REQUIRED)
    _require_unfinished(dossier, vehicle)
    check.state, check.requested_by_agency = CheckState.PENDING, by.agency
    check.decided_by, check.note = None, note
    dossier.touch(check)
    dossier.note(Verb.CHECK_REQUESTED, check=check, data={"note": note} if note else {})
    dossier.settle(at=at)
    dossier.save(by=by, at=at)
    return check


@transaction.atomic
def drop_request(*, check_id: int, by: User, at: datetime) -> Check:
    """Take back a request for a check; only the agency that asked may.

    :raises NotYours: another agency asked.   :raises WrongState: nobody asked, or it is decided already.
    """
    declaration_id = Check.objects.values_list("declaration_id", flat=True).get(pk=check_id)
    dossier = open_dossier(declaration_id)
    check = dossier.check(check_id)
    require_officer(by, gate_id=check.gate_id, agencies={check.requested_by_agency or check.agency})
    if not check.is_on_request:
        raise WrongState(_("This check belongs to the procedure; nobody asked for it."))
    require_state(check, CheckState.PENDING, CheckState.READY)
    check.state, check.requested_by_agency, check.ready_at = CheckState.NOT_REQUIRED, "", None
    dossier.touch(check)
    dossier.note(Verb.CHECK_REQUEST_DROPPED, check=check)
    dossier.settle(at=at)
    dossier.save(by=by, at=at)
    return check


def _require_unfinished(dossier: Dossier, vehicle: Vehicle) -> None:
    finish = dossier.checks.get((vehicle.pk, CheckCode.FINISH))
    if vehicle.end or (finish and finish.confirmed_at):
        raise WrongState(_("The vehicle is finished; no further check can be asked for."))
