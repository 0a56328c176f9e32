"""Telling people what the outbox owes. Lease, commit, tell, mark: a killed worker's lease runs out."""

import datetime as dt
from collections.abc import Iterator
from typing import Final

from django.db import connection, transaction

from accounts.models import User
from declarations.models import Event, OutboxMessage
from declarations.querysets import due
from notices import sms
from notices.models import Delivery, Notice
from notices.queries import Receivers, address_of, receivers
from notices.topics import Channel, topic_of

LEASE: Final = dt.timedelta(seconds=60)
BATCH: Final = 100


def deliver_due(*, at: dt.datetime, most: int = 2000) -> int:
    """Tell what is owed and nobody is at, oldest first; answer how many messages were marked as told."""
    delivered = 0
    while delivered < most:
        leased = _lease(at)
        if not leased:
            break
        delivered += _tell(leased, at=at)
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
def _tell(message_ids: list[int], *, at: dt.datetime) -> int:
    """Put each event on the page of those concerned, owe them their e-mails and SMS, and mark it as told: together.

    What was told already is only marked: a person has one notice and one debt a channel for an event, by constraint.
    """
    messages = OutboxMessage.objects.filter(pk__in=message_ids, sent_at=None)
    events = list(Event.objects.filter(outbox__in=messages).select_related("declaration").order_by("pk"))
    known = receivers(
        organisation_ids={event.declaration.organisation_id for event in events},
        filers={event.declaration.created_by_id for event in events},
    )
    told = [(event, user) for event in events for user in _concerned(event, known)]
    Notice.objects.bulk_create(
        [
            Notice(user=user, organisation_id=event.declaration.organisation_id, event=event, created_at=at)
            for event, user in told
            if known.wants(user, topic_of(event.verb), Channel.PAGE)
        ],
        ignore_conflicts=True,
    )
    Delivery.objects.bulk_create(
        [
            Delivery(user=user, event=event, channel=channel, created_at=at, due_at=at)
            for event, user in told
            for channel in _channels(event, user, known)
        ],
        ignore_conflicts=True,
    )
    return messages.update(sent_at=at, leased_until=None)


def _concerned(event: Event, known: Receivers) -> list[User]:
    declaration = event.declaration
    return known.of(organisation_id=declaration.organisation_id, filed_by=declaration.created_by_id)


def _channels(event: Event, user: User, known: Receivers) -> Iterator[Channel]:
    """The channels beside the page by which this person wants it and can be reached."""
    for channel in (Channel.EMAIL, Channel.SMS):
        possible = channel != Channel.SMS or sms.is_there()
        if possible and known.wants(user, topic_of(event.verb), channel) and address_of(user, channel):
            yield channel
