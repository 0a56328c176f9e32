"""When trucks arrived at one side of a gate, were let in and left, as the gate keeps it. Reads, no writes."""

import datetime as dt
from collections import defaultdict

from declarations.models import Check, Gate, Vehicle
from declarations.queries.shown import is_green
from declarations.stages import CheckCode, CheckState
from estimate.method.observed import Stay
from release.models import Passage
from release.spans import seconds_of

ENTRY = (CheckCode.BG_ARRIVAL, CheckCode.CUSTOMS_ARRIVAL)
"""A truck is let in once both are confirmed (domain §6)."""


def ended_since(gate: Gate, direction: str, since: dt.datetime) -> list[Stay]:
    """Those that left or were turned back since then, from the facts of their passages (1 query)."""
    rows = Passage.objects.filter(gate=gate, direction=direction, ended_at__gte=since)
    columns = ("arrived_at", "entered_at", "ended_at", "cargo")
    return [_stay(*row) for row in rows.values_list(*columns).order_by("ended_at")]


def standing_now(gate: Gate, direction: str) -> list[Stay]:
    """Those that are there: before the gate and inside (2 queries)."""
    rows = Vehicle.objects.in_line().filter(gate=gate, direction=direction)
    entered = entries(list(rows.values_list("pk", flat=True)))
    return [
        _stay(seen_at, entered.get(pk), None, cargo)
        for pk, seen_at, cargo in rows.values_list("pk", "seen_at", "main_cargo")
    ]


def entries(vehicles: list[int]) -> dict[int, dt.datetime]:
    """When each of these was let in; those that were not are not there (1 query)."""
    confirmed: dict[int, list[dt.datetime]] = defaultdict(list)
    rows = Check.objects.filter(vehicle__in=vehicles, code__in=ENTRY, state=CheckState.CONFIRMED)
    for vehicle, at in rows.values_list("vehicle_id", "confirmed_at"):
        confirmed[vehicle].append(at)
    return {vehicle: max(at) for vehicle, at in confirmed.items() if len(at) == len(ENTRY)}


def _stay(arrived: dt.datetime, entered: dt.datetime | None, left: dt.datetime | None, cargo: str) -> Stay:
    # One that was turned back before it was let in waited until then, and nobody was let in.
    return Stay(
        seconds_of(arrived),
        None if entered is None else seconds_of(entered),
        None if left is None else seconds_of(left),
        is_green(cargo),
    )
