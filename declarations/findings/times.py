"""Rules of time: the expected arrival, the gate's days and hours, and stops of intake."""

from datetime import datetime, time

from declarations.findings.case import Case
from declarations.findings.facts import GateFacts, Stop
from declarations.findings.limits import ARRIVAL_FURTHEST_AHEAD, ARRIVAL_LATEST_AGO, GATE_TIME

_PATH = "$.expected_arrival"
_MIDNIGHT = time(0)


def times(case: Case) -> None:
    """What was judged when the declaration was filed is not asked again while its arrival stays."""
    arrival = case.document.expected_arrival
    if arrival is None or arrival == case.facts.agreed_arrival:
        return
    if arrival < case.at - ARRIVAL_LATEST_AGO:
        case.say("arrival_past", _PATH)
    elif arrival > case.at + ARRIVAL_FURTHEST_AHEAD:
        case.say("arrival_too_far", _PATH, hours=ARRIVAL_FURTHEST_AHEAD.total_seconds() // 3600)
    if case.gate and case.gate.takes_trucks:
        _day(case, case.gate, arrival)
        _stops(case, case.gate, case.document.window or arrival)


def _day(case: Case, gate: GateFacts, arrival: datetime) -> None:
    local = arrival.astimezone(GATE_TIME)
    day = local.date()
    mode = gate.day_modes.get(day, "normal")
    if mode == "closed":
        case.say("gate_closed", _PATH, gate=gate.code, day=f"{day:%d/%m/%Y}")
        return
    if mode == "preregistered_only" and case.at.astimezone(GATE_TIME).date() >= day:
        case.say("preregistered_only", _PATH, gate=gate.code, day=f"{day:%d/%m/%Y}")
    if not _is_open(gate, local):
        case.say("outside_opening_hours", _PATH, gate=gate.code)


def _is_open(gate: GateFacts, local: datetime) -> bool:
    if not gate.hours:
        return True
    now = local.time()
    hours = gate.hours.get(local.weekday(), ())
    return any(stretch.opens <= now and (now < stretch.closes or stretch.closes == _MIDNIGHT) for stretch in hours)


def _stops(case: Case, gate: GateFacts, arrival: datetime) -> None:
    stops = [stop for stop in gate.stops if _applies(stop, case.document.direction, arrival)]
    if any(not stop.cargo_kind for stop in stops):
        case.say("intake_stopped", _PATH, gate=gate.code)
        return
    stopped = {stop.cargo_kind for stop in stops}
    for index, goods in enumerate(case.document.consignments):
        if goods.cargo_kind in stopped:
            case.say("intake_stopped", f"$.consignments[{index}].cargo_kind", gate=gate.code)


def _applies(stop: Stop, direction: str | None, arrival: datetime) -> bool:
    return (
        stop.starts_at <= arrival
        and (stop.ends_at is None or arrival < stop.ends_at)
        and (not stop.direction or stop.direction == direction)
    )
