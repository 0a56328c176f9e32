"""Estimates by the clock: read it, call one operation."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from estimate.operations import making, scoring


@shared_task(name="estimate.look", acks_late=True)
def look(**_: Any) -> int:
    """Say how long each waiting truck will wait; answer how many."""
    return making.make_estimates(at=timezone.now())


@shared_task(name="estimate.score", acks_late=True)
def score(**_: Any) -> int:
    """Score what has come true; answer how many."""
    return scoring.score_estimates()


@shared_task(name="estimate.forget", acks_late=True)
def forget(**_: Any) -> int:
    """Drop single estimates of long ago; answer how many moments."""
    return scoring.forget_old(at=timezone.now())
