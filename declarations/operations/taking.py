"""The counters of arrival windows (domain §7): places are taken and given back here and nowhere else.

A place is taken by one statement that counts and compares at once, so that whoever comes second finds the window full;
the constraint `window_not_overbooked` has the last word. Not called by interfaces: booking and the dossier are.
"""

from collections import Counter
from collections.abc import Iterable

from django.db.models import F

from declarations.line.sharing import Spot
from declarations.line.windows import Offer, Trucks
from declarations.models import Vehicle, Window
from declarations.queries.windows import wishes

ONE_GREEN, ONE_ORDINARY = Trucks(green=1), Trucks(ordinary=1)


def spot_of(vehicle: Vehicle) -> Spot | None:
    """Where a vehicle has its place."""
    return Spot(vehicle.gate_id, vehicle.direction, vehicle.window_at) if vehicle.window_at else None


def take(spot: Spot, offer: Offer, more: Trucks) -> bool:
    """Take so many places of a window as it is offered now, all or none; answer whether they were there.

    Nobody else takes or gives back a place of it until the transaction ends.
    """
    rows = Window.objects.filter(gate_id=spot.gate_id, direction=spot.direction, starts_at=spot.starts_at)
    fitting = rows.filter(green__lte=offer.capacity - more.all - F("ordinary") - F("held_back"))
    if more.ordinary:
        fitting = fitting.filter(ordinary__lte=offer.capacity - offer.kept - more.ordinary - F("held_back"))
    counted = {
        "green": F("green") + more.green, "ordinary": F("ordinary") + more.ordinary, "capacity": offer.capacity,
    }  # fmt: skip
    if fitting.update(**counted):
        return True
    if rows.exists() or not offer.has_room(Trucks(), more=more):
        return False
    Window.objects.bulk_create(
        [Window(gate_id=spot.gate_id, direction=spot.direction, starts_at=spot.starts_at, capacity=offer.capacity)],
        ignore_conflicts=True,  # somebody else was the first to take one
    )
    return bool(fitting.update(**counted))


def take_held_back(spot: Spot, more: Trucks) -> bool:
    """Take places that were given back and held for those who wait; answer whether there were so many."""
    rows = Window.objects.filter(gate_id=spot.gate_id, direction=spot.direction, starts_at=spot.starts_at)
    return bool(
        rows.filter(held_back__gte=more.all).update(
            held_back=F("held_back") - more.all,
            green=F("green") + more.green,
            ordinary=F("ordinary") + more.ordinary,
        )
    )


def give_back(places: Iterable[tuple[Spot, bool]]) -> None:
    """Give places back (of the green lane or not): free at once, or held back while somebody waits for an earlier one.

    Several are locked in one order, so that two who give back the same ones never wait for each other.
    """
    counted = Counter(places)
    spots = {spot for spot, _green in counted}
    if len(spots) > 1:
        lock(spots)
    for spot in sorted(spots):
        less = Trucks(counted[spot, True], counted[spot, False])
        held = less.all if wishes(spot).exists() else 0
        Window.objects.filter(gate_id=spot.gate_id, direction=spot.direction, starts_at=spot.starts_at).update(
            green=F("green") - less.green, ordinary=F("ordinary") - less.ordinary, held_back=F("held_back") + held
        )


def let_go(spot: Spot) -> int:
    """Offer to everybody what nobody who waits took; answer how many places that were."""
    rows = Window.objects.filter(gate_id=spot.gate_id, direction=spot.direction, starts_at=spot.starts_at)
    held = rows.values_list("held_back", flat=True).first() or 0
    return held if held and rows.filter(held_back=held).update(held_back=0) else 0


def lock(spots: Iterable[Spot]) -> None:
    """Be the only one to count in these windows, as far as they are counted yet, until the transaction ends."""
    wanted = set(spots)
    rows = Window.objects.filter(
        gate_id__in={spot.gate_id for spot in wanted}, starts_at__in={spot.starts_at for spot in wanted}
    )
    list(rows.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))
