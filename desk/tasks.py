"""The desk's clockwork: read the clock, call one operation."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from desk.operations import hinting, visiting


@shared_task(name="desk.hint", acks_late=True)
def hint(**_: Any) -> int:
    """Look for hints in what was filed or amended since the last round; answer how many are new."""
    return hinting.hint_due(at=timezone.now())


@shared_task(name="desk.forget_visits", acks_late=True)
def forget_visits(**_: Any) -> int:
    """Forget who looked and who signed in, when it is long enough ago; answer how many rows went."""
    return visiting.forget(at=timezone.now())
