"""Which agencies a changed field concerns (domain §8): only their confirmations reopen, a paid fee's never.

Paths are places in the document, as `("vehicles", 0, "plate")`. Not called by interfaces; amending is the caller.
"""

from collections.abc import Iterable
from typing import Any

from accounts.models import Agency
from declarations.models import Check, Vehicle
from declarations.operations.dossier import Dossier
from declarations.procedures import FEE_CHECKS
from declarations.stages import CheckState, Role, Verb
from declarations.units import Difference, Place

IDENTITY = frozenset({"plate", "trailer_plate", "container", "country", "special_plate"})
"""What a place in line is bound to, and what the barrier compares."""

FEE_RELEVANT = frozenset({"fee_class", "direction", "regime", "cargo_kind", "value", "currency"})
"""Members that a fee is made of: after payment they are closed unless the gate centre agrees."""

_TRUCK = {
    **dict.fromkeys(IDENTITY, frozenset({Agency.BORDER_GUARD, Agency.CUSTOMS})),
    **dict.fromkeys(("fee_class", "own_weight_kg", "cargo_weight_kg"), frozenset({Agency.CUSTOMS, Agency.GATE_CENTRE})),
    **dict.fromkeys(("driver", "companion"), frozenset({Agency.BORDER_GUARD})),
    **dict.fromkeys(("licence_number", "insurance_until"), frozenset({Agency.TRANSPORT})),
    **dict.fromkeys(("consignments", "unloads", "seal", "kind"), frozenset({Agency.CUSTOMS})),
}
_HEADER = {
    **dict.fromkeys(("consignments", "regime", "direction", "transshipment"), frozenset({Agency.CUSTOMS})),
    **dict.fromkeys(("gate", "lane", "yard"), frozenset({Agency.GATE_CENTRE})),
}
_LISTS = {"vehicles": Role.CARRIER, "receiving_vehicles": Role.RECEIVER}
_NOBODYS = frozenset({"contact", "fee_payer", "note", "client_reference", "delivery_method"})
_NOBODYS_OF_TRUCK = frozenset({"note", "area"})


def agencies_of(place: Place) -> frozenset[Agency]:
    """The agencies that must agree when what stands at `place` changes."""
    if place[0] in _LISTS:
        return _TRUCK.get(str(place[2]), frozenset()) if len(place) > 2 else frozenset()
    return _HEADER.get(str(place[0]), frozenset())


def is_nobodys(place: Place, *, any_seen: bool) -> bool:
    """Whether what stands there concerns no agency, so that its company changes it at any time.

    The time of arrival and the arrival window do until the first truck is there.
    """
    if place[0] in _LISTS:
        return len(place) > 2 and place[2] in _NOBODYS_OF_TRUCK
    return place[0] in _NOBODYS or (place[0] in ("expected_arrival", "window") and not any_seen)


def must_agree(difference: Difference, *, is_paid: bool) -> frozenset[Agency]:
    """The agencies that must agree to a change of one unit; of what a paid fee is made of, the gate centre too."""
    agencies = frozenset[Agency]().union(*(agencies_of(place) for place in difference.leaves))
    if agencies and is_paid and _is_fee_relevant(difference):
        agencies |= {Agency.GATE_CENTRE}
    return agencies


def _is_fee_relevant(difference: Difference) -> bool:
    unit = difference.unit
    whole_row = len(unit) == 2
    load = unit[-1] in ("transshipment", "unloads") or (len(unit) == 3 and unit[-1] == "consignments")
    return whole_row or load or any(place[-1] in FEE_RELEVANT for place in difference.leaves)


def vehicle_at(place: Place, document: dict[str, Any], dossier: Dossier) -> Vehicle | None:
    """The vehicle that `place` lies in, by the document as it was; None for the header and goods, or a new one."""
    role = _LISTS.get(str(place[0]))
    if role is None or len(place) < 2 or int(place[1]) >= len(document[str(place[0])]):
        return None
    key = document[str(place[0])][int(place[1])]["key"]
    return next((v for v in dossier.vehicles.values() if (v.role, v.key) == (role, key)), None)


def reopen(dossier: Dossier, places: Iterable[Place], before: dict[str, Any]) -> None:
    """Reopen what the agencies concerned have confirmed; nothing that was confirmed after it is undone.

    The caller settles and saves.
    """
    for place in places:
        agencies, vehicle = agencies_of(place), vehicle_at(place, before, dossier)
        if place[0] in _LISTS and vehicle is None:
            continue  # a receiving vehicle that is added reopens nothing
        concerned = {vehicle.pk} if vehicle else _carriers_at(place, before, dossier)
        for check in dossier.checks.values():
            if check.vehicle_id in (None, *concerned) and check.agency in agencies:
                _reopen(dossier, check)


def _carriers_at(place: Place, before: dict[str, Any], dossier: Dossier) -> set[int]:
    """The trucks that carry, or take over, the goods that `place` lies in; all of them for the header's members."""
    goods = before["consignments"]
    if place[0] != "consignments" or len(place) < 2:
        return set(dossier.vehicles)
    if int(place[1]) >= len(goods):
        return set()  # goods that are added concern the trucks onto which they are put, by those trucks' own members
    key = goods[int(place[1])]["key"]
    keys = {row["key"] for row in before["vehicles"] if key in row["consignments"]}
    carriers = {v.pk for v in dossier.vehicles.values() if v.role == Role.CARRIER and v.key in keys}
    return carriers | {receiver.pk for pk in carriers for receiver in dossier.receivers_of.get(pk, [])}


def _reopen(dossier: Dossier, check: Check) -> None:
    vehicle = dossier.vehicle_of(check)
    if not check.confirmed_at or check.automatic or check.code in FEE_CHECKS or (vehicle and vehicle.end):
        return
    if check.state == CheckState.CONFIRMED:
        check.state = CheckState.PENDING
    check.confirmed_at = None
    dossier.touch(check)
    dossier.note(Verb.CHECK_REOPENED, check=check)
