"""Letters and stale applications, from the queue: read the clock, call one operation."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from accounts.operations import applying, mailing


@shared_task(name="accounts.send_letters", acks_late=True)
def send_letters(**_: Any) -> int:
    """Send the letters that are owed."""
    return mailing.send_due(at=timezone.now())


@shared_task(name="accounts.forget_unconfirmed", acks_late=True)
def forget_unconfirmed(**_: Any) -> int:
    """Forget who applied and never confirmed his address."""
    return applying.forget_unconfirmed(at=timezone.now())
