"""Sending e-mails and SMS: lease one, commit, send it outside any transaction, mark it.

Killed between sending and marking, it is sent again when the lease is over, under the same key: the other side can
know it by that, nobody can promise more (docs/robustness.md).
"""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from typing import Final

from django.db import connection, transaction

from accounts.models import User
from notices.carrying import Failure, Nobody, NotCarried, NotNow, Stale, Unreachable
from notices.models import Delivery
from notices.queries import address_of, receivers
from notices.topics import STALE_AFTER, topic_of

LEASE: Final = dt.timedelta(minutes=5)
"""Longer than any carrier waits for an answer."""
RETRY_AFTER: Final = (
    dt.timedelta(minutes=1),
    dt.timedelta(minutes=5),
    dt.timedelta(minutes=30),
    dt.timedelta(hours=2),
    dt.timedelta(hours=6),
    dt.timedelta(days=1),
)
MOST_ATTEMPTS: Final = len(RETRY_AFTER) + 1

Carrier = Callable[[Delivery, str], None]
"""Carries one delivery to an address. :raises NotCarried: it did not."""


def send_due(*, now: Callable[[], dt.datetime], carriers: Mapping[str, Carrier], most: int = 100) -> int:
    """Send what is due, oldest first, each by its channel's carrier; answer how many were sent.

    `now` is asked for each: sending takes time, and a lease counts from when it is taken. A channel where nobody
    answers is left alone for the rest of the round.
    """
    _give_up_interrupted(now())
    sent = 0
    answering = set(carriers)
    for _round in range(most):
        delivery = _lease(now(), answering)
        if delivery is None:
            break
        try:
            _carry(delivery, carriers[delivery.channel], at=now())
        except NotCarried as refusal:
            _not_sent(delivery, refusal, at=now())
            if isinstance(refusal, Unreachable):
                answering.discard(delivery.channel)
        else:
            _sent(delivery, at=now())
            sent += 1
    return sent


@transaction.atomic
def _lease(at: dt.datetime, channels: Collection[str]) -> Delivery | None:
    """Take the next one; nobody else takes it meanwhile."""
    due = Delivery.objects.due(at).filter(channel__in=channels, attempts__lt=MOST_ATTEMPTS).order_by("due_at", "pk")
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True, of=("self",), no_key=True)
    delivery = due.select_related("user", "event__declaration", "event__vehicle", "event__gate").first()
    if delivery is not None:
        delivery.leased_until, delivery.attempts = at + LEASE, delivery.attempts + 1
        delivery.save(update_fields=["leased_until", "attempts"])
    return delivery


def _carry(delivery: Delivery, carrier: Carrier, *, at: dt.datetime) -> None:
    event = delivery.event
    limit = STALE_AFTER.get(topic_of(event.verb))
    if limit is not None and at - event.recorded_at > limit:
        raise Stale
    address = address_of(delivery.user, delivery.channel)
    if not address or not _is_still_told(delivery.user, delivery):
        raise Nobody
    carrier(delivery, address)


def _is_still_told(user: User, delivery: Delivery) -> bool:
    """Whether he would be told today: he may have left the company since it was owed."""
    declaration = delivery.event.declaration
    filed_by, company = declaration.created_by_id, declaration.organisation_id
    known = receivers(organisation_ids=[company], filers=[filed_by])
    return user in known.of(organisation_id=company, filed_by=filed_by)


def _sent(delivery: Delivery, *, at: dt.datetime) -> None:
    """It went out, whoever has taken it since."""
    Delivery.objects.owed().filter(pk=delivery.pk).update(sent_at=at, leased_until=None, answer="")


def _not_sent(delivery: Delivery, refusal: NotCarried, *, at: dt.datetime) -> None:
    """Owe it to a later round, or give it up; unless the lease ran out and somebody else has it now."""
    mine = Delivery.objects.owed().filter(pk=delivery.pk, attempts=delivery.attempts)
    said = str(refusal)[:300]
    if isinstance(refusal, NotNow) and delivery.attempts < MOST_ATTEMPTS:
        due_at = at + RETRY_AFTER[delivery.attempts - 1]
        mine.update(due_at=due_at, leased_until=None, answer=said)
    else:
        mine.update(failed_at=at, failure=refusal.failure, leased_until=None, answer=said)


def _give_up_interrupted(at: dt.datetime) -> None:
    """What was taken as often as may be and never came to an end."""
    Delivery.objects.due(at).filter(attempts__gte=MOST_ATTEMPTS).update(
        failed_at=at, failure=Failure.INTERRUPTED, leased_until=None
    )
