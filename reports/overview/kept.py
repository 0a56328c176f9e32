"""The trucks behind a number of a published day: as its bulletin keeps them, whatever became of them since."""

import datetime as dt
from typing import Final

from django.db.models import Q

from declarations.stages import Direction
from reports.models import Bulletin, CountedVehicle
from reports.models.counted import Fate
from reports.overview.listing import NotKept, Source, Trucks, at_hour, of_cargo, read
from reports.overview.numbers import Number, What, counts_unregistered
from reports.queries.counting import Undeclared

LEFT_AT, SEEN_AT = "end_event__happened_at", "seen_event__happened_at"
KEPT: Final[dict[str, tuple[Q, str]]] = {
    What.LEFT: (Q(fate=Fate.LEFT), LEFT_AT),
    What.TURNED_BACK: (Q(fate=Fate.TURNED_BACK), LEFT_AT),
    What.ARRIVED: (Q(has_arrived=True), SEEN_AT),
    What.LEFT_OVER: (Q(fate=Fate.LEFT_OVER, direction=Direction.EXPORT), SEEN_AT),
    What.IMPORT_INSIDE: (Q(fate=Fate.LEFT_OVER, direction=Direction.IMPORT), SEEN_AT),
}
"""Which rows of a list are counted, and when each did it. What waited at a check no bulletin keeps."""


def bulletin_of(date: dt.date, revision: int | None) -> Bulletin | None:
    """The published bulletin of that day, the last revision unless one is named; None where it keeps no list."""
    found = Bulletin.objects.days().published().filter(date=date).order_by("-revision")
    bulletin = (found.filter(revision=revision) if revision else found).first()
    return bulletin if bulletin and bulletin.keeps_its_list else None


def kept_by(bulletin: Bulletin, number: Number, *, codes: list[str], after: str) -> Trucks:
    """One page of the trucks that it counted for that number at these gates; at most 3 queries.

    :raises NotKept: no bulletin keeps that.   :raises Malformed: `after` was not made here.
    """
    counted = CountedVehicle.objects.filter(bulletin=bulletin, gate_code__in=codes)
    undeclared: list[Undeclared] = []
    if number.what == What.UNREGISTERED or counts_unregistered(number):
        unregistered = counted.filter(fate=Fate.UNREGISTERED).order_by("scan__happened_at", "pk")
        fields = ("plate", "gate_code", "scan__happened_at", "scan_id")
        undeclared = [Undeclared(*row) for row in unregistered.values_list(*fields)]
    if number.what == What.UNREGISTERED:
        return Trucks(len(undeclared), [], undeclared, None, bulletin.revision)
    if number.what not in KEPT:
        raise NotKept
    condition, at = KEPT[number.what]
    rows = counted.filter(condition, of_cargo(number.cargo, "cargo"))
    if number.direction:
        rows = rows.filter(direction=number.direction)
    fields_of = {
        "number": "number", "gate": "gate_code", "at": at, "plate": "plate", "direction": "direction",
        "main_cargo": "cargo", "seen_at": SEEN_AT,
    }  # fmt: skip
    source = Source(at_hour(rows, number.hour, at), fields_of)
    return read(source, undeclared=undeclared, after=after, revision=bulletin.revision)
