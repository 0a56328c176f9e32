"""Call forward (điều tiết): the gate centre or the traffic police tell a waiting truck to come, and its driver answers.

Each truck is called in a transaction of its own that holds the gate first: so calls at one gate come one after the
other, and none goes beyond what its yard holds. Whom to call next is the line's question (queries.line, ADR 0080).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contract.errors import Conflict, DomainError
from declarations.errors import WrongState
from declarations.models import Decision, Gate, Reason, Vehicle
from declarations.operations.acting import ROAD
from declarations.operations.dossier import Dossier
from declarations.operations.moves import open_vehicle
from declarations.operations.permitting import require_officer
from declarations.operations.reasoning import given
from declarations.queries import line
from declarations.queries.progress import progress
from declarations.queries.queues import places_in_line
from declarations.stages import Stage, Verb

MOST_AT_ONCE = 50
"""So many trucks are called or taken back at once at most ○."""
_A_MOMENT = timedelta(microseconds=1)


class YardFull(Conflict):
    """The truck's yard holds no more, counting those on their way; or it is closed."""

    code = "yard_full"


class GatePaused(Conflict):
    """Nobody is called to a gate that stands still."""

    code = "gate_paused"


class Outcome(NamedTuple):
    """What came of one truck. `why`: whose turn it was; empty where an officer chose it."""

    vehicle: Vehicle
    why: str = ""
    refusal: DomainError | None = None


@transaction.atomic
def call_forward(*, vehicle_id: int, by: User, at: datetime, why: str = "") -> Vehicle:
    """Call a waiting truck to the gate. The journal keeps the place in line that it had then.

    `called_at` is later than that of whoever was called there before, so that the order of calls can be read off.

    :param why: whose turn it was (line.Why); empty where an officer chose it.
    :raises NotYours: neither traffic police nor gate centre of that gate.
    :raises WrongState: it is not waiting, was called already, or is held on the road.
    :raises YardFull: its yard has no free place.   :raises GatePaused: the gate stands still.
    """
    gate_id = Vehicle.objects.values_list("gate_id", flat=True).get(pk=vehicle_id)
    require_officer(by, gate_id=gate_id, agencies=ROAD)
    return call(vehicle_id=vehicle_id, by=by, at=at, why=why)


def call(*, vehicle_id: int, by: User | None, at: datetime, why: str = "") -> Vehicle:
    """The call itself, by whoever may; without a person the gate calls by itself. Not called by interfaces.

    :raises WrongState, YardFull, GatePaused: as for call_forward.
    """
    gate_id = Vehicle.objects.values_list("gate_id", flat=True).get(pk=vehicle_id)
    hold(gate_id)
    dossier, vehicle = open_vehicle(vehicle_id)
    if vehicle.road_held_at or _stage(dossier, vehicle) != Stage.WAITING:
        raise WrongState(_("Only a truck that waits in line and is not held can be called forward."))
    room = line.rooms_of(gate_id).get(dossier.declaration.yard_id or 0)
    if room and not room.free:
        raise YardFull(_("%(yard)s has no free place, counting the trucks called forward.") % {"yard": room.yard.name})
    last = line.last_called_at(gate_id, vehicle.direction)
    vehicle.called_at, vehicle.call_acknowledged_at = max(at, last + _A_MOMENT) if last else at, None
    dossier.touch(vehicle)
    said = {"why": why or "chosen", "position": places_in_line([vehicle])[vehicle.pk]}
    dossier.note(Verb.CALLED, vehicle=vehicle, data=said)
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


def call_next(*, gate_id: int, direction: str, count: int, by: User, at: datetime) -> list[Outcome]:
    """Call those whose turn it is, one after the other, each in a transaction of its own; fewer, when fewer can be.

    :raises NotYours: neither traffic police nor gate centre of that gate.   :raises GatePaused: the gate stands still.
    """
    require_officer(by, gate_id=gate_id, agencies=ROAD)
    outcomes: list[Outcome] = []
    for _turn in range(min(count, MOST_AT_ONCE)):
        with transaction.atomic():
            hold(gate_id)
            turns = line.preview(gate_id=gate_id, direction=direction, count=1).turns
            if not turns:
                break
            outcomes.append(_call(turns[0].vehicle, by=by, at=at, why=turns[0].why.value))
    return outcomes


def call_these(*, gate_id: int, direction: str, vehicle_ids: Iterable[int], by: User, at: datetime) -> list[Outcome]:
    """Call these of a line in this order, each in a transaction of its own; what cannot be is refused by itself.

    :raises NotYours: neither traffic police nor gate centre of that gate.
    """
    require_officer(by, gate_id=gate_id, agencies=ROAD)
    return [_call(vehicle, by=by, at=at) for vehicle in _of_line(gate_id, direction, vehicle_ids)]


def take_back(
    *, gate_id: int, direction: str, by: User, at: datetime, reason: str, reason_code: str = Reason.OTHER,
    vehicle_ids: Iterable[int] = (), count: int = 1,
) -> list[Outcome]:  # fmt: skip
    """Let trucks wait again, each in a transaction of its own: those named, else so many of the last ones called.

    :raises NotYours: neither traffic police nor gate centre of that gate.
    :raises ReasonMissing, UnknownReason: see reasoning.given.
    """
    require_officer(by, gate_id=gate_id, agencies=ROAD)
    given(by=by, decision=Decision.UNCALL, code=reason_code, text=reason)
    last = line.called(gate_id, direction).values_list("pk", flat=True)[: min(count, MOST_AT_ONCE)]
    outcomes = []
    for vehicle in _of_line(gate_id, direction, vehicle_ids or list(last)):
        try:
            back = take_call_back(vehicle_id=vehicle.pk, by=by, at=at, reason=reason, reason_code=reason_code)
        except DomainError as refusal:
            outcomes.append(Outcome(vehicle, refusal=refusal))
        else:
            outcomes.append(Outcome(back))
    return outcomes


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


def _of_line(gate_id: int, direction: str, vehicle_ids: Iterable[int]) -> list[Vehicle]:
    """The vehicles of these ids at this line, in the order in which they are named."""
    ids = list(dict.fromkeys(vehicle_ids))[:MOST_AT_ONCE]
    rows = Vehicle.objects.filter(gate=gate_id, direction=direction).select_related("declaration").in_bulk(ids)
    return [rows[pk] for pk in ids if pk in rows]


def _call(vehicle: Vehicle, *, by: User, at: datetime, why: str = "") -> Outcome:
    try:
        return Outcome(call_forward(vehicle_id=vehicle.pk, by=by, at=at, why=why), why)
    except DomainError as refusal:
        return Outcome(vehicle, why, refusal)


def hold(gate_id: int) -> None:
    """Be the only one who calls at this gate, or pauses it, until the transaction ends. :raises GatePaused: it is."""
    gate = Gate.objects.select_for_update(of=("self",), no_key=True).get(pk=gate_id)
    if gate.paused_at is not None:
        raise GatePaused(_("The gate stands still; nobody is called until it goes on."))


def _stage(dossier: Dossier, vehicle: Vehicle) -> Stage:
    return progress(vehicle, dossier.checks_of(vehicle.pk)).stage
