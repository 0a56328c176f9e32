"""Declaration numbers: the Hanoi day and five digits, drawn without one filing waiting for another (ADR 0021)."""

from datetime import datetime

from django.db import connection
from django.db.models import F
from django.utils import timezone

from declarations.models import NumberCounter


def next_number(at: datetime) -> str:
    """A number nobody has, e.g. `2026112100533`; gaps are fine. Needs a transaction on SQLite."""
    day = timezone.localtime(at).date()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('declarations_number')")
            (sequence,) = cursor.fetchone()
    else:  # SQLite writes one transaction at a time: a counter costs nobody a wait he does not have already.
        NumberCounter.objects.get_or_create(day=day)
        NumberCounter.objects.filter(day=day).update(last=F("last") + 1)
        sequence = NumberCounter.objects.values_list("last", flat=True).get(day=day)
    return f"{day:%Y%m%d}{sequence:05d}"
