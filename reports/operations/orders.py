"""Bulletins that are owed: ordered, worked under a lease, found again when lost. An order is committed before any task.

Doing an order twice does no harm (see bulletins.make_bulletin), so a lease only keeps workers from doing double work.
"""

import datetime as dt
from typing import Final

from django.db import connection, transaction
from django.db.models import Q

from accounts.models import User
from contract.errors import DomainError
from declarations.days import current_date, day_of, last_due_date
from reports import periods
from reports.models import Bulletin, BulletinKind, ReportOrder
from reports.operations import telling
from reports.operations.balancing import BulletinDoesNotBalance
from reports.operations.bulletins import make_bulletin
from reports.operations.figuring import require_begun
from reports.operations.periods import make_period, require_complete
from reports.periods import DAY, REGULAR, Period, containing
from reports.queries import published
from reports.queries.counting import earliest_recorded, learnt_since

LEASE: Final = dt.timedelta(minutes=15)
"""Longer than a task may run, so no lease ends under a worker that is still at it."""
GRACE: Final = dt.timedelta(minutes=10)
"""A day whose bulletin is not there so long after its cut-off was missed by the clock."""
LOOK_BACK: Final = 7
"""How many days back a missed bulletin is made up for, and a published one is made again in any case."""
ASK_AGAIN: Final = dt.timedelta(hours=1)
"""So long what did not balance is left alone before the sweep tries it again."""
ALMOST_A_DAY: Final = dt.timedelta(hours=20)
"""What was published longer ago was published on an evening before."""


def order_bulletin(*, date: dt.date, at: dt.datetime, by: User | None = None) -> ReportOrder:
    """Ask for a day's bulletin to be made (again). Asking twice before anybody began is asking once.

    :raises DayNotBegun: there is nothing to count yet.
    """
    require_begun(date=date, at=at)
    return _asked(BulletinKind.DAY, date, date, at=at, by=by)


def order(*, period: Period, at: dt.datetime, by: User | None = None) -> ReportOrder:
    """Ask for the bulletin of a day or a period.

    :raises DayNotBegun: there is nothing to count yet.   :raises PeriodNotComplete: a day is not published yet.
    """
    if period.is_day:
        return order_bulletin(date=period.ends_on, at=at, by=by)
    return order_period(period=period, at=at, by=by)


def order_period(*, period: Period, at: dt.datetime, by: User | None = None) -> ReportOrder:
    """Ask for the bulletin of a period to be made (again), likewise.

    :raises PeriodNotComplete: a day of it is not published yet.
    """
    if not published.is_complete(period):
        require_complete(period, published.days_of(period))
    return _asked(period.kind, period.starts_on, period.ends_on, at=at, by=by)


@transaction.atomic
def _asked(kind: str, starts_on: dt.date, date: dt.date, *, at: dt.datetime, by: User | None) -> ReportOrder:
    asked = {"kind": kind, "starts_on": starts_on, "date": date, "ordered_by": by}
    waiting = ReportOrder.objects.due(at).filter(**asked, attempts=0).order_by("pk").first()
    return waiting or ReportOrder.objects.create(**asked, ordered_at=at)


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
        bulletin = _made(order, at=at)
    except DomainError as refused:
        refusal = refused
    with transaction.atomic():
        order.bulletin, order.done_at, order.leased_until = bulletin, at, None
        if refusal is not None:
            order.refusal_code = refusal.code
            order.disagreements = refusal.disagreements if isinstance(refusal, BulletinDoesNotBalance) else []
        order.save(update_fields=["bulletin", "done_at", "leased_until", "refusal_code", "disagreements"])
        if order.disagreements:
            telling.tell(order, at=at)
        _order_what_follows(order, at=at)
    return order


def _made(order: ReportOrder, *, at: dt.datetime) -> Bulletin:
    if order.kind == BulletinKind.DAY:
        return make_bulletin(date=order.date, at=at, by=order.ordered_by)
    return make_period(period=periods.of(order), at=at, by=order.ordered_by)


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


def _order_what_follows(order: ReportOrder, *, at: dt.datetime) -> None:
    """A day that says other than before is what the next day was held against, and a part of periods."""
    if order.kind != BulletinKind.DAY:
        days = {dt.date.fromisoformat(one["date"]) for one in order.disagreements if one.get("date")}
        for date in sorted(days | {date - DAY for date in days}):  # counted anew, they may follow one another again
            order_bulletin(date=date, at=at)
    elif order.bulletin and published.is_held_otherwise(order.bulletin):
        order_bulletin(date=order.date + DAY, at=at)
    order_periods(at=at)


def order_daily(*, at: dt.datetime) -> list[ReportOrder]:
    """Order the bulletin of the day that has just ended, and once more those of the days of a week before.

    So whatever was reported late (a scanner without network, an exit taken back, goods mended) becomes a correction
    within a day; of older days, those of which the journal has learnt something since.
    """
    today = last_due_date(at)
    week = [today - DAY * back for back in range(1, LOOK_BACK + 1)]
    again = Bulletin.objects.days().published().filter(date__in={*_learnt_of(week[-1], at), *week}, revision=1)
    dates = [*again.order_by("date").values_list("date", flat=True), today]
    return [order_bulletin(date=date, at=at) for date in dates]


def _learnt_of(before: dt.date, at: dt.datetime) -> set[dt.date]:
    """The days before that one of which the journal has learnt something since the evening before."""
    made = Bulletin.objects.days().published().filter(published_at__lte=at - ALMOST_A_DAY, journal_at__isnull=False)
    since = made.order_by("-journal_at").values_list("journal_at", flat=True).first()
    if since is None:
        return set()
    return {current_date(instant) for instant in learnt_since(since, before=day_of(before).starts_at)}


def order_missed(*, at: dt.datetime) -> list[ReportOrder]:
    """Order the bulletins that the clock should have made and did not, oldest first, since the journal began."""
    began = earliest_recorded()
    if began is None:
        return []
    last = last_due_date(at)
    due = [last - DAY * back for back in reversed(range(LOOK_BACK))]
    due = [date for date in due if day_of(date).cut_off_at > began and at >= day_of(date).cut_off_at + GRACE]
    there = set(Bulletin.objects.days().published().filter(date__in=due).values_list("date", flat=True))
    orders = ReportOrder.objects.filter(kind=BulletinKind.DAY, date__in=due)
    asked = orders.filter(ordered_by=None, ordered_at__gt=at - ASK_AGAIN)
    spared = there | {*asked.values_list("date", flat=True), *orders.owed().values_list("date", flat=True)}
    return [order_bulletin(date=date, at=at) for date in due if date not in spared]


def order_periods(*, at: dt.datetime) -> list[ReportOrder]:
    """Order the periods whose last day is published, and those with a day that was corrected since.

    One that was refused is left alone for a while.
    """
    last = last_due_date(at)
    ended = {containing(kind, last - DAY * back) for kind in REGULAR for back in range(LOOK_BACK)}
    wanted = sorted(period for period in ended if period.ends_on <= last and published.is_due(period))
    wanted += [Period(*found) for found in published.outdated().values_list("kind", "starts_on", "date")]
    refused = Q(ordered_by=None, ordered_at__gt=at - ASK_AGAIN) & ~Q(refusal_code="")
    orders = ReportOrder.objects.exclude(kind=BulletinKind.DAY).filter(Q(done_at__isnull=True) | refused)
    spared = set(orders.values_list("kind", "starts_on", "date"))
    return [_asked(*period, at=at, by=None) for period in wanted if tuple(period) not in spared]


def sweep(*, at: dt.datetime) -> int:
    """Order what was missed; answer how many orders are owed and nobody is at them."""
    order_missed(at=at)
    order_periods(at=at)
    return ReportOrder.objects.due(at).count()
