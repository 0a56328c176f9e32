"""Rules of the vehicles that cross and of those that receive."""

from collections.abc import Callable, Sequence
from functools import partial

from declarations import formats
from declarations.document import TruckBody, VehicleBody
from declarations.findings.case import Case
from declarations.findings.facts import CARRIER, RECEIVER
from declarations.findings.limits import GATE_TIME, GENERAL_WEIGHT_LIMIT_KG, WEIGHT_LIMIT_KG
from declarations.findings.people import companion, driver


def vehicles(case: Case) -> None:
    for index, vehicle in enumerate(case.document.vehicles):
        path = f"$.vehicles[{index}]"
        new = case.document.carries_new_vehicle(vehicle)
        _truck(case, vehicle, path, special=bool(vehicle.special_plate), new=new)
        case.require(vehicle.kind, f"{path}.kind")
        companion(case, vehicle.companion, vehicle.country, f"{path}.companion")
        _weights(case, vehicle, path)
        _insurance(case, vehicle, path)
    _repeated(case, case.document.vehicles, "$.vehicles")
    _open_elsewhere(case, case.document.vehicles, CARRIER, "$.vehicles")


def receivers(case: Case) -> None:
    for index, receiver in enumerate(case.document.receiving_vehicles):
        path = f"$.receiving_vehicles[{index}]"
        _truck(case, receiver, path, special=False, new=False)
        case.require(receiver.unloads, f"{path}.unloads")
    _repeated(case, case.document.receiving_vehicles, "$.receiving_vehicles")
    _open_elsewhere(case, case.document.receiving_vehicles, RECEIVER, "$.receiving_vehicles")


def _truck(case: Case, truck: TruckBody, path: str, *, special: bool, new: bool) -> None:
    case.require_text(truck.key, f"{path}.key")
    case.require(truck.country, f"{path}.country")
    case.require(truck.fee_class, f"{path}.fee_class")
    case.require(truck.plate, f"{path}.plate")
    read_plate = partial(formats.read_plate, country=truck.country, special=special, new_vehicle=new)
    truck.plate = _plate(case, read_plate, truck.plate, f"{path}.plate")
    read_trailer = partial(formats.read_trailer, country=truck.country, special=special)
    truck.trailer_plate = _plate(case, read_trailer, truck.trailer_plate, f"{path}.trailer_plate")
    driver(case, truck.driver, truck.country, f"{path}.driver")
    container = case.shown(formats.read_container, truck.container, f"{path}.container")
    if container:
        truck.container = container.number
        if not container.check_digit_agrees:
            case.say("container_check_digit", f"{path}.container", value=container.number)


def _plate(case: Case, read: Callable[[str], formats.Plate], value: str | None, path: str) -> str | None:
    """The plate in the form in which it is shown, or as typed when it cannot be read."""
    plate = case.shown(read, value, path)
    if plate is None:
        return value
    if plate.unused_province:
        case.say("unused_province", path, province=plate.key[:2])
    return plate.shown


def _weights(case: Case, vehicle: VehicleBody, path: str) -> None:
    own, cargo = vehicle.own_weight_kg, vehicle.cargo_weight_kg
    for name, weight in (("own_weight_kg", own), ("cargo_weight_kg", cargo)):
        if weight is not None and weight <= 0:
            case.say("weight_not_positive", f"{path}.{name}")
    limit = WEIGHT_LIMIT_KG.get(vehicle.fee_class or "", GENERAL_WEIGHT_LIMIT_KG)
    total = max(own or 0, 0) + max(cargo or 0, 0)
    if total > limit:
        at_fault = "cargo_weight_kg" if cargo else "own_weight_kg"
        case.say("over_class_limit", f"{path}.{at_fault}", total=total, limit=limit)
    if cargo and cargo > 0 and not vehicle.consignments:
        case.say("cargo_on_empty_vehicle", f"{path}.consignments")


def _insurance(case: Case, vehicle: VehicleBody, path: str) -> None:
    arrival = case.document.expected_arrival
    if vehicle.insurance_until and arrival and vehicle.insurance_until < arrival.astimezone(GATE_TIME).date():
        case.say("insurance_runs_out", f"{path}.insurance_until")


def _repeated(case: Case, trucks: Sequence[TruckBody], path: str) -> None:
    """One plate, one trailer, one container: each belongs to one truck of a role."""
    plates: set[str] = set()
    trailers: set[str] = set()
    containers: set[str] = set()
    for index, truck in enumerate(trucks):
        for name, value, key, seen in (
            ("plate", truck.plate, formats.plate_key(truck.plate or ""), plates),
            ("trailer", truck.trailer_plate, formats.plate_key(truck.trailer_plate or ""), trailers),
            ("container", truck.container, truck.container or "", containers),
        ):
            if key and key in seen:
                member = "trailer_plate" if name == "trailer" else name
                case.say(f"same_{name}_twice", f"{path}[{index}].{member}", value=value)
            seen.add(key)


def _open_elsewhere(case: Case, trucks: Sequence[TruckBody], role: str, path: str) -> None:
    """One vehicle stands open once in a role. Whose the other declaration is, only its owner is told."""
    for index, truck in enumerate(trucks):
        key = role, formats.plate_key(truck.plate or "")
        if key not in case.facts.open_elsewhere:
            continue
        at, number = f"{path}[{index}].plate", case.facts.open_elsewhere[key]
        if number is None:
            case.say("vehicle_already_declared", at, value=truck.plate)
        else:
            case.say("vehicle_already_declared_by_you", at, value=truck.plate, number=number)
