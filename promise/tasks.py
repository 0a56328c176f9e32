"""The clockwork: read the clock, call one operation."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from promise.operations import offering


@shared_task(name="promise.note_offered", acks_late=True)
def note_offered(**_: Any) -> int:
    """Keep what every gate offers in the hour that has begun; answer how many rows that made."""
    return offering.note_offered(at=timezone.now())
