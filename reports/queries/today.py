"""What the managers' page counts: the running day by the hour, what stands there, what waits for whom. No history.

Flows are found by the journal's own index of counted events, stock by the vehicles that are open: what a query costs
follows from the day, however long the past is.
"""

import datetime as dt
from collections.abc import Collection
from typing import NamedTuple

import numpy as np
from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import ExtractHour
from django.utils import timezone

from declarations.days import Day
from declarations.models import Check, Event, Vehicle
from declarations.stages import CheckState, Role, Verb
from reports.queries import counting
from reports.queries.packing import SecondsSince, Times, grouped


class Moved(NamedTuple):
    """How many vehicles of a kind did that (seen, left, turned back) in that hour of the day, Hanoi time."""

    verb: str
    gate: str
    direction: str
    cargo: str
    hour: int
    many: int
    from_before: int
    """How many of them were there already when the day began."""


class Stands(NamedTuple):
    """How many vehicles of a kind were seen and have not ended, and since when the longest of them stands."""

    gate: str
    direction: str
    cargo: str
    many: int
    from_before: int
    oldest_seen_at: dt.datetime


class Waits(NamedTuple):
    """What a check at a gate waits with, of trucks that stand there; `oldest` of what is ready."""

    gate: str
    check: str
    ready: int
    held: int
    oldest: dt.datetime | None


class Exits(NamedTuple):
    """When vehicles of a kind left: seconds after the first of the days began, in order."""

    gate: str
    direction: str
    cargo: str
    seconds: Times


class Longest(NamedTuple):
    """A truck that stands there longer than others, and the checks that are ready for it."""

    number: str
    plate: str
    country: str
    gate: str
    direction: str
    cargo: str
    seen_at: dt.datetime
    ready: tuple[str, ...] = ()


def moved(day: Day, *, gates: Collection[int]) -> list[Moved]:
    """What happened within the day at these gates (ids)."""
    rows = (
        counting.within(day)
        .filter(vehicle__gate__in=gates)
        .annotate(hour=ExtractHour("happened_at", tzinfo=timezone.get_default_timezone()))
        .values_list("verb", "vehicle__gate__code", "vehicle__direction", "vehicle__main_cargo", "hour")
        .annotate(many=Count("pk"), from_before=Count("pk", filter=Q(vehicle__seen_at__lt=day.starts_at)))
    )
    return [Moved(*row) for row in rows.order_by()]


def standing_at(*, gates: Collection[int]) -> QuerySet[Vehicle]:
    """Declared vehicles that were seen at these gates and have not ended; never receiving ones."""
    standing: QuerySet[Vehicle] = Vehicle.objects.filter(
        is_open=True, role=Role.CARRIER, seen_at__isnull=False, gate__in=gates
    )
    return standing


def stands(day: Day, *, gates: Collection[int]) -> list[Stands]:
    """What stands at these gates now."""
    rows = (
        standing_at(gates=gates)
        .values_list("gate__code", "direction", "main_cargo")
        .annotate(
            many=Count("pk"),
            from_before=Count("pk", filter=Q(seen_at__lt=day.starts_at)),
            oldest=Min("seen_at"),
        )
    )
    return [Stands(*row) for row in rows.order_by()]


def at_checks(*, gates: Collection[int]) -> QuerySet[Check]:
    """What agencies have before them of trucks that stand there: checks that are ready or held."""
    checks: QuerySet[Check] = Check.objects.filter(
        gate__in=gates, state__in=[CheckState.READY, CheckState.HELD], is_seen=True
    )
    return checks


def waits(*, gates: Collection[int]) -> list[Waits]:
    """By gate and check, what agencies have before them."""
    ready = Q(state=CheckState.READY)
    rows = (
        at_checks(gates=gates)
        .values_list("gate__code", "code")
        .annotate(
            ready=Count("pk", filter=ready),
            held=Count("pk", filter=~ready),
            oldest=Min("ready_at", filter=ready),
        )
    )
    return [Waits(*row) for row in rows.order_by()]


def longest(*, gates: Collection[int], many: int) -> list[Longest]:
    """The trucks that stand there longest, of both directions, and what is ready for each (2 queries)."""
    fields = ("declaration__number", "plate", "country", "gate__code", "direction", "main_cargo", "seen_at")
    rows = standing_at(gates=gates).order_by("seen_at", "pk").values_list("pk", *fields)[:many]
    found = {pk: Longest(*row) for pk, *row in rows}
    checks = Check.objects.filter(vehicle__in=list(found), state=CheckState.READY)
    ready: dict[int, list[str]] = {pk: [] for pk in found}
    for vehicle, code in checks.order_by("position").values_list("vehicle_id", "code"):
        ready[vehicle].append(code)
    return [truck._replace(ready=tuple(ready[pk])) for pk, truck in found.items()]


def exits(days: Collection[Day]) -> list[Exits]:
    """The exits of these days that were not taken back; between the days nothing is read (2 queries on PostgreSQL)."""
    if not days:
        return []
    within = Q()
    for day in days:
        within |= Q(happened_at__gte=day.starts_at, happened_at__lt=day.cut_off_at)
    since = min(day.starts_at for day in days)
    left = Event.objects.filter(within, verb=Verb.LEFT, vehicle__role=Role.CARRIER)
    group = ("vehicle__gate__code", "vehicle__direction", "vehicle__main_cargo")
    times = {"left": SecondsSince("happened_at", since=since)}
    found = grouped(left.exclude(pk__in=counting.taken_back(since)), by=group, times=times, counts={})
    return [Exits(gate, way, cargo, np.sort(one.times["left"])) for one in found for gate, way, cargo in [one.key]]
