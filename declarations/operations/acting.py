"""Acts on a vehicle (domain §6): turned back by the border guard; held on the road and released."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, User
from declarations.errors import WrongState
from declarations.models import Decision, Declaration, Gate, Reason, Vehicle
from declarations.operations.dossier import FALLEN, Dossier
from declarations.operations.filing import file_as
from declarations.operations.moves import open_vehicle
from declarations.operations.passage import close_if_all_ended, end
from declarations.operations.permitting import require_after_sight, require_instant, require_officer
from declarations.operations.reasoning import ON_THE_ROAD, given
from declarations.queries.document import as_document
from declarations.queries.whole import load_one
from declarations.stages import End, Role, Verb

ROAD = ON_THE_ROAD
"""Who holds and releases trucks on the road."""


@transaction.atomic
def turn_back(
    *,
    vehicle_id: int,
    by: User,
    at: datetime,
    reason: str,
    reason_code: str = Reason.OTHER,
    to_gate: str = "",
    happened_at: datetime | None = None,
) -> Vehicle:
    """Send a vehicle back, from first sight until its exit; an empty receiver whose carriers all went goes with it.

    With `to_gate` a copy of its part of the declaration is opened there under a new number, time of arrival kept.

    :raises NotYours: not the border guard of that gate.   :raises WrongState: not seen, or ended; or no such gate.
    :raises ReasonMissing, UnknownReason: see reasoning.given.
    :raises BadInstant: see confirm.   :raises Unfileable: the other gate refuses it.
    """
    dossier, vehicle = open_vehicle(vehicle_id)
    require_officer(by, gate_id=vehicle.gate_id, agencies={Agency.BORDER_GUARD})
    why = given(by=by, decision=Decision.TURN_BACK, code=reason_code, text=reason)
    when = require_instant(happened_at, declaration=dossier.declaration, at=at)
    if not vehicle.seen_at or not vehicle.is_open:
        raise WrongState(_("Only a vehicle that stands at the gate can be turned back."))
    require_after_sight(when, vehicle)
    moved = _moved_document(dossier, vehicle, to_gate, at=at) if to_gate else None
    end(dossier, vehicle, End.TURNED_BACK, happened_at=when, **why.data, **({"to_gate": to_gate} if to_gate else {}))
    for receiver in dossier.receivers_of.get(vehicle.pk, []):
        carriers = dossier.carriers_of[receiver.pk]
        is_empty = not any(dossier.is_unloaded(carrier) for carrier in carriers)
        if receiver.is_open and is_empty and all(carrier.end in FALLEN for carrier in carriers):
            how = End.TURNED_BACK if receiver.seen_at else End.CANCELLED
            end(dossier, receiver, how, happened_at=when, **why.data)
    close_if_all_ended(dossier, at=when)
    dossier.settle(at=at)
    dossier.save(by=by, at=at)
    if moved is not None:
        _open_elsewhere(dossier.declaration, vehicle, moved, by=by, at=at)
    return vehicle


def _moved_document(dossier: Dossier, vehicle: Vehicle, to_gate: str, *, at: datetime) -> dict[str, Any]:
    """The vehicle's part of the declaration, for another gate."""
    if not Gate.objects.filter(code=to_gate, takes_trucks=True).exclude(pk=vehicle.gate_id).exists():
        raise WrongState(_("There is no other gate %(code)s that takes trucks.") % {"code": to_gate})
    if vehicle.role == Role.RECEIVER:
        raise WrongState(_("A receiving vehicle cannot be sent to another gate by itself."))
    body = as_document(load_one(dossier.declaration.pk))
    (own,) = [entry for entry in body["vehicles"] if entry["key"] == vehicle.key]
    return body | {
        "gate": to_gate,
        "lane": None,
        "yard": None,
        "window": None,
        "expected_arrival": at.isoformat(),
        "vehicles": [own],
        "consignments": [goods for goods in body["consignments"] if goods["key"] in own["consignments"]],
        "receiving_vehicles": [],
    }


def _open_elsewhere(origin: Declaration, vehicle: Vehicle, body: dict[str, Any], *, by: User, at: datetime) -> None:
    copy = Declaration(
        organisation_id=origin.organisation_id, created_by_id=origin.created_by_id, created_at=at, copied_from=origin
    )
    file_as(copy, body=body, by=by, at=at)
    copy.vehicles.update(kept_line_time=vehicle.line_time)


@transaction.atomic
def hold_on_road(*, vehicle_id: int, by: User, at: datetime, reason: str, reason_code: str = Reason.OTHER) -> Vehicle:
    """Hold a vehicle on the road: none of its checks is ready meanwhile.

    :raises NotYours: neither traffic police nor gate centre of that gate.   :raises WrongState: held already, or ended.
    :raises ReasonMissing, UnknownReason: see reasoning.given.
    """
    dossier, vehicle = open_vehicle(vehicle_id)
    require_officer(by, gate_id=vehicle.gate_id, agencies=ROAD)
    why = given(by=by, decision=Decision.ROAD_HOLD, code=reason_code, text=reason)
    if vehicle.road_held_at or not vehicle.is_open:
        raise WrongState(_("The vehicle is held already, or no longer on its way."))
    vehicle.road_held_at, vehicle.road_held_by, vehicle.road_hold_reason = at, by, why.sentence
    dossier.touch(vehicle)
    dossier.note(Verb.ROAD_HELD, vehicle=vehicle, data=why.data)
    dossier.settle(at=at)
    dossier.save(by=by, at=at)
    return vehicle


@transaction.atomic
def release_on_road(*, vehicle_id: int, by: User, at: datetime, reason: str = "") -> Vehicle:
    """Let a vehicle held on the road go on.

    :raises NotYours: neither traffic police nor gate centre of that gate.   :raises WrongState: not held.
    """
    dossier, vehicle = open_vehicle(vehicle_id)
    require_officer(by, gate_id=vehicle.gate_id, agencies=ROAD)
    if not vehicle.road_held_at:
        raise WrongState(_("The vehicle is not held on the road."))
    vehicle.road_held_at, vehicle.road_held_by, vehicle.road_hold_reason = None, None, ""
    dossier.touch(vehicle)
    dossier.note(Verb.ROAD_RELEASED, vehicle=vehicle, data={"reason": reason} if reason else {})
    dossier.settle(at=at)
    dossier.save(by=by, at=at)
    return vehicle
