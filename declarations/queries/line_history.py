"""What the journal says of a line on a day, and whether the rows say the same (`manage.py verify_line`). Reads only."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q

from declarations.line.history import FILED, VERBS, Card, Fault, History, Said
from declarations.models import Event, Gate, Vehicle
from declarations.queries.queues import places_in_line
from declarations.stages import Role, Verb

LONGEST_STAY = timedelta(days=30)
"""Who was seen longer ago than this before the day is taken to have left ○."""


@dataclass
class Verified:
    """One line of a day, made again. `faults`: by plate, what does not agree with the journal or the rows."""

    direction: str
    trucks: int = 0
    calls: int = 0
    places: int = 0
    faults: list[tuple[str, Fault]] = field(default_factory=list)


def verify(*, gate: Gate, since: datetime, until: datetime, at: datetime) -> Iterator[Verified]:
    """Rebuild each line of a gate from the journal over [since, until), and compare it with what was served.

    Where the day is not over, the places of now are compared with the rows too.
    """
    rows = Vehicle.objects.filter(gate=gate, role=Role.CARRIER, pk__in=_concerned(gate, since, until))
    trucks = list(rows.select_related("declaration").order_by("pk"))
    for direction in sorted({truck.direction for truck in trucks}):
        yield _verified(direction, [one for one in trucks if one.direction == direction], since, until, at)


def _concerned(gate: Gate, since: datetime, until: datetime) -> list[int]:
    seen = Event.objects.filter(
        verb=Verb.SEEN, gate=gate, happened_at__gte=since - LONGEST_STAY, happened_at__lt=until
    ).values_list("vehicle_id", flat=True)
    stays = Q(ended_at__isnull=True) | Q(ended_at__gte=since)
    return list(Vehicle.objects.filter(stays, pk__in=seen).values_list("pk", flat=True))


def _verified(direction: str, trucks: list[Vehicle], since: datetime, until: datetime, at: datetime) -> Verified:
    by_id = {truck.pk: truck for truck in trucks}
    history = History({pk: _card(truck) for pk, truck in by_id.items()})
    history.replay(_events(trucks, min(until, at)), since=since)
    found = Verified(direction, len(trucks), history.calls)
    faults = [*history.faults, *_rows_differ(by_id, history, at)]
    if until > at:
        rebuilt, served = history.places(), places_in_line(trucks)
        found.places = len(served)
        differing = [pk for pk in served.keys() | rebuilt.keys() if served.get(pk) != rebuilt.get(pk)]
        faults += [Fault(pk, at, "position", rebuilt.get(pk), served.get(pk)) for pk in sorted(differing)]
    found.faults = [(by_id[fault.truck].plate if fault.truck in by_id else "?", fault) for fault in faults]
    return found


def _rows_differ(by_id: dict[int, Vehicle], history: History, at: datetime) -> Iterator[Fault]:
    for pk, line_time in history.line_times.items():
        if by_id[pk].line_time != line_time:
            yield Fault(pk, at, "line_time", line_time, by_id[pk].line_time)


def _card(truck: Vehicle) -> Card:
    number = truck.declaration.number or ""
    return Card(truck.declaration_id, number, truck.position, truck.kept_line_time)


def _events(trucks: list[Vehicle], until: datetime) -> Iterator[Said]:
    mine = Q(vehicle__in=[truck.pk for truck in trucks]) | Q(
        verb=FILED, declaration__in={truck.declaration_id for truck in trucks}
    )
    rows = Event.objects.filter(mine, verb__in=VERBS, recorded_at__lte=until).order_by("pk")
    members = ("declaration_id", "vehicle_id", "verb", "happened_at", "recorded_at", "data")
    for row in rows.values_list(*members).iterator(2_000):
        yield Said(*row)
