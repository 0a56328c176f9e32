"""The vehicle that a refused scan speaks of, if it is this gate's: for whoever settles what was confirmed of it."""

from declarations.models import Gate, Vehicle
from declarations.operations.presenting import Presented
from declarations.operations.recognising import Read


def named(read: Read, shown: Presented | None, *, gate: Gate, plate_key: str) -> Vehicle | None:
    """The vehicle of the pass, of number and plate, or the last one of that plate here; open or over.

    None when nothing here was named, or several were.
    """
    here = Vehicle.objects.filter(gate=gate)
    if shown:
        held = shown.held
        return here.filter(pk=held.bound.vehicle_id, declaration__number=held.number).first() if held else None
    if read.number:
        rows = here.filter(declaration__number=read.number)
        found = list((rows.filter(plate_key=plate_key) if read.plate else rows)[:2])
        return found[0] if len(found) == 1 else None
    latest: Vehicle | None = here.filter(plate_key=plate_key).order_by("-pk").first() if plate_key else None
    return latest
