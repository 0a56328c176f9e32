"""The contract's housekeeping."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from contract.api import idempotency


@shared_task(name="contract.purge_idempotency", acks_late=True)
def purge_idempotency(**_: Any) -> int:
    """Forget the answers that nobody may ask for any more."""
    return idempotency.purge(at=timezone.now())
