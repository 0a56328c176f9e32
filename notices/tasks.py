"""Telling companies, from the queue: read the clock, call one operation."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from notices import operations


@shared_task(name="notices.deliver_due", acks_late=True)
def deliver_due(**_: Any) -> int:
    """Deliver what the outbox owes."""
    return operations.deliver_due(at=timezone.now())
