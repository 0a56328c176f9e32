"""The two ends of a vehicle's stay: being seen for the first time, and its end (left, turned back, cancelled, expired).

Not called by interfaces: checking, acting, scanning and filing call these on a dossier they hold.
"""

from datetime import datetime

from declarations.line.times import standing
from declarations.line.windows import LENGTH
from declarations.models import Fee, Vehicle
from declarations.operations.dossier import OPEN_STATES, Dossier
from declarations.operations.taking import spot_of
from declarations.queries.document import instant
from declarations.queries.hours import works_at
from declarations.stages import CheckState, End, Status, Verb

STATUS_WHEN_NONE_WAS_SEEN = {True: Status.CANCELLED, False: Status.EXPIRED}

END_VERBS = {
    End.LEFT: Verb.LEFT,
    End.TURNED_BACK: Verb.TURNED_BACK,
    End.CANCELLED: Verb.VEHICLE_CANCELLED,
    End.EXPIRED: Verb.VEHICLE_EXPIRED,
}


def see(dossier: Dossier, vehicle: Vehicle, *, happened_at: datetime) -> None:
    """The vehicle stands at the gate: it joins the line (domain §7), once and for all."""
    if vehicle.seen_at:
        return
    place = standing(seen_at=happened_at, window_at=vehicle.window_at, kept=vehicle.kept_line_time)
    vehicle.seen_at, vehicle.line_time = happened_at, place.line_time
    dossier.touch(vehicle)
    for check in dossier.checks_of(vehicle.pk):
        check.is_seen, check.queue_at = True, vehicle.line_time
        dossier.touch(check)
    registration = dossier.checks.get((None, "customs_registration"))
    if registration and not registration.is_seen:
        registration.is_seen, registration.queue_at = True, vehicle.line_time
        dossier.touch(registration)
    said: dict[str, object] = {
        "cargo": vehicle.main_cargo, "line_time": instant(place.line_time), "rule": place.rule.value,
        "window": instant(vehicle.window_at),
    }  # fmt: skip
    if not works_at(vehicle.gate_id, happened_at):
        said["off_hours"] = True  # no check waits for the clock, and the journal says so (domain §6)
    dossier.note(Verb.SEEN, vehicle=vehicle, happened_at=happened_at, data=said)


def end(dossier: Dossier, vehicle: Vehicle, how: End, *, happened_at: datetime, **said: object) -> None:
    """The vehicle's dossier ends; what was still open of it lapses, and so may the declaration."""
    vehicle.is_open, vehicle.end, vehicle.ended_at = False, how, happened_at
    dossier.touch(vehicle)
    dossier.note(END_VERBS[how], vehicle=vehicle, happened_at=happened_at, data={"cargo": vehicle.main_cargo, **said})
    if how == End.LEFT:
        return
    spot = spot_of(vehicle)
    if spot and happened_at < spot.starts_at + LENGTH:
        dossier.given_back.append((spot, vehicle.window_green))
    for check in dossier.checks_of(vehicle.pk):
        if check.state in OPEN_STATES:
            check.state = CheckState.NOT_REQUIRED
            check.confirmed_at = None
            dossier.touch(check)
    void_unpaid(dossier, vehicle, at=happened_at)


def void_unpaid(dossier: Dossier, vehicle: Vehicle, *, at: datetime) -> None:
    """What the vehicle has not paid is no longer owed."""
    owed = [fee for fee in dossier.fees.get(vehicle.pk, []) if not fee.paid_at]
    if owed:
        Fee.objects.filter(pk__in=[fee.pk for fee in owed]).update(voided_at=at)
        dossier.fees[vehicle.pk] = [fee for fee in dossier.fees[vehicle.pk] if fee.paid_at]
        dossier.note(Verb.FEE_VOIDED, vehicle=vehicle, data={"amounts": [fee.amount for fee in owed]})


def close_if_all_ended(dossier: Dossier, *, at: datetime) -> None:
    """Close the declaration with its last vehicle; reopen it when an exit was taken back (domain §4)."""
    declaration = dossier.declaration
    vehicles = dossier.vehicles.values()
    if any(vehicle.is_open for vehicle in vehicles):
        status, ended_at = Status.OPEN, None
    elif any(vehicle.seen_at for vehicle in vehicles):
        status, ended_at = Status.COMPLETED, at
    else:
        status, ended_at = STATUS_WHEN_NONE_WAS_SEEN[all(v.end == End.CANCELLED for v in vehicles)], at
    if status == declaration.status:
        return
    declaration.status, declaration.ended_at = status, ended_at
    dossier.touched_declaration |= {"status", "ended_at"}
    registration = dossier.checks.get((None, "customs_registration"))
    returns = status == Status.OPEN
    # A completed declaration may come back with an exit that is taken back: a hold is not forgotten for it.
    lapses = OPEN_STATES - ({CheckState.HELD} if status == Status.COMPLETED else set())
    if registration and registration.state in ((CheckState.NOT_REQUIRED,) if returns else lapses):
        registration.state = CheckState.PENDING if returns else CheckState.NOT_REQUIRED
        dossier.touch(registration)
    if status != Status.OPEN:
        verbs = {Status.COMPLETED: Verb.COMPLETED, Status.CANCELLED: Verb.CANCELLED, Status.EXPIRED: Verb.EXPIRED}
        dossier.note(verbs[Status(status)], happened_at=at)
