"""Which vehicle was read at the barrier, and what speaks against it.

Not called by interfaces: scanning is. Nothing is written here; scanning looks again under lock.
"""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from declarations.formats import plate_key
from declarations.models import Declaration, Scan, Vehicle
from declarations.operations import presenting
from declarations.operations.presenting import Difference, Presented
from declarations.passes import Pass, bound_text
from declarations.queries.resembling import resembling
from declarations.stages import Status

NO_DECLARATION = "no_declaration"
"""Kept with the plate's key: a truck that nobody has declared (domain §10, not registered)."""

AMBIGUOUS = "ambiguous"
RESEMBLES = "plate_resembles"
TO_CHOOSE = frozenset({AMBIGUOUS, RESEMBLES})
"""Answered with the vehicles that a person chooses from."""

REFUSALS: dict[str, str | Promise] = {
    NO_DECLARATION: _("There is no open declaration for it."),
    "other_gate": _("It is declared at another gate."),
    "plate_differs": _("The declaration names another plate."),
    "trailer_differs": _("The declaration names another trailer."),
    "container_differs": _("The declaration names another container."),
    "vehicle_ended": _("Its passage under this declaration is over."),
    AMBIGUOUS: _("More than one vehicle fits; say which by number and plate."),
    RESEMBLES: _("No vehicle has this plate, but one that is easily mistaken for it; say which by number and plate."),
    **presenting.REFUSALS,
}


class Read(NamedTuple):
    """What was read at the barrier: a pass, a plate, a declaration's number; trailer and container where they were.

    A plate beside a number says which vehicle; beside a pass it is what the truck itself wears. `exact`: the plate is
    as it was read, and none that resembles it is meant.
    """

    plate: str = ""
    number: str = ""
    token: str = ""
    trailer_plate: str = ""
    container: str = ""
    exact: bool = False


class Found(NamedTuple):
    """What fits. `code` says why none may go on; it is empty when exactly one vehicle fits."""

    code: str
    vehicles: Sequence[Vehicle] = ()
    differences: Sequence[Difference] = ()


def recognise(row: Scan, read: Read, shown: Presented | None) -> Found:
    """The vehicle that was read, by its pass, its number or its plate, as the rows stand now."""
    if shown:
        return by_pass(row, read, shown)
    return _by_number(row, read) if read.number else _by_plate(row, read)


def by_pass(row: Scan, read: Read, shown: Presented) -> Found:
    """The vehicle of a pass that was presented."""
    held = shown.held
    if shown.code or held is None:
        return Found(shown.code)
    vehicle = Vehicle.objects.filter(pk=held.bound.vehicle_id).select_related("declaration").first()
    if vehicle is None or vehicle.declaration.number != held.number:  # it was left out of the declaration since
        return Found(presenting.REVOKED)
    if vehicle.declaration.filed_at > row.happened_at:  # no pass was there yet: the device's clock is wrong
        return Found(NO_DECLARATION)
    if vehicle.gate_id != row.gate_id:
        return Found("other_gate")
    if not vehicle.is_open:
        return Found("vehicle_ended")
    if presenting.is_revoked(held, vehicle):
        return revoked(held, vehicle)
    if read.plate and vehicle.plate_key != row.plate_key:
        return Found("plate_differs", differences=[_difference("plate", held, vehicle, read.plate)])
    return Found("", [vehicle])


def revoked(held: Pass, vehicle: Vehicle) -> Found:
    """The answer to a pass of an earlier state."""
    return Found(presenting.REVOKED, differences=presenting.differences(held, vehicle))


def beside(vehicle: Vehicle, read: Read, held: Pass | None) -> Found | None:
    """What stands behind the truck, where somebody read it, against what is declared; None when nothing differs."""
    wrong = []
    if read.trailer_plate and plate_key(read.trailer_plate) != plate_key(vehicle.trailer_plate):
        wrong.append(_difference("trailer_plate", held, vehicle, read.trailer_plate))
    if read.container and bound_text(read.container) != bound_text(vehicle.container):
        wrong.append(_difference("container", held, vehicle, read.container))
    if not wrong:
        return None
    return Found("trailer_differs" if wrong[0].field == "trailer_plate" else "container_differs", differences=wrong)


def _difference(field: str, held: Pass | None, vehicle: Vehicle, read: str) -> Difference:
    declared = bound_text(getattr(vehicle, field))
    return Difference(field, declared if held else "", declared, bound_text(read))  # a good pass says what is declared


def _by_plate(row: Scan, read: Read) -> Found:
    still_open = Vehicle.objects.is_open().filter(declaration__filed_at__lte=row.happened_at)
    fitting = still_open.filter(plate_key=row.plate_key).select_related("declaration").order_by("pk")
    vehicles = list(fitting) if row.plate_key else []
    here = [vehicle for vehicle in vehicles if vehicle.gate_id == row.gate_id]
    if here:
        return Found("" if len(here) == 1 else AMBIGUOUS, here)
    if vehicles:
        return Found("other_gate")
    alike = [] if read.exact else resembling(row.plate_key, among=still_open.filter(gate=row.gate_id))
    return Found(RESEMBLES, alike) if alike else Found(NO_DECLARATION)


def _by_number(row: Scan, read: Read) -> Found:
    filed = Declaration.objects.filter(number=read.number, filed_at__lte=row.happened_at)
    declaration = filed.exclude(status=Status.DRAFT).first()
    if declaration is None:
        return Found(NO_DECLARATION)
    if declaration.gate_id != row.gate_id:
        return Found("other_gate")
    vehicles = list(declaration.vehicles.select_related("declaration").order_by("role", "position"))
    if read.plate:
        vehicles = [vehicle for vehicle in vehicles if vehicle.plate_key == row.plate_key]
        if not vehicles:
            return _other_plate(row, read, declaration)
    still_open = [vehicle for vehicle in vehicles if vehicle.is_open]
    if not still_open:
        return Found("vehicle_ended")
    return Found("" if len(still_open) == 1 else AMBIGUOUS, still_open)


def _other_plate(row: Scan, read: Read, declaration: Declaration) -> Found:
    open_here = Vehicle.objects.is_open().filter(declaration=declaration)
    alike = [] if read.exact else resembling(row.plate_key, among=open_here)
    return Found(RESEMBLES, alike) if alike else Found("plate_differs")
