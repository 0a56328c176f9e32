"""Telling people, from the queue: give the clock, call one operation."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from notices import mail, operations, sms, texting
from notices.operations.sending import Carrier
from notices.topics import Channel


@shared_task(name="notices.deliver_due", acks_late=True)
def deliver_due(**_: Any) -> int:
    """Deliver what the outbox owes."""
    return operations.deliver_due(at=timezone.now())


@shared_task(name="notices.send_due", acks_late=True)
def send_due(**_: Any) -> int:
    """Send the e-mails and SMS that are due; SMS wait while there is no gateway."""
    carriers: dict[str, Carrier] = {Channel.EMAIL: mail.send}
    if sms.is_there():
        carriers[Channel.SMS] = texting.send
    return operations.send_due(now=timezone.now, carriers=carriers)
