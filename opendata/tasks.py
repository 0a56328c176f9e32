"""Open data by the clock: read the clock, call one operation."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from opendata.operations import releasing


@shared_task(name="opendata.release_due", acks_late=True)
def release_due(**_: Any) -> int:
    """Give out the days that were published since."""
    return releasing.release_due(at=timezone.now())
