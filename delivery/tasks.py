"""Delivery by the clock and from the queue: read the clock, call one operation."""

from typing import Any

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from delivery import hooks, letters
from delivery.operations import owing, sending
from delivery.words import Way


@shared_task(name="delivery.owe", acks_late=True)
def owe(**_: Any) -> int:
    """Owe what was published; where anything is due and nobody is at it, let a worker send."""
    due = owing.owe(at=timezone.now())
    if due:
        send.apply_async(expires=60)
    return due


@shared_task(name="delivery.send", acks_late=True)
def send(**_: Any) -> int:
    """Send what is due."""
    carriers: dict[str, sending.Carrier] = {
        Way.ATTACHMENT: letters.send,
        Way.LINK: letters.send,
        Way.WEBHOOK: hooks.carrier(timezone.now),
    }
    return sending.send_due(now=timezone.now, carriers=carriers)


def soon() -> None:
    """Let a worker begin once this transaction has committed; if the broker is out of reach, the clock will."""
    transaction.on_commit(lambda: send.apply_async(expires=60), robust=True)
