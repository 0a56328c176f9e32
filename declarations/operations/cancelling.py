"""Cancelling (domain §4): the company the whole until its first vehicle is seen, one vehicle until that one is seen;
the gate centre any vehicle not yet seen. Once seen, a vehicle can only be turned back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, User
from declarations.errors import WrongState
from declarations.models import Decision, Declaration, Reason, Vehicle
from declarations.operations.dossier import FALLEN, Dossier, open_dossier
from declarations.operations.filing import require_version
from declarations.operations.moves import open_vehicle
from declarations.operations.passage import close_if_all_ended, end
from declarations.operations.permitting import require_company, require_officer, require_reason
from declarations.operations.reasoning import given
from declarations.stages import End, Status


class AlreadySeen(WrongState):
    """The truck stands at the gate; it can only be turned back."""

    code = "already_seen"


@transaction.atomic
def cancel(*, declaration_id: int, by: User, at: datetime, reason: str, version: int | None = None) -> Declaration:
    """Cancel a whole declaration.

    :raises NotYours: another company's.   :raises WrongState: a draft, or it has ended.
    :raises AlreadySeen: one of its vehicles was seen.   :raises ReasonMissing: no reason.
    :raises Stale: changed since.
    """
    dossier = open_dossier(declaration_id)
    require_company(by, dossier.declaration)
    require_version(dossier.declaration, version)
    reason = require_reason(reason)
    if dossier.declaration.status != Status.OPEN:
        raise WrongState(_("Only an open declaration can be cancelled."))
    for vehicle in dossier.vehicles.values():
        _require_unseen(vehicle)
    for vehicle in dossier.vehicles.values():
        if vehicle.is_open:
            end(dossier, vehicle, End.CANCELLED, happened_at=at, reason=reason)
    _finish(dossier, by=by, at=at)
    return dossier.declaration


@transaction.atomic
def cancel_vehicle(*, vehicle_id: int, by: User, at: datetime, reason: str, reason_code: str = Reason.OTHER) -> Vehicle:
    """Cancel one vehicle; a receiving vehicle left with nothing to unload goes with it.

    :raises NotYours: neither its company nor the gate centre.   :raises WrongState: it has ended.
    :raises AlreadySeen: it was seen.   :raises ReasonMissing, UnknownReason: see reasoning.given.
    """
    dossier, vehicle = open_vehicle(vehicle_id)
    if by.is_officer:
        require_officer(by, gate_id=vehicle.gate_id, agencies={Agency.GATE_CENTRE})
    else:
        require_company(by, dossier.declaration)
    why = given(by=by, decision=Decision.CANCEL, code=reason_code, text=reason)
    if not vehicle.is_open:
        raise WrongState(_("This vehicle has ended already."))
    _require_unseen(vehicle)
    end(dossier, vehicle, End.CANCELLED, happened_at=at, **why.data)
    for receiver in dossier.receivers_of.get(vehicle.pk, []):
        carriers = dossier.carriers_of[receiver.pk]
        if receiver.is_open and not receiver.seen_at and all(carrier.end in FALLEN for carrier in carriers):
            end(dossier, receiver, End.CANCELLED, happened_at=at, **why.data)
    _finish(dossier, by=by, at=at)
    return vehicle


def _require_unseen(vehicle: Vehicle) -> None:
    if vehicle.seen_at:
        raise AlreadySeen(_("%(plate)s was seen at the gate; it can only be turned back.") % {"plate": vehicle.plate})


def _finish(dossier: Dossier, *, by: User, at: datetime) -> None:
    close_if_all_ended(dossier, at=at)
    dossier.settle(at=at)
    dossier.save(by=by, at=at)
