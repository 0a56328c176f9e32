"""Call forward (điều tiết): the gate centre or the traffic police tell a waiting truck to come, and its driver answers.

One truck at a time; whom to call next is the line's question (domain §7).
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from declarations.errors import WrongState
from declarations.models import Decision, Reason, Vehicle
from declarations.operations.acting import ROAD
from declarations.operations.dossier import Dossier
from declarations.operations.moves import open_vehicle
from declarations.operations.permitting import require_officer
from declarations.operations.reasoning import given
from declarations.queries.progress import progress
from declarations.stages import Stage, Verb


@transaction.atomic
def call_forward(*, vehicle_id: int, by: User, at: datetime) -> Vehicle:
    """Call a waiting truck to the gate.

    :raises NotYours: neither traffic police nor gate centre of that gate.
    :raises WrongState: it is not waiting, was called already, or is held on the road.
    """
    dossier, vehicle = open_vehicle(vehicle_id)
    require_officer(by, gate_id=vehicle.gate_id, agencies=ROAD)
    if vehicle.road_held_at or _stage(dossier, vehicle) != Stage.WAITING:
        raise WrongState(_("Only a truck that waits in line and is not held can be called forward."))
    vehicle.called_at, vehicle.call_acknowledged_at = at, None
    dossier.touch(vehicle)
    dossier.note(Verb.CALLED, vehicle=vehicle)
    dossier.save(by=by, at=at)
    return vehicle


@transaction.atomic
def take_call_back(*, vehicle_id: int, by: User, at: datetime, reason: str, reason_code: str = Reason.OTHER) -> Vehicle:
    """Let a called truck wait again, in the place that it had.

    :raises NotYours: neither traffic police nor gate centre of that gate.
    :raises ReasonMissing, UnknownReason: see reasoning.given.   :raises WrongState: not called, or it has come already.
    """
    dossier, vehicle = open_vehicle(vehicle_id)
    require_officer(by, gate_id=vehicle.gate_id, agencies=ROAD)
    why = given(by=by, decision=Decision.UNCALL, code=reason_code, text=reason)
    if _stage(dossier, vehicle) != Stage.CALLED:
        raise WrongState(_("The truck was not called forward, or has come already."))
    vehicle.called_at, vehicle.call_acknowledged_at = None, None
    dossier.touch(vehicle)
    dossier.note(Verb.UNCALLED, vehicle=vehicle, data=why.data)
    dossier.save(by=by, at=at)
    return vehicle


@transaction.atomic
def acknowledge_call(*, vehicle_id: int, at: datetime) -> Vehicle:
    """The driver says that he is coming. Said again, it stays as it was.

    :raises WrongState: the call was taken back, the truck is held on the road, or has come already.
    """
    dossier, vehicle = open_vehicle(vehicle_id)
    if vehicle.road_held_at or _stage(dossier, vehicle) != Stage.CALLED:
        raise WrongState(_("The truck is not called forward at this moment."))
    if vehicle.call_acknowledged_at is None:
        vehicle.call_acknowledged_at = at
        dossier.touch(vehicle)
        dossier.note(Verb.CALL_ACKNOWLEDGED, vehicle=vehicle)
        dossier.save(by=None, at=at)
    return vehicle


def _stage(dossier: Dossier, vehicle: Vehicle) -> Stage:
    return progress(vehicle, dossier.checks_of(vehicle.pk)).stage
