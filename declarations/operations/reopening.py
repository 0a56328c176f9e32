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

Place = tuple[str | int, ...]

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


def agencies_of(place: Place) -> frozenset[Agency]:
    """The agencies that must agree when what stands at `place` changes."""
    if place[0] in _LISTS:
        return _TRUCK.get(str(place[2]), frozenset()) if len(place) > 2 else frozenset()
    return _HEADER.get(str(place[0]), frozenset())


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
        for check in dossier.checks.values():
            concerned = vehicle is None or check.vehicle_id in (vehicle.pk, None)
            if concerned and check.agency in agencies:
                _reopen(dossier, check)


def _reopen(dossier: Dossier, check: Check) -> None:
    vehicle = dossier.vehicle_of(check)
    if not check.confirmed_at or check.automatic or check.code in FEE_CHECKS or (vehicle and vehicle.end):
        return
    if check.state == CheckState.CONFIRMED:
        check.state = CheckState.PENDING
    check.confirmed_at = None
    dossier.touch(check)
    dossier.note(Verb.CHECK_REOPENED, check=check)
