"""Why a truck stands where it stands in line: by which rule it joined, and who passed it since. Reads, no writes."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Q

from declarations.line.times import Rule, minutes_off, standing
from declarations.models import Vehicle
from declarations.queries.line import ORDER
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


def moved(vehicle: Vehicle) -> Moved | None:
    """What made its place (2 queries); None: it stands in no line. Reads the vehicle's declaration."""
    if not (vehicle.seen_at and vehicle.line_time and vehicle.is_open and vehicle.role == Role.CARRIER):
        return None
    rule = standing(seen_at=vehicle.seen_at, window_at=vehicle.window_at, kept=vehicle.kept_line_time).rule
    off = minutes_off(seen_at=vehicle.seen_at, window_at=vehicle.window_at) if vehicle.window_at else 0
    line: VehicleQuerySet = Vehicle.objects.filter(
        gate=vehicle.gate_id, direction=vehicle.direction, role=Role.CARRIER, line_time__isnull=False
    )
    later = line.filter(_ahead_of(vehicle), seen_at__gt=vehicle.seen_at, is_open=True)
    kept = list(later.values_list("kept_line_time", flat=True))
    until = {"called_at__lt": vehicle.called_at} if vehicle.called_at else {}
    green = line.filter(
        ~_ahead_of(vehicle), main_cargo=CargoKind.FRUIT, called_at__gte=vehicle.seen_at, **until
    ).exclude(pk=vehicle.pk)
    passed = 0 if vehicle.main_cargo == CargoKind.FRUIT else green.count()
    sent = sum(at is not None for at in kept)
    return Moved(rule, vehicle.line_time, off, passed, sent, len(kept) - sent)


def _ahead_of(vehicle: Vehicle) -> Q:
    """Those that stand before it, as `ORDER` has it."""
    time, number, position = ORDER
    same_time = Q(**{time: vehicle.line_time})
    same_number = same_time & Q(**{number: vehicle.declaration.number})
    return (
        Q(**{f"{time}__lt": vehicle.line_time})
        | (same_time & Q(**{f"{number}__lt": vehicle.declaration.number}))
        | (same_number & Q(**{f"{position}__lt": vehicle.position}))
    )
