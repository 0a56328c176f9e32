"""Whether a gate works at an instant: its opening hours, the day's mode, a pause (domain §2)."""

from datetime import datetime

from django.utils import timezone

from declarations.models import DayMode, OpeningHours


def works_at(gate_id: int, at: datetime) -> bool:
    """Whether the gate is open then by its hours and the day's mode; a gate without hours works around the clock."""
    local = timezone.localtime(at)
    hours = list(OpeningHours.objects.filter(gate=gate_id).values_list("weekday", "opens", "closes"))
    within = not hours or any(day == local.weekday() and opens <= local.time() < closes for day, opens, closes in hours)
    return within and not DayMode.objects.filter(gate=gate_id, date=local.date(), mode=DayMode.Mode.CLOSED).exists()
