"""What of a filed declaration its company may still change, told before it tries (operations.amending decides)."""

from declarations.operations.amending import covers, has_confirmation
from declarations.queries.whole import Whole
from declarations.stages import CheckCode, CheckState
from declarations.web.form.parts import Limits
from declarations.web.form.places import Place

ALL_LISTS = frozenset({"consignments", "vehicles", "receiving_vehicles", "items"})


def limits_of(whole: Whole) -> Limits:
    """Everything before the first confirmation; then what was sent back, and receiving vehicles to be added."""
    held = [check for check in whole.checks if check.state == CheckState.HELD and check.fields_to_mend]
    words = {path: f"{check.get_agency_display()}: {check.reason}" for check in held for path in check.fields_to_mend}
    free = not has_confirmation(whole.checks)
    done = any(check.code == CheckCode.TRANSSHIPMENT and check.confirmed_at for check in whole.checks)
    receivers_open = whole.declaration.transshipment and not done
    known = sum(vehicle.role == "receiver" for vehicle in whole.vehicles)

    def may_remove(place: Place) -> bool:
        new = place[0] == "receiving_vehicles" and len(place) > 1 and isinstance(place[1], int) and place[1] >= known
        return free or bool(new and receivers_open)

    def may_change(place: Place) -> bool:
        return may_remove(place) or any(covers(path, place) for path in words)

    def mend(place: Place) -> str:
        return next((said for path, said in words.items() if covers(path, place)), "")

    may_add = ALL_LISTS if free else frozenset({"receiving_vehicles"} if receivers_open else ())
    return Limits(may_change, may_remove, mend, may_add)
