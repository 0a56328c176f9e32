"""What of a filed declaration its company may still change, told before it tries (operations.amending decides)."""

from django.utils.translation import gettext as _

from declarations.operations.amending import covers, has_confirmation
from declarations.queries.whole import Whole
from declarations.stages import CheckCode, CheckState, Role
from declarations.web.form.parts import Limits
from declarations.web.form.places import Place

ALL_LISTS = frozenset({"consignments", "vehicles", "receiving_vehicles", "items"})
OF_THE_ROAD = frozenset({"gate", "direction", "expected_arrival"})
"""What no longer changes once a truck stands at the gate."""


def asking_limits(whole: Whole) -> Limits:
    """As `limits_of`, and besides what agencies can be asked to agree to (operations.changing): all but another truck,
    and but another gate, direction or hour once the first truck is there.
    """
    mending = limits_of(whole)
    if not has_confirmation(whole.checks):
        return mending
    any_seen = any(vehicle.seen_at for vehicle in whole.vehicles)
    ended = _ended(whole)

    def may_change(place: Place) -> bool:
        fixed = place[0] in OF_THE_ROAD and any_seen
        return mending.may_change(place) or not (fixed or place[:2] in ended)

    def may_remove(place: Place) -> bool:
        return mending.may_remove(place) or "items" in place

    return Limits(may_change, may_remove, mending.mend, mending.may_add | {"items"}, mending.why_fixed)


def limits_of(whole: Whole) -> Limits:
    """Everything before the first confirmation; then what was sent back, and receiving vehicles to be added.

    A vehicle that has left, turned back, was cancelled or expired stays as it was, whatever else is free.
    """
    ended = _ended(whole)
    held = [check for check in whole.checks if check.state == CheckState.HELD and check.fields_to_mend]
    words = {path: f"{check.get_agency_display()}: {check.reason}" for check in held for path in check.fields_to_mend}
    free = not has_confirmation(whole.checks)
    done = any(check.code == CheckCode.TRANSSHIPMENT and check.confirmed_at for check in whole.checks)
    receivers_open = whole.declaration.transshipment and not done
    known = sum(vehicle.role == "receiver" for vehicle in whole.vehicles)

    def may_remove(place: Place) -> bool:
        if place[:2] in ended:
            return False
        new = place[0] == "receiving_vehicles" and len(place) > 1 and isinstance(place[1], int) and place[1] >= known
        return free or bool(new and receivers_open)

    def may_change(place: Place) -> bool:
        return place[:2] not in ended and (may_remove(place) or any(covers(path, place) for path in words))

    def mend(place: Place) -> str:
        return next((said for path, said in words.items() if covers(path, place)), "")

    may_add = ALL_LISTS if free else frozenset({"receiving_vehicles"} if receivers_open else ())
    return Limits(may_change, may_remove, mend, may_add, lambda place: ended.get(place[:2], ""))


def _ended(whole: Whole) -> dict[Place, str]:
    """The rows of vehicles that are no longer at the gate, nor on their way to it, and what became of each."""
    return {
        (name, index): _("%(end)s: nothing of this vehicle changes any more.") % {"end": vehicle.get_end_display()}
        for name, role in (("vehicles", Role.CARRIER), ("receiving_vehicles", Role.RECEIVER))
        for index, vehicle in enumerate(whole.of_role(role))
        if vehicle.end
    }
