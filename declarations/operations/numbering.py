"""Declaration numbers: the Hanoi day and five digits, drawn without one filing waiting for another (ADR 0021)."""

from datetime import datetime

from django.db import connection
from django.db.models import F
from django.utils import timezone

from declarations.models import NumberCounter


def next_number(at: datetime) -> str:
    """A number nobody has, e.g. `2026112100533`; gaps are fine. Needs a transaction on SQLite."""
    return next_numbers(1, at=at)[0]


def next_numbers(count: int, *, at: datetime) -> list[str]:
    """So many numbers nobody has, drawn at once; those that are not used are gaps. Needs a transaction on SQLite."""
    day = timezone.localtime(at).date()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('declarations_number') FROM generate_series(1, %s)", [count])
            drawn = [sequence for (sequence,) in cursor.fetchall()]
    else:  # SQLite writes one transaction at a time: a counter costs nobody a wait he does not have already.
        NumberCounter.objects.get_or_create(day=day)
        NumberCounter.objects.filter(day=day).update(last=F("last") + count)
        last = NumberCounter.objects.values_list("last", flat=True).get(day=day)
        drawn = list(range(last - count + 1, last + 1))
    return [f"{day:%Y%m%d}{sequence:05d}" for sequence in drawn]
