"""Rules of the keys by which the parts of a declaration name each other."""

from collections.abc import Sequence

from declarations.document import ConsignmentBody, TruckBody
from declarations.findings.case import Case, shortened


def references(case: Case) -> None:
    document = case.document
    _unique(case, document.consignments, "$.consignments")
    _unique(case, document.vehicles, "$.vehicles")
    _unique(case, document.receiving_vehicles, "$.receiving_vehicles")
    _named(case)
    _carried(case)
    _unloaded(case)


def _unique(case: Case, entries: Sequence[ConsignmentBody | TruckBody], path: str) -> None:
    seen: set[str] = set()
    for index, entry in enumerate(entries):
        if entry.key is None:
            continue
        if entry.key in seen:
            case.say("duplicate_key", f"{path}[{index}].key", value=shortened(entry.key))
        seen.add(entry.key)


def _named(case: Case) -> None:
    document = case.document
    consignments = {goods.key for goods in document.consignments if goods.key}
    vehicles = {vehicle.key for vehicle in document.vehicles if vehicle.key}
    for index, vehicle in enumerate(document.vehicles):
        _known(case, vehicle.consignments, consignments, "consignment", f"$.vehicles[{index}].consignments")
    for index, receiver in enumerate(document.receiving_vehicles):
        path = f"$.receiving_vehicles[{index}]"
        _known(case, receiver.consignments, consignments, "consignment", f"{path}.consignments")
        _known(case, receiver.unloads, vehicles, "vehicle", f"{path}.unloads")


def _known(case: Case, named: Sequence[str], known: set[str], what: str, path: str) -> None:
    is_whole = case.is_whole(f"$.{what}s", "key")
    seen: set[str] = set()
    for index, key in enumerate(named):
        if key in seen:
            case.say("named_twice", f"{path}[{index}]", value=shortened(key))
        elif key not in known and is_whole:
            case.say(f"unknown_{what}", f"{path}[{index}]", value=shortened(key))
        seen.add(key)


def _carried(case: Case) -> None:
    """Goods that no truck carries do not cross; with no vehicle at all, the missing vehicle is what is said."""
    document = case.document
    if not document.vehicles or not case.is_whole("$.vehicles", "consignments"):
        return
    carried = {key for vehicle in document.vehicles for key in vehicle.consignments}
    for index, goods in enumerate(document.consignments):
        if goods.key and goods.key not in carried:
            case.say("consignment_not_carried", f"$.consignments[{index}]")


def _unloaded(case: Case) -> None:
    """A receiver takes over what a vehicle that it unloads carries."""
    document = case.document
    carried = {vehicle.key: set(vehicle.consignments) for vehicle in document.vehicles if vehicle.key}
    known = {goods.key for goods in document.consignments}
    if not case.is_whole("$.vehicles", "consignments"):
        return
    for index, receiver in enumerate(document.receiving_vehicles):
        if not receiver.unloads or not carried.keys() >= set(receiver.unloads):
            continue  # which vehicles it unloads is not clear yet
        unloaded = set().union(*(carried.get(key, set()) for key in receiver.unloads))
        for position, key in enumerate(receiver.consignments):
            if key in known and key not in unloaded:
                path = f"$.receiving_vehicles[{index}].consignments[{position}]"
                case.say("consignment_not_unloaded", path, value=shortened(key))
