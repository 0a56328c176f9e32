"""Delivering what the outbox owes, and reading it. Lease, commit, deliver, mark: a killed worker's lease runs out."""

import datetime as dt
from typing import Final

from django.db import connection, transaction

from accounts.models import User
from declarations.models import OutboxMessage
from declarations.querysets import due
from notices.models import Notice

LEASE: Final = dt.timedelta(seconds=60)
BATCH: Final = 100


def deliver_due(*, at: dt.datetime, most: int = 2000) -> int:
    """Deliver what is owed and nobody is at, oldest first; answer how many messages were marked as sent."""
    delivered = 0
    while delivered < most:
        leased = _lease(at)
        if not leased:
            break
        delivered += _deliver(leased, at=at)
    return delivered


@transaction.atomic
def _lease(at: dt.datetime) -> list[int]:
    """Take the next messages for a minute; nobody else takes them meanwhile."""
    owed = OutboxMessage.objects.filter(due(at)).order_by("pk")
    if connection.features.has_select_for_update_skip_locked:
        owed = owed.select_for_update(skip_locked=True, of=("self",), no_key=True)
    messages = list(owed[:BATCH])
    for message in messages:
        message.leased_until, message.attempts = at + LEASE, message.attempts + 1
    OutboxMessage.objects.bulk_update(messages, ["leased_until", "attempts"])
    return [message.pk for message in messages]


@transaction.atomic
def _deliver(message_ids: list[int], *, at: dt.datetime) -> int:
    """Tell each event to its company and mark it as told, together. Told already: only marked."""
    messages = OutboxMessage.objects.filter(pk__in=message_ids, sent_at=None)
    told = messages.order_by("pk").values_list("event_id", "event__declaration__organisation_id")
    Notice.objects.bulk_create(
        [Notice(event_id=event, organisation_id=company, created_at=at) for event, company in told],
        ignore_conflicts=True,
    )
    return messages.update(sent_at=at, leased_until=None)


@transaction.atomic
def mark_read(*, notice_id: int, by: User, at: dt.datetime) -> Notice:
    """Remember when a notice was first read by somebody of its company.

    :raises Notice.DoesNotExist: there is none, or it is another company's.
    """
    notice = Notice.objects.visible_to(by).select_for_update(of=("self",), no_key=True).get(pk=notice_id)
    if notice.read_at is None:
        notice.read_at = at
        notice.save(update_fields=["read_at"])
    return notice


@transaction.atomic
def mark_all_read(*, by: User, at: dt.datetime, until_id: int) -> int:
    """Mark as read what a company has been told up to that notice (the newest it was shown); answer how many."""
    return Notice.objects.visible_to(by).unread().filter(pk__lte=until_id).update(read_at=at)
