"""Why a truck stands where it stands in line: by which rule it joined, and who passed it since. Reads, no writes."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db.models import Count, DateTimeField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from declarations.line.times import Rule, minutes_off, standing
from declarations.models import Vehicle
from declarations.querysets import VehicleQuerySet
from declarations.stages import CargoKind, Role


class Moved(NamedTuple):
    """What made the place of a truck. Counts are of trucks that were seen after it, or stand behind it."""

    rule: Rule
    line_time: datetime
    minutes: int  # before its window (negative) or after its end
    green_called: int  # green trucks behind it that were called before it
    sent_here: int  # ahead of it, sent on from other gates with their time of arrival
    in_their_window: int  # ahead of it, seen later, by the rules of windows
    missed: int = 0  # calls that it did not follow


def moved(vehicles: Iterable[Vehicle]) -> dict[int, Moved]:
    """What made the places of those of the vehicles that stand in line, by id; at most one query."""
    standing_there = [one.pk for one in vehicles if one.is_open and one.line_time and one.role == Role.CARRIER]
    if not standing_there:
        return {}
    joined = LINE.filter(AHEAD, is_open=True, seen_at__gt=OuterRef("seen_at"))
    until = Coalesce(OuterRef("called_at"), Value(_NEVER), output_field=DateTimeField())
    green = LINE.filter(~AHEAD, main_cargo=CargoKind.FRUIT, called_at__gte=OuterRef("seen_at"), called_at__lt=until)
    rows = Vehicle.objects.filter(pk__in=standing_there).annotate(
        green_called=_counted(green.exclude(pk=OuterRef("pk"))),
        sent_here=_counted(joined.filter(kept_line_time__isnull=False)),
        in_their_window=_counted(joined.filter(kept_line_time__isnull=True)),
    )
    return {row.pk: _moved(row) for row in rows}


AHEAD = Q(line_time__lt=OuterRef("line_time")) | (
    Q(line_time=OuterRef("line_time"))
    & (
        Q(declaration__number__lt=OuterRef("declaration__number"))
        | Q(declaration=OuterRef("declaration"), position__lt=OuterRef("position"))
    )
)
"""Those that stand before a vehicle, as `in_line_order` has it."""
LINE = Vehicle.objects.filter(
    gate=OuterRef("gate"), direction=OuterRef("direction"), role=Role.CARRIER, line_time__isnull=False
)
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)


def _moved(row: Any) -> Moved:
    rule = standing(seen_at=row.seen_at, window_at=row.window_at, kept=row.kept_line_time).rule
    off = minutes_off(seen_at=row.seen_at, window_at=row.window_at) if row.window_at else 0
    green = 0 if row.main_cargo == CargoKind.FRUIT else row.green_called
    return Moved(rule, row.line_time, off, green, row.sent_here, row.in_their_window, row.calls_missed)


def _counted(rows: VehicleQuerySet) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values("gate").annotate(many=Count("pk")).values("many")), 0)
