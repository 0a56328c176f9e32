"""What is owed: a row for each revision and subscription, committed before anything is sent; and asking for one again.

Looking twice owes nothing twice: a revision is owed once to a subscription, by constraint.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Final, NamedTuple

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contract.errors import Conflict
from delivery.models import Sending, Subscription
from delivery.words import Trouble
from reports.models import Bulletin

LOOK_BACK: Final = dt.timedelta(days=31)
"""What was published longer ago is no news: it is not sent when delivery wakes up after so long a sleep."""


class NothingPublished(Conflict):
    """There is no such report yet."""

    code = "nothing_published"


class SendingNotFailed(Conflict):
    """It is sent, or will be tried again by itself, or nobody wanted it any more."""

    code = "sending_not_failed"


class Revision(NamedTuple):
    """A published revision, without its figures."""

    id: int
    kind: str
    starts_on: dt.date
    date: dt.date
    number: int
    published_at: dt.datetime

    @property
    def period(self) -> tuple[str, dt.date, dt.date]:
        """What it is a revision of."""
        return self.kind, self.starts_on, self.date


Owed = dict[int, set[int]]
"""The ids of the revisions that each subscription was owed before, by its id."""


@transaction.atomic
def owe(*, at: dt.datetime) -> int:
    """Owe what was published and whose hour has come; answer how many sendings nobody is at and are due now."""
    active = Subscription.objects.active().order_by("pk")
    if connection.features.has_select_for_update_skip_locked:  # one that is being changed is looked at the next time
        active = active.select_for_update(skip_locked=True, of=("self",), no_key=True)
    subscriptions = list(active)
    revisions = _published(at)
    before = _owed_before(subscriptions, at)
    made: list[Sending] = []
    for subscription in subscriptions:
        for revision in _next_for(subscription, revisions, before[subscription.pk], at):
            made.append(Sending(subscription=subscription, bulletin_id=revision.id, owed_at=at, next_at=at))
            _supersede(subscription, revision, at=at)
    Sending.objects.bulk_create(made, ignore_conflicts=True)
    return Sending.objects.due(at).count()


def _published(at: dt.datetime) -> list[Revision]:
    rows = Bulletin.objects.published().filter(published_at__gt=at - LOOK_BACK, published_at__lte=at)
    columns = ("pk", "kind", "starts_on", "date", "revision", "published_at")
    return [Revision(*row) for row in rows.order_by("revision", "pk").values_list(*columns)]


def _owed_before(subscriptions: Iterable[Subscription], at: dt.datetime) -> Owed:
    rows = Sending.objects.filter(
        subscription__in=[subscription.pk for subscription in subscriptions],
        is_test=False,
        bulletin__published_at__gt=at - LOOK_BACK,
    )
    owed: Owed = defaultdict(set)
    for subscription_id, bulletin_id in rows.values_list("subscription_id", "bulletin_id"):
        owed[subscription_id].add(bulletin_id)
    return owed


def _next_for(
    subscription: Subscription, revisions: list[Revision], before: set[int], at: dt.datetime
) -> list[Revision]:
    """Of each period the last revision whose hour has come, where it was not owed yet and is wanted."""
    until = _last_hour(subscription.hour, at)
    wanted: dict[tuple[str, dt.date, dt.date], Revision] = {}
    firsts: set[tuple[str, dt.date, dt.date]] = set()
    done: set[tuple[str, dt.date, dt.date]] = set()
    for revision in revisions:
        if revision.kind != subscription.report or not subscription.since < revision.published_at <= until:
            continue
        wanted[revision.period] = revision
        if revision.number == 1:
            firsts.add(revision.period)
        if revision.id in before:
            done.add(revision.period)
    return [
        revision
        for period, revision in wanted.items()
        if revision.id not in before and (subscription.corrections or (period in firsts and period not in done))
    ]


def _last_hour(hour: dt.time | None, at: dt.datetime) -> dt.datetime:
    """The last time that it was this hour, Hanoi time; now, where it need not wait for an hour."""
    if hour is None:
        return at
    today = timezone.localtime(at).date()
    moment = dt.datetime.combine(today, hour, tzinfo=timezone.get_default_timezone())
    return moment if moment <= at else moment - dt.timedelta(days=1)


def _supersede(subscription: Subscription, revision: Revision, *, at: dt.datetime) -> None:
    """Whoever still waits for a former revision gets the new one alone."""
    if revision.number > 1:
        Sending.objects.owed().filter(
            subscription=subscription,
            is_test=False,
            bulletin__kind=revision.kind,
            bulletin__starts_on=revision.starts_on,
            bulletin__date=revision.date,
            bulletin__revision__lt=revision.number,
        ).update(ended_at=at, trouble=Trouble.SUPERSEDED, answer="", leased_until=None)


@transaction.atomic
def ask_for_last(*, subscription_id: int, by: User, at: dt.datetime) -> Sending:
    """Owe the last report that was published, at once; asking again before it is sent is asking once.

    :raises NothingPublished: there is none yet.   :raises Subscription.DoesNotExist: not his.
    """
    rows = Subscription.objects.visible_to(by).select_for_update(of=("self",), no_key=True)
    subscription = rows.get(pk=subscription_id)
    waiting = Sending.objects.owed().filter(subscription=subscription, is_test=True).first()
    if waiting is not None:
        return waiting
    published = Bulletin.objects.published().filter(kind=subscription.report).only("pk")
    last = published.order_by("-date", "-starts_on", "-revision").first()
    if last is None:
        raise NothingPublished(_("No such report is published yet."))
    return Sending.objects.create(subscription=subscription, bulletin=last, is_test=True, owed_at=at, next_at=at)


@transaction.atomic
def retry(*, sending_id: int, by: User, at: dt.datetime) -> Sending:
    """Owe once more what was given up; it stays the same sending, so a receiver who has it already knows it.

    :raises SendingNotFailed: it did not fail, or was only asked for.   :raises Sending.DoesNotExist: not his.
    """
    sending = Sending.objects.visible_to(by).select_for_update(of=("self",), no_key=True).get(pk=sending_id)
    if sending.is_test or sending.state != "failed":
        raise SendingNotFailed(_("Only what failed is sent again."))
    sending.ended_at, sending.trouble, sending.answer, sending.attempts, sending.next_at = None, "", "", 0, at
    sending.save(update_fields=["ended_at", "trouble", "answer", "attempts", "next_at"])
    return sending
