"""Bulletins that are owed: ordered, worked under a lease, found again when lost. An order is committed before any task.

Doing an order twice does no harm (see bulletins.make_bulletin), so a lease only keeps workers from doing double work.
"""

import datetime as dt
from typing import Final

from django.db import connection, transaction

from accounts.models import User
from contract.errors import DomainError
from reports.days import day_of, last_due_date
from reports.models import Bulletin, ReportOrder
from reports.operations.bulletins import BulletinDoesNotBalance, make_bulletin, require_begun
from reports.queries.counting import earliest_recorded

LEASE: Final = dt.timedelta(minutes=15)
"""Longer than a task may run, so no lease ends under a worker that is still at it."""
GRACE: Final = dt.timedelta(minutes=10)
"""A day whose bulletin is not there so long after its cut-off was missed by the clock."""
LOOK_BACK: Final = 7
"""How many days back a missed bulletin is made up for."""
ASK_AGAIN: Final = dt.timedelta(hours=1)
"""So long a day that did not balance is left alone before the sweep tries it again."""


@transaction.atomic
def order_bulletin(*, date: dt.date, at: dt.datetime, by: User | None = None) -> ReportOrder:
    """Ask for a day's bulletin to be made (again). Asking twice before anybody began is asking once.

    :raises DayNotBegun: there is nothing to count yet.
    """
    require_begun(date=date, at=at)
    waiting = ReportOrder.objects.due(at).filter(date=date, ordered_by=by, attempts=0).order_by("pk").first()
    return waiting or ReportOrder.objects.create(date=date, ordered_by=by, ordered_at=at)


def work_orders(*, at: dt.datetime, most: int = 20) -> int:
    """Make what is owed, oldest order first; answer how many orders were ended."""
    for done in range(most):
        order = _lease(at)
        if order is None:
            return done
        work(order=order, at=at)
    return most


def work(*, order: ReportOrder, at: dt.datetime) -> ReportOrder:
    """Make the bulletin of an order that is leased. A refusal ends the order; an error leaves it owed."""
    bulletin, refusal = None, None
    try:
        bulletin = make_bulletin(date=order.date, at=at, by=order.ordered_by)
    except DomainError as refused:
        refusal = refused
    order.bulletin, order.done_at, order.leased_until = bulletin, at, None
    if refusal is not None:
        order.refusal_code = refusal.code
        order.disagreements = refusal.disagreements if isinstance(refusal, BulletinDoesNotBalance) else []
    order.save(update_fields=["bulletin", "done_at", "leased_until", "refusal_code", "disagreements"])
    return order


@transaction.atomic
def _lease(at: dt.datetime) -> ReportOrder | None:
    due = ReportOrder.objects.due(at).order_by("pk")
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True, of=("self",), no_key=True)
    order = due.first()
    if order is not None:
        order.leased_until, order.attempts = at + LEASE, order.attempts + 1
        order.save(update_fields=["leased_until", "attempts"])
    return order


def order_daily(*, at: dt.datetime) -> list[ReportOrder]:
    """Order the bulletin of the day that has just ended, and once more that of the day before.

    So whatever was reported late (a scanner without network, an exit taken back) becomes a correction within a day.
    """
    today = last_due_date(at)
    eve = today - dt.timedelta(days=1)
    dates = [eve, today] if Bulletin.objects.days().published().filter(date=eve).exists() else [today]
    return [order_bulletin(date=date, at=at) for date in dates]


def order_missed(*, at: dt.datetime) -> list[ReportOrder]:
    """Order the bulletins that the clock should have made and did not, oldest first, since the journal began."""
    began = earliest_recorded()
    if began is None:
        return []
    last = last_due_date(at)
    due = [last - dt.timedelta(days=back) for back in reversed(range(LOOK_BACK))]
    due = [date for date in due if day_of(date).cut_off_at > began and at >= day_of(date).cut_off_at + GRACE]
    there = set(Bulletin.objects.days().published().filter(date__in=due).values_list("date", flat=True))
    asked = ReportOrder.objects.filter(date__in=due, ordered_by=None, ordered_at__gt=at - ASK_AGAIN)
    spared = there | set(asked.values_list("date", flat=True)) | set(_owed(due))
    return [order_bulletin(date=date, at=at) for date in due if date not in spared]


def _owed(dates: list[dt.date]) -> list[dt.date]:
    return list(ReportOrder.objects.owed().filter(date__in=dates).values_list("date", flat=True))


def sweep(*, at: dt.datetime) -> int:
    """Order what was missed; answer how many orders are owed and nobody is at them."""
    order_missed(at=at)
    return ReportOrder.objects.due(at).count()
