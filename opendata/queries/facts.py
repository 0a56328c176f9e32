"""What a published bulletin counted, by gate, direction, kind and hour: read off its frozen list of vehicles."""

import datetime as dt
from collections import Counter
from typing import Final

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncHour
from django.utils import timezone

from declarations.stages import CargoKind
from opendata.columns import WAYS
from opendata.tables import KINDS, Counted
from reports.models import Bulletin, CountedVehicle, Fate

HOUR: Final = dt.timedelta(hours=1)
A_DAY: Final = dt.timedelta(days=1)


class NotAsPublished(Exception):
    """The list of vehicles does not make the figures beside it: somebody has changed one of them."""


def counted(bulletin: Bulletin) -> Counted:
    """The day of a published bulletin.

    :raises NotAsPublished: its list and its figures contradict each other.
    """
    hours = hours_of(bulletin.cut_off_at)
    listed = CountedVehicle.objects.filter(bulletin=bulletin)
    left: Counter[tuple[str, str, str]] = Counter()
    left_in: Counter[tuple[str, str, int]] = Counter()
    for gate, way, cargo, hour, number in _by_hour(listed.filter(fate=Fate.LEFT), "end_event__happened_at"):
        left[gate, way, _kind(way, cargo)] += number
        left_in[gate, way, _number(hour, hours)] += number
    arrived_in: Counter[tuple[str, str, int]] = Counter()
    for gate, way, _cargo, hour, number in _by_hour(listed.filter(has_arrived=True), "seen_event__happened_at"):
        arrived_in[gate, way, _number(hour, hours)] += number
    parts = bulletin.figures["gates"]
    found = Counted(
        gates=list(parts),
        hours=[timezone.localtime(hour).isoformat() for hour in hours],
        left=left,
        left_in=left_in,
        arrived_in=arrived_in,
        left_over={gate: part["left_over"]["total"] for gate, part in parts.items()},
    )
    _require_figures(found, bulletin)
    return found


def hours_of(cut_off_at: dt.datetime) -> list[dt.datetime]:
    """The hours of the clock that end at that cut-off, by their first moment within the day."""
    starts_at = cut_off_at - A_DAY
    whole = timezone.localtime(starts_at).replace(minute=0, second=0, microsecond=0)
    hours = [whole + number * HOUR for number in range(25)]
    return [starts_at, *(hour for hour in hours if starts_at < hour < cut_off_at)]


def _by_hour(
    vehicles: QuerySet[CountedVehicle], instant: str
) -> QuerySet[CountedVehicle, tuple[str, str, str, dt.datetime, int]]:
    rows = vehicles.annotate(hour=TruncHour(instant, tzinfo=timezone.get_default_timezone()))
    return rows.values_list("gate_code", "direction", "cargo", "hour").annotate(number=Count("pk")).order_by()


def _kind(way: str, cargo: str) -> str:
    if way == "export":
        return "fruit" if cargo == CargoKind.FRUIT else "other"
    return "new_vehicles" if cargo == CargoKind.NEW_VEHICLE else "goods"


def _number(hour: dt.datetime, hours: list[dt.datetime]) -> int:
    """Which hour of the day it is; the first may begin within an hour of the clock."""
    return max(number for number, first in enumerate(hours) if number == 0 or first <= hour)


def _require_figures(found: Counted, bulletin: Bulletin) -> None:
    for gate, part in bulletin.figures["gates"].items():
        said = {(gate, way, kind): part[way][kind] for way, kinds in KINDS.items() for kind in kinds}
        if any(found.left.get(key, 0) != number for key, number in said.items()):
            raise NotAsPublished(f"{bulletin}: the vehicles of {gate} do not make its figures")
        arrivals = sum(number for (at, way, _hour), number in found.arrived_in.items() if (at, way) == (gate, WAYS[0]))
        if arrivals != part["arrived"]:
            raise NotAsPublished(f"{bulletin}: the arrivals at {gate} do not make its figure")
