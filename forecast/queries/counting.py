"""Counting past days, many in one query: what came and went from the journal, what stood there from its last evening
backwards, what had been filed ahead from the declarations.

The last day is counted as its bulletin counts it; of a day before, what stood there is what stood there the day after,
less what came, and what went.
"""

import datetime as dt
from collections import Counter
from typing import NamedTuple

from django.db.models import Count, DateTimeField, Exists, ExpressionWrapper, F, Min, OuterRef, Q, Value
from django.db.models.functions import TruncDate
from django.db.models.lookups import GreaterThan, LessThanOrEqual
from django.utils import timezone

from declarations.days import day_of
from declarations.findings.limits import ARRIVAL_FURTHEST_AHEAD
from declarations.models import DayMode, Event, Gate, Scan, Vehicle
from declarations.stages import Direction, Role, Verb
from forecast.method.needs import FILED_AHEAD
from reports.queries import counting

DAY = dt.timedelta(days=1)


class Place(NamedTuple):
    """A gate and a direction."""

    gate_id: int
    direction: str


class Counted(NamedTuple):
    """A day of a place: how many came, what stands there at the cut-off, and whether the gate was closed."""

    date: dt.date
    place: Place
    arrived: int
    left_over: int
    is_closed: bool


class Filed(NamedTuple):
    """How many vehicles were filed for a day by the cut-off so many days before."""

    date: dt.date
    place: Place
    days_ahead: int
    vehicles: int


def places() -> list[Place]:
    """Every truck gate in each direction."""
    gates = Gate.objects.filter(takes_trucks=True).order_by("pk").values_list("pk", flat=True)
    return [Place(gate, direction.value) for gate in gates for direction in Direction]


def first_whole_date() -> dt.date | None:
    """The first day that was counted from its beginning: the one after that of the first vehicle seen."""
    seen = Event.objects.filter(verb=Verb.SEEN).aggregate(at=Min("happened_at"))["at"]
    if seen is None:
        return None
    date = timezone.localtime(seen).date()
    return date + DAY * (2 if seen >= day_of(date).cut_off_at else 1)


def days(first: dt.date, last: dt.date) -> list[Counted]:
    """Every place on every day from `first` to `last`, which has ended."""
    came, went = _flows(first, last)
    unregistered = _unregistered(first, last)
    closed = set(
        DayMode.objects.filter(date__range=(first, last), mode=DayMode.Mode.CLOSED).values_list("date", "gate_id")
    )
    stands, everywhere = _stock(last), places()
    counted, date = [], last
    while date >= first:
        for place in everywhere:
            # A register that does not add up is the bulletin's to tell; nothing stands there less than no vehicle.
            declared = max(stands[place], 0)
            extra = unregistered[date, place.gate_id] if place.direction == Direction.EXPORT else 0
            is_closed = (date, place.gate_id) in closed
            counted.append(Counted(date, place, came[date, place], declared + extra, is_closed))
            stands[place] += went[date, place] - came[date, place]
        date -= DAY
    return counted


def _bulletin_date(moment: str, days_later: int = 0) -> TruncDate:
    """In SQL, the date of the bulletin's day that holds an instant, or so many days later. There is no summer time."""
    some = dt.date(2026, 1, 2)
    midnight = timezone.make_aware(dt.datetime.combine(some, dt.time.min))
    later = midnight - day_of(some).starts_at + DAY * days_later
    return TruncDate(ExpressionWrapper(F(moment) + Value(later), output_field=DateTimeField()))


def _flows(first: dt.date, last: dt.date) -> tuple[Counter[tuple[dt.date, Place]], Counter[tuple[dt.date, Place]]]:
    start, end = day_of(first).starts_at, day_of(last).cut_off_at
    ends = [Verb.LEFT, Verb.TURNED_BACK]
    taken_back = Event.objects.filter(
        verb=Verb.EXIT_WITHDRAWN,
        happened_at__gte=start,
        declaration_id=OuterRef("declaration_id"),
        vehicle_id=OuterRef("vehicle_id"),
        seq__gt=OuterRef("seq"),
    )
    rows = (
        Event.objects.filter(verb__in=[Verb.SEEN, *ends], happened_at__gte=start, happened_at__lt=end)
        .filter(~Q(verb=Verb.LEFT) | ~Exists(taken_back), vehicle__role=Role.CARRIER)
        .annotate(date=_bulletin_date("happened_at"))
        .values_list("date", "vehicle__gate_id", "vehicle__direction")
        .annotate(came=Count("pk", filter=Q(verb=Verb.SEEN)), went=Count("pk", filter=Q(verb__in=ends)))
    )
    came, went = Counter[tuple[dt.date, Place]](), Counter[tuple[dt.date, Place]]()
    for date, gate_id, direction, seen, gone in rows.order_by():
        came[date, Place(gate_id, direction)] = seen
        went[date, Place(gate_id, direction)] = gone
    return came, went


def _stock(date: dt.date) -> Counter[Place]:
    """What stood there at the cut-off of a day, without those not registered."""
    gates = dict(Gate.objects.values_list("code", "pk"))
    stock = Counter[Place]()
    for tally in counting.tallies(day_of(date)):
        stock[Place(gates[tally.group.gate], tally.group.direction)] += tally.left_over
    return stock


def _unregistered(first: dt.date, last: dt.date) -> Counter[tuple[dt.date, int]]:
    """By day and gate, trucks that stood there without a declaration; asked only of days that may have any."""
    start, end = day_of(first).starts_at - counting.UNREGISTERED_FOR, day_of(last).cut_off_at
    read = Scan.objects.filter(code=counting.NO_DECLARATION, happened_at__gte=start, happened_at__lt=end)
    read_on = read.annotate(date=_bulletin_date("happened_at")).order_by().values_list("date", flat=True).distinct()
    lasts = range(counting.UNREGISTERED_FOR // DAY + 1)
    gates = dict(Gate.objects.values_list("code", "pk"))
    found = Counter[tuple[dt.date, int]]()
    for date in sorted({date + DAY * n for date in read_on for n in lasts}):
        if first <= date <= last:
            for code, vehicles in counting.unregistered(day_of(date).cut_off_at).items():
                found[date, gates[code]] = vehicles
    return found


def filed_ahead(first: dt.date, last: dt.date, *, known_on: dt.date) -> list[Filed]:
    """For every place and day from `first` to `last`, and every evening up to `known_on`: what was filed by then.

    Of former days as their declarations stand now: an expected arrival that was changed since counts where it stands.
    Who had come, been cancelled or ended by that evening is not counted.
    """
    start, end = day_of(first).starts_at, day_of(last).cut_off_at
    by_ahead = {f"ahead_{n}": _filed_by(n) for n in range(1, FILED_AHEAD + 1)}
    rows = (
        Vehicle.objects.filter(
            role=Role.CARRIER,
            declaration__expected_arrival__gte=start,
            declaration__expected_arrival__lt=end,
            # Whoever is expected from then on was filed or revived at most so long before: there is an index of it.
            declaration__updated_at__gte=start - ARRIVAL_FURTHEST_AHEAD,
        )
        .annotate(date=_bulletin_date("declaration__expected_arrival"))
        .values_list("date", "gate_id", "direction")
        .annotate(**by_ahead)
    )
    counts = {(date, Place(gate, direction)): ahead for date, gate, direction, *ahead in rows.order_by()}
    everywhere = places()
    return [
        Filed(date, place, n, counts[date, place][n - 1] if (date, place) in counts else 0)
        for date in (first + DAY * back for back in range((last - first).days + 1))
        for place in everywhere
        for n in range(1, FILED_AHEAD + 1)
        if date - DAY * n <= known_on
    ]


def _filed_by(days_ahead: int) -> Count:
    """Filed by the cut-off so many days before its day, and by then neither come nor ended."""
    by_then = Q(LessThanOrEqual(_bulletin_date("declaration__filed_at", days_ahead), F("date")))
    for moment in ("seen_at", "ended_at"):
        by_then &= Q(**{f"{moment}__isnull": True}) | Q(GreaterThan(_bulletin_date(moment, days_ahead), F("date")))
    return Count("pk", filter=by_then)
