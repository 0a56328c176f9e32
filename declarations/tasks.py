"""The gate's own clockwork: read the clock, call one operation for each declaration."""

from typing import Any

import structlog
from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from contract.errors import DomainError
from declarations.operations import lapsing

log = structlog.get_logger(__name__)


@shared_task(name="declarations.expire_overdue", acks_late=True)
def expire_overdue(**_: Any) -> int:
    """End what was expected three days ago and never seen, each declaration in its own transaction; answer how many.

    One that cannot be ended now (somebody holds it, a rule refuses) is left to the next round; the others go on.
    """
    at = timezone.now()
    ended = 0
    for declaration_id in lapsing.expirable(at=at):
        try:
            ended += lapsing.expire(declaration_id=declaration_id, at=at)
        except (DomainError, OperationalError):
            log.warning("not_expired", declaration_id=declaration_id, exc_info=True)
    return ended
