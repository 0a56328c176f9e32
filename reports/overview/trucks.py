"""The trucks behind a number, page by page: by their marks, without driver, owner or goods (docs/overview.md)."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any, Final, NamedTuple

from django.db.models import Q, QuerySet
from django.db.models.functions import ExtractHour
from django.utils import timezone

from contract.api import cursor
from declarations.models import Gate
from declarations.stages import CargoKind, CheckState
from reports.days import Day, current_date, day_of
from reports.overview.numbers import AT_CHECKS, EMPTY, FLOWS, GOODS, OTHER, STOCKS, Number, What
from reports.overview.today import VERBS, counts_unregistered
from reports.queries import counting
from reports.queries import today as queries
from reports.queries.counting import Undeclared

PAGE: Final = 50
TRUCK: Final = ("plate", "country", "trailer_plate", "container", "direction", "main_cargo", "seen_at")
"""What is told of a vehicle, and no more."""


class Truck(NamedTuple):
    """A truck of the list; `at` is when it did what is counted, or since when it waits."""

    number: str
    gate: str
    at: dt.datetime
    plate: str = ""
    country: str = ""
    trailer_plate: str = ""
    container: str = ""
    direction: str = ""
    main_cargo: str = ""
    seen_at: dt.datetime | str = ""


class Trucks(NamedTuple):
    """One page of the list; `undeclared` stand on the first page, whole."""

    many: int
    rows: list[Truck]
    undeclared: list[Undeclared]
    next: str | None


class NotKept(Exception):
    """What stood there on that day is no longer known."""


class _Source(NamedTuple):
    """Where the rows are: `vehicle` leads to the vehicle, `gate` to the gate's code; `at` sorts them."""

    rows: QuerySet[Any]
    vehicle: str
    gate: str
    at: str


def trucks_behind(number: Number, *, gates: Collection[Gate], at: dt.datetime, after: str = "") -> Trucks:
    """The trucks that a number counts at these gates; 2 queries a page, 4 with those without a declaration.

    :param after: `next` of the page before.
    :raises NotKept: the day is over, and it counts what stood there or waited.
    :raises Malformed: `after` was not made here.
    """
    day = day_of(number.date or current_date(at))
    wanted = [gate for gate in gates if number.gate in ("", gate.code)]
    undeclared: list[Undeclared] = []
    if number.what == What.UNREGISTERED or counts_unregistered(number):
        codes = {gate.code for gate in wanted}
        undeclared = [truck for truck in counting.undeclared(day.cut_off_at) if truck.gate in codes]
    if number.what == What.UNREGISTERED:
        return Trucks(len(undeclared), [], undeclared, None)
    if number.what not in FLOWS and at >= day.cut_off_at:
        raise NotKept
    source = _source(number, day, [gate.pk for gate in wanted])
    page = _page(source, after)
    many = source.rows.count() + len(undeclared)
    return Trucks(many, [_truck(row, source) for row in page.rows], [] if after else undeclared, page.next)


def _source(number: Number, day: Day, gates: list[int]) -> _Source:
    if number.what in AT_CHECKS:
        checks = queries.at_checks(gates=gates).filter(code=number.check)
        if number.what == What.WAITING:
            return _Source(checks.filter(state=CheckState.READY), "vehicle__", "gate__code", "ready_at")
        return _Source(checks.filter(state=CheckState.HELD), "vehicle__", "gate__code", "queue_at")
    if number.what in STOCKS:
        standing = queries.standing_at(gates=gates).filter(
            _cargo(number.cargo, ""), direction=STOCKS[What(number.what)]
        )
        return _Source(standing, "", "gate__code", "seen_at")
    moved = counting.within(day).filter(
        _cargo(number.cargo, "vehicle__"), verb=VERBS[What(number.what)], vehicle__gate__in=gates
    )
    if number.direction:
        moved = moved.filter(vehicle__direction=number.direction)
    if number.hour is not None:
        hour = ExtractHour("happened_at", tzinfo=timezone.get_default_timezone())
        moved = moved.annotate(hour=hour).filter(hour=number.hour)
    return _Source(moved, "vehicle__", "vehicle__gate__code", "happened_at")


def _cargo(asked: str, vehicle: str) -> Q:
    """Which loads were asked for, as `numbers.is_of` says it."""
    field = f"{vehicle}main_cargo"
    if asked in (OTHER, GOODS):
        return ~Q(**{field: CargoKind.FRUIT if asked == OTHER else CargoKind.NEW_VEHICLE})
    return Q(**{field: "" if asked == EMPTY else asked}) if asked else Q()


def _page(source: _Source, after: str) -> "cursor.Page[dict[str, Any]]":
    marks = [source.vehicle + name for name in TRUCK]
    fields = dict.fromkeys(["pk", source.at, source.gate, "declaration__number", *marks])
    query: dict[str, Any] = {"limit": PAGE} | ({"cursor": after} if after else {})
    return cursor.page(source.rows.values(*fields), order=(source.at, "pk"), query=query)


def _truck(row: Mapping[str, Any], source: _Source) -> Truck:
    marks = [row[source.vehicle + name] or "" for name in TRUCK]
    return Truck(row["declaration__number"], row[source.gate], row[source.at], *marks)
