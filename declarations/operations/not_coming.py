"""The ladder of calls that are missed (domain §7): who was called forward and does not come in time goes back in line.

A task looks; each truck in a transaction of its own that holds the gate first, as a call does. Pauses, outages, closed
hours, and a truck that was held on the road, stop the clock: nobody goes back for what was not his fault.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from declarations.line.calls import COMES_WITHIN, due_at, sent_back
from declarations.models import Event, Gate, Vehicle
from declarations.operations.dossier import OPEN_STATES, Dossier
from declarations.operations.moves import open_vehicle
from declarations.queries.document import instant
from declarations.queries.line import is_inside
from declarations.queries.progress import progress
from declarations.queries.stood_still import StoodStill, nights
from declarations.stages import Stage, Verb


def not_come(*, at: datetime, most: int = 500) -> list[int]:
    """Trucks that were called an hour ago or longer and have not come; who was called first, first."""
    rows = Vehicle.objects.in_line().filter(~is_inside(), called_at__lte=at - COMES_WITHIN, road_held_at__isnull=True)
    return list(rows.order_by("called_at", "pk").values_list("pk", flat=True)[:most])


@transaction.atomic
def send_back(*, vehicle_id: int, at: datetime) -> bool:
    """Send a truck back in line that did not come when it was called; answer whether its time was over."""
    gate_id = Vehicle.objects.values_list("gate_id", flat=True).get(pk=vehicle_id)
    Gate.objects.select_for_update(of=("self",), no_key=True).get(pk=gate_id)
    dossier, vehicle = open_vehicle(vehicle_id)
    if vehicle.road_held_at or progress(vehicle, dossier.checks_of(vehicle.pk)).stage != Stage.CALLED:
        return False
    due = _due(vehicle, at)
    if due is None or at < due:
        return False
    assert vehicle.line_time is not None
    in_line = Vehicle.objects.in_line().filter(gate=gate_id, direction=vehicle.direction)
    last = in_line.aggregate(last=Max("line_time"))["last"]
    place = sent_back(vehicle.line_time, missed=vehicle.calls_missed, last=last, at=at)
    said = {
        "old": instant(vehicle.line_time), "line_time": instant(place.line_time), "rule": place.rule.value,
        "called_at": instant(vehicle.called_at),
    }  # fmt: skip
    vehicle.line_time = place.line_time
    vehicle.called_at, vehicle.call_acknowledged_at = None, None
    vehicle.calls_missed += 1
    dossier.touch(vehicle)
    _move_in_queues(dossier, vehicle)
    dossier.note(Verb.NOT_COME, vehicle=vehicle, data=said)
    dossier.save(by=None, at=at)
    return True


def _due(vehicle: Vehicle, at: datetime) -> datetime | None:
    assert vehicle.called_at is not None
    released = Event.objects.filter(vehicle=vehicle.pk, verb=Verb.ROAD_RELEASED, happened_at__gt=vehicle.called_at)
    since = released.order_by("-happened_at").values_list("happened_at", flat=True).first() or vehicle.called_at
    stood_still = StoodStill.at([vehicle.gate_id], since, at).of(vehicle, gate_id=vehicle.gate_id)
    return due_at(since, stood_still, nights=nights(vehicle.gate_id, since, at))


def _move_in_queues(dossier: Dossier, vehicle: Vehicle) -> None:
    assert vehicle.line_time is not None
    for check in dossier.checks_of(vehicle.pk):
        if check.state in OPEN_STATES:
            check.queue_at = vehicle.line_time
            dossier.touch(check)
