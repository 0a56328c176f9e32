"""The study's clockwork: read the clock, call one operation."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from release.operations import following


@shared_task(name="release.follow", acks_late=True)
def follow(**_: Any) -> int:
    """Bring the facts of passages up to the journal; answer how many events were taken in."""
    return following.follow_due(at=timezone.now())
