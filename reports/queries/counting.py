"""Counting a day (domain §10): what happened comes from the journal, who belongs where from the vehicle.

Flows are events of the day (an exit that was taken back never happened). What stood at an instant are vehicles seen
before it that are still open or ended after it. The two are independent, so the stock identity is a real check.
Only vehicles as carriers count, never receiving vehicles.
"""

import datetime as dt
from collections import Counter
from typing import Any, NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from declarations.days import Day
from declarations.models import DayMode, Event, Gate, Scan, Vehicle
from declarations.stages import Role, Verb

ENDS = (Verb.LEFT, Verb.TURNED_BACK)
NO_DECLARATION = "no_declaration"
"""The answer to a scan of a plate that no open declaration names."""
UNREGISTERED_FOR = dt.timedelta(hours=72)
"""How long after its last scan an undeclared truck still counts as standing there (domain §10)."""
NAMED_AT_MOST = 10


class Group(NamedTuple):
    """What is counted together."""

    gate: str
    direction: str
    cargo: str


class Tally(NamedTuple):
    """The five numbers of a group whose identity holds: carried over + arrived = left + turned back + left over."""

    group: Group
    carried_over: int = 0
    arrived: int = 0
    left: int = 0
    turned_back: int = 0
    left_over: int = 0

    @property
    def is_balanced(self) -> bool:
        return self.carried_over + self.arrived == self.left + self.turned_back + self.left_over


class Counted(NamedTuple):
    """A day: one tally a group that has any, and those that left by (gate, lane, direction); lane "" is none."""

    tallies: list[Tally]
    left_by_lane: Counter[tuple[str, str, str]]
    left: QuerySet[Event]
    """The exits that were counted, one a vehicle."""


def count(day: Day) -> Counted:
    """Count the day's vehicles."""
    arrived, departed, turned_back = Counter[Group](), Counter[Group](), Counter[Group]()
    by_verb = {Verb.SEEN: arrived, Verb.LEFT: departed, Verb.TURNED_BACK: turned_back}
    by_lane = Counter[tuple[str, str, str]]()
    carried_over, left_over = Counter[Group](), Counter[Group]()
    events = events_from(day)
    for verb, *group, lane, within, stood_at_start, stood_at_end in _moves(day, events):
        by_verb[Verb(verb)][Group(*group)] += within
        if verb == Verb.LEFT:
            by_lane[group[0], lane or "", group[1]] += within
        carried_over[Group(*group)] += stood_at_start
        left_over[Group(*group)] += stood_at_end
    for *group, stood_at_start, stands in _standing(day):
        carried_over[Group(*group)] += stood_at_start
        left_over[Group(*group)] += stands
    counters = (carried_over, arrived, departed, turned_back, left_over)
    groups = sorted({group for counter in counters for group in counter})
    tallies = [Tally(group, *(counter[group] for counter in counters)) for group in groups]
    return Counted(tallies, +by_lane, _left(day, events))


def tallies(day: Day) -> list[Tally]:
    """Count the day: one tally a gate, direction and kind of cargo that has any."""
    return count(day).tallies


def left(day: Day) -> QuerySet[Event]:
    """The exits of the day that were not taken back, one a vehicle."""
    return _left(day, events_from(day))


def _left(day: Day, events: QuerySet[Event]) -> QuerySet[Event]:
    return events.filter(verb=Verb.LEFT, happened_at__lt=day.cut_off_at)


def events_from(day: Day) -> QuerySet[Event]:
    """Sightings and ends of vehicles from the day's start on, without exits taken back (1 query, to know those)."""
    events: QuerySet[Event] = Event.objects.filter(
        verb__in=[Verb.SEEN, *ENDS], happened_at__gte=day.starts_at, vehicle__role=Role.CARRIER
    )
    return events.exclude(pk__in=taken_back(day.starts_at))


def taken_back(since: dt.datetime) -> list[int]:
    """The exits since an instant that were taken back (1 query).

    They are few, and asked for by themselves: as a part of other queries they would have each of those look at every
    exit a second time.
    """
    withdrawn = Event.objects.filter(
        verb=Verb.EXIT_WITHDRAWN,
        happened_at__gte=since,
        declaration__events__verb=Verb.LEFT,
        declaration__events__happened_at__gte=since,
        declaration__events__vehicle=F("vehicle"),
        declaration__events__seq__lt=F("seq"),
    )
    return list(withdrawn.values_list("declaration__events__pk", flat=True))


def _moves(day: Day, events: QuerySet[Event]) -> list[tuple[Any, ...]]:
    """By verb, group and lane: how many within the day; how many ended later stood there at its start, at its end."""
    ended = Q(verb__in=ENDS)
    rows = events.values_list(
        "verb", "vehicle__gate__code", "vehicle__direction", "vehicle__main_cargo", "declaration__lane__code"
    ).annotate(
        within=Count("pk", filter=Q(happened_at__lt=day.cut_off_at)),
        at_start=Count("pk", filter=ended & Q(vehicle__seen_at__lt=day.starts_at)),
        at_end=Count("pk", filter=ended & Q(happened_at__gte=day.cut_off_at, vehicle__seen_at__lt=day.cut_off_at)),
    )
    return list(rows.order_by())


def _standing(day: Day) -> list[tuple[str, str, str, int, int]]:
    """By group, of the vehicles that are still there: how many stood there at the day's start and at its end."""
    rows = (
        Vehicle.objects.filter(is_open=True, role=Role.CARRIER, seen_at__lt=day.cut_off_at)
        .values_list("gate__code", "direction", "main_cargo")
        .annotate(at_start=Count("pk", filter=Q(seen_at__lt=day.starts_at)), at_end=Count("pk"))
    )
    return list(rows.order_by())


def within(day: Day) -> QuerySet[Event]:
    """Sightings and ends of carriers within the day, without exits that were taken back: what its flows count."""
    return events_from(day).filter(happened_at__lt=day.cut_off_at)


class Undeclared(NamedTuple):
    """A truck that was read at a barrier and has no declaration: where and when it was read last."""

    plate: str
    gate: str
    read_at: dt.datetime
    scan_id: int


def unregistered(at: dt.datetime) -> Counter[str]:
    """By gate, how many trucks stand there `undeclared`."""
    return Counter(truck.gate for truck in undeclared(at))


def undeclared(at: dt.datetime) -> list[Undeclared]:
    """Trucks whose plate was read at most 72 h before `at`, with no open declaration then or since; first read first.

    A plate read at several gates stands at the last of them.
    """
    read = Scan.objects.filter(code=NO_DECLARATION, happened_at__gte=at - UNREGISTERED_FOR, happened_at__lt=at).exclude(
        plate_key=""
    )
    last: dict[str, Undeclared] = {}
    for plate, gate, read_at, scan in read.order_by("happened_at", "pk").values_list(
        "plate_key", "gate__code", "happened_at", "pk"
    ):
        last.pop(plate, None)
        last[plate] = Undeclared(plate, gate, read_at, scan)
    declared = _declared_since({plate: truck.read_at for plate, truck in last.items()}, at) if last else set()
    return [truck for plate, truck in last.items() if plate not in declared]


def _declared_since(last_at: dict[str, dt.datetime], at: dt.datetime) -> set[str]:
    """The plates that had an open declaration at their last scan or got one until `at`."""
    found = Vehicle.objects.filter(plate_key__in=list(last_at), declaration__filed_at__lt=at)
    return {
        plate
        for plate, ended_at in found.values_list("plate_key", "ended_at")
        if ended_at is None or ended_at >= last_at[plate]
    }


def truck_gates() -> list[str]:
    """The gates a bulletin has figures of, in the order in which it names them."""
    return list(Gate.objects.filter(takes_trucks=True).order_by("pk").values_list("code", flat=True))


def gates_on(date: dt.date) -> dict[str, bool]:
    """The same, and whether each was closed on that date by the day's mode; a pause within the day closes no gate."""
    closed = DayMode.objects.filter(date=date, mode=DayMode.Mode.CLOSED, gate=OuterRef("pk"))
    gates = Gate.objects.filter(takes_trucks=True).order_by("pk").annotate(is_closed=Exists(closed))
    return dict(gates.values_list("code", "is_closed"))


def closed_gates(date: dt.date) -> list[str]:
    """The gates that were closed on that date."""
    return [code for code, is_closed in gates_on(date).items() if is_closed]


class Culprit(NamedTuple):
    """A vehicle whose own events do not add up, and the events that say so."""

    number: str
    plate: str
    events: list[int]


def culprits(day: Day, group: Group) -> list[Culprit]:
    """Vehicles of a group that does not balance whose sightings, ends and standing contradict each other; some."""
    gate, direction, cargo = group
    mine = Q(gate__code=gate, direction=direction, main_cargo=cargo, role=Role.CARRIER)
    moved = events_from(day).values("vehicle_id")
    vehicles = Vehicle.objects.filter(mine, Q(pk__in=moved) | Q(is_open=True, seen_at__isnull=False))
    found = []
    for vehicle in vehicles.select_related("declaration").order_by("pk").iterator(chunk_size=500):
        # A truck that is balanced has been seen once, ended at most once, and in this order.
        events = list(
            Event.objects.filter(vehicle=vehicle, verb__in=[Verb.SEEN, Verb.EXIT_WITHDRAWN, *ENDS])
            .order_by("seq")
            .values_list("pk", "verb", "happened_at")
        )
        if not _adds_up(vehicle, [(verb, happened_at) for _pk, verb, happened_at in events]):
            found.append(Culprit(vehicle.declaration.number or "", vehicle.plate, [pk for pk, *_ in events]))
            if len(found) == NAMED_AT_MOST:
                break
    return found


def _adds_up(vehicle: Vehicle, events: list[tuple[str, dt.datetime]]) -> bool:
    seen = [happened_at for verb, happened_at in events if verb == Verb.SEEN]
    ends: list[dt.datetime] = []
    for verb, happened_at in events:
        if verb in ENDS:
            ends.append(happened_at)
        elif verb == Verb.EXIT_WITHDRAWN and ends:
            ends.pop()
    if seen != [vehicle.seen_at] or len(ends) != (0 if vehicle.is_open else 1):
        return False
    return all(seen[0] <= ended_at for ended_at in ends)


def earliest_recorded() -> dt.datetime | None:
    """When the journal began."""
    began: dt.datetime | None = Event.objects.order_by("pk").values_list(F("recorded_at"), flat=True).first()
    return began


def journal_end() -> int | None:
    """The last event that the journal holds, by its id."""
    end: int | None = Event.objects.order_by("-pk").values_list("pk", flat=True).first()
    return end


def learnt_since(event_id: int, *, before: dt.datetime) -> list[dt.datetime]:
    """When that happened, before an instant, which days count and the journal has learnt after that event."""
    counted = [Verb.SEEN, Verb.EXIT_WITHDRAWN, Verb.FEE_PAID, *ENDS]
    learnt = Event.objects.filter(pk__gt=event_id, verb__in=counted, happened_at__lt=before)
    return list(learnt.values_list("happened_at", flat=True))
