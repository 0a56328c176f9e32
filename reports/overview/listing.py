"""What the lists behind numbers share: what is told of a truck, pages by keyset, the narrowing to cargo and hour."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from django.db.models import Q, QuerySet
from django.db.models.functions import ExtractHour
from django.utils import timezone

from contract.api import cursor
from declarations.stages import CargoKind
from reports.overview.numbers import EMPTY, GOODS, OTHER
from reports.queries.counting import Undeclared

PAGE: Final = 50


class Truck(NamedTuple):
    """A truck of the list; `at` is when it did what is counted, or since when it waits. What is not kept is empty."""

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
    """One page of the list; `undeclared` stand on the first page, whole. `revision` is the bulletin that keeps it."""

    many: int
    rows: list[Truck]
    undeclared: list[Undeclared]
    next: str | None
    revision: int | None = None


class NotKept(Exception):
    """What stood there on that day is no longer known."""


class Source(NamedTuple):
    """Where the rows are, and by the members of `Truck` where each of them has what is told."""

    rows: QuerySet[Any]
    fields: Mapping[str, str]


def read(source: Source, *, undeclared: list[Undeclared], after: str, revision: int | None = None) -> Trucks:
    """One page in the order of `at`; 2 queries.

    :param after: `next` of the page before.   :raises Malformed: it was not made here.
    """
    query: dict[str, Any] = {"limit": PAGE} | ({"cursor": after} if after else {})
    rows = source.rows.values("pk", *dict.fromkeys(source.fields.values()))
    page = cursor.page(rows, order=(source.fields["at"], "pk"), query=query)
    found = [_truck(row, source.fields) for row in page.rows]
    many = source.rows.count() + len(undeclared)
    return Trucks(many, found, [] if after else undeclared, page.next, revision)


def _truck(row: Mapping[str, Any], fields: Mapping[str, str]) -> Truck:
    told: dict[str, Any] = {name: row[field] or "" for name, field in fields.items()}
    return Truck(**told)


def of_cargo(asked: str, field: str) -> Q:
    """Which loads were asked for, as `numbers.is_of` says it."""
    if asked in (OTHER, GOODS):
        return ~Q(**{field: CargoKind.FRUIT if asked == OTHER else CargoKind.NEW_VEHICLE})
    return Q(**{field: "" if asked == EMPTY else asked}) if asked else Q()


def at_hour(rows: QuerySet[Any], hour: int | None, field: str) -> QuerySet[Any]:
    """Those of an hour of the clock, Hanoi time."""
    if hour is None:
        return rows
    at_hours: QuerySet[Any] = rows.annotate(hour=ExtractHour(field, tzinfo=timezone.get_default_timezone()))
    return at_hours.filter(hour=hour)
