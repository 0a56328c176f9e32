"""Sealing by the clock."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from seal.operations import sealing


@shared_task(name="seal.seal_due", acks_late=True)
def seal_due(**_: Any) -> int:
    """Seal the days that are over."""
    return sealing.seal_due(at=timezone.now())
