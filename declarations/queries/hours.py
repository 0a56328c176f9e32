"""Whether a gate works at an instant: its opening hours, the day's mode, a pause (domain §2)."""

from datetime import datetime

from django.utils import timezone

from declarations.models import DayMode, OpeningHours


def works_at(gate_id: int, at: datetime) -> bool:
    """Whether the gate is open then by its hours and the day's mode; a gate without hours works around the clock."""
    return mode_at(gate_id, at) != DayMode.Mode.CLOSED and is_within_hours(gate_id, at)


def is_within_hours(gate_id: int, at: datetime) -> bool:
    """Whether its hours say that it is open then (1 query)."""
    local = timezone.localtime(at)
    hours = list(OpeningHours.objects.filter(gate=gate_id).values_list("weekday", "opens", "closes"))
    return not hours or any(day == local.weekday() and opens <= local.time() < closes for day, opens, closes in hours)


def mode_at(gate_id: int, at: datetime) -> str:
    """How the gate works on that day (1 query)."""
    modes = DayMode.objects.filter(gate=gate_id, date=timezone.localtime(at).date()).values_list("mode", flat=True)
    return modes.first() or DayMode.Mode.NORMAL.value
