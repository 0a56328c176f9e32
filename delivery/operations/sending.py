"""Sending what is owed: lease one, commit, ask for the right, make the files, send outside any transaction, mark it.

Killed before the other side has taken it, it goes out once. Killed between that and the mark it goes out again under
the same Message-ID or Gate-Delivery, by which the other side knows it for one (ADR 0104).
"""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from typing import Final

import structlog
from django.db import connection, transaction

from contract.errors import DomainError
from delivery.carrying import Gone, NobodyThere, NotNow, NotSent, Parcel
from delivery.models import Sending, Subscription
from delivery.papers import papers_of
from delivery.rights import gates_for
from delivery.words import Trouble

LEASE: Final = dt.timedelta(minutes=15)
"""Longer than a task may run, so no lease ends under a worker that is still at it."""
RETRY_AFTER: Final = (
    dt.timedelta(minutes=1),
    dt.timedelta(minutes=5),
    dt.timedelta(minutes=30),
    dt.timedelta(hours=2),
    dt.timedelta(hours=6),
    dt.timedelta(hours=12),
    dt.timedelta(days=1),
    dt.timedelta(hours=27),
)
"""Three days in all."""
MOST_ATTEMPTS: Final = len(RETRY_AFTER) + 1
ROUND: Final = dt.timedelta(minutes=1)
"""After so long the rest waits for the next round: slow receivers must not keep a worker from other work."""

Carrier = Callable[[Parcel], None]
"""Carries a parcel to its reader. :raises NotSent: it did not."""

log = structlog.get_logger(__name__)


def send_due(*, now: Callable[[], dt.datetime], carriers: Mapping[str, Carrier], most: int = 100) -> int:
    """Send what is due, oldest first, each by its way's carrier; answer how many were sent.

    A way on which nobody answers for anybody (`NobodyThere`) is left alone for the rest of the round.
    """
    began = now()
    _give_up_interrupted(began)
    sent, open_ways = 0, set(carriers)
    for _turn in range(most):
        at = now()
        sending = _lease(at, open_ways) if at < began + ROUND else None
        if sending is None:
            break
        try:
            carriers[sending.subscription.way](_made_ready(sending, at=at))
        except NotSent as refusal:
            _not_sent(sending, refusal, at=now())
            if isinstance(refusal, NobodyThere):
                open_ways.discard(sending.subscription.way)
        else:
            _sent(sending, at=now())
            sent += 1
    return sent


@transaction.atomic
def _lease(at: dt.datetime, ways: Collection[str]) -> Sending | None:
    """Take the next one; nobody else takes it meanwhile."""
    due = Sending.objects.due(at).filter(subscription__way__in=ways, attempts__lt=MOST_ATTEMPTS)
    due = due.order_by("next_at", "pk").select_related("subscription__reader__organisation", "bulletin")
    due = due.defer("bulletin__figures")
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True, of=("self",), no_key=True)
    sending = due.first()
    if sending is not None:
        sending.leased_until, sending.attempts = at + LEASE, sending.attempts + 1
        sending.save(update_fields=["leased_until", "attempts"])
    return sending


def _made_ready(sending: Sending, *, at: dt.datetime) -> Parcel:
    """Ask for the right, have the files made, and note what goes out.

    :raises Never: the reader may not read it any more.   :raises NotNow: a file cannot be made.
    """
    subscription = sending.subscription
    gates = gates_for(subscription)
    try:
        papers = papers_of(
            sending.bulletin, gates=gates, language=subscription.language, forms=subscription.forms, at=at
        )
    except DomainError as refusal:
        raise NotNow(Trouble.UNMADE, str(refusal)) from refusal
    Sending.objects.filter(pk=sending.pk).update(
        gates=gates, language=subscription.language, papers=[paper.as_json() for paper in papers]
    )
    return Parcel(sending, gates, papers)


def _sent(sending: Sending, *, at: dt.datetime) -> None:
    """It went out, whoever has taken or ended it since."""
    Sending.objects.filter(pk=sending.pk, sent_at=None).update(
        sent_at=at, ended_at=None, trouble="", answer="", leased_until=None
    )
    log.info("report_sent", sending=sending.pk, way=sending.subscription.way, attempts=sending.attempts)


def _not_sent(sending: Sending, refusal: NotSent, *, at: dt.datetime) -> None:
    """Owe it to a later round, or give it up; unless the lease ran out and somebody else has it now."""
    log.warning("report_not_sent", sending=sending.pk, way=sending.subscription.way, trouble=refusal.trouble.value)
    mine = Sending.objects.owed().filter(pk=sending.pk, attempts=sending.attempts)
    said = {"trouble": refusal.trouble, "answer": refusal.answer[:300], "leased_until": None}
    if isinstance(refusal, NotNow) and sending.attempts < MOST_ATTEMPTS:
        mine.update(next_at=at + RETRY_AFTER[sending.attempts - 1], **said)
        return
    mine.update(ended_at=at, **said)
    if isinstance(refusal, Gone):
        _give_up(sending.subscription, at=at)


@transaction.atomic
def _give_up(subscription: Subscription, *, at: dt.datetime) -> None:
    """Its receiver wants nothing any more: nothing is owed to it until its reader resumes it."""
    if Subscription.objects.filter(pk=subscription.pk, url=subscription.url, gone_at=None).update(gone_at=at):
        owed = Sending.objects.owed().filter(subscription=subscription)
        owed.update(ended_at=at, trouble=Trouble.GONE, answer="", leased_until=None)


def _give_up_interrupted(at: dt.datetime) -> None:
    """What was taken as often as may be and never came to an end."""
    Sending.objects.due(at).filter(attempts__gte=MOST_ATTEMPTS).update(
        ended_at=at, trouble=Trouble.INTERRUPTED, leased_until=None
    )
