"""Making a day's bulletin: counted, proved, kept. Provisional until the day's cut-off, frozen from then on.

Whoever makes it and however often, a day has one right bulletin: equal figures are never kept twice, other figures of
a published day become a numbered correction, and nothing is kept that does not balance. See docs/bulletin.md.
"""

import datetime as dt

from django.db import connection

from accounts.models import User
from declarations.days import day_of
from reports import figures as arithmetic
from reports import lists
from reports.figures import Figures
from reports.lists import Change, Row
from reports.models import Bulletin
from reports.operations.balancing import BulletinDoesNotBalance, require_proof
from reports.operations.figuring import DayNotBegun, figures_for
from reports.operations.keeping import keep_list
from reports.queries import counting, listing
from reports.queries.naming import gate_names
from reports.snapshot import one_state
from reports.sums import like

__all__ = ["BulletinDoesNotBalance", "DayNotBegun", "figures_for", "make_bulletin"]


def make_bulletin(*, date: dt.date, at: dt.datetime, by: User | None = None) -> Bulletin:
    """Make the bulletin of a day as its events stand now, in a transaction of its own, and answer the one that holds.

    Before the day's cut-off it is provisional and made anew in place; from the cut-off on it is published. A published
    one whose figures are still right is answered as it is; else a correction with the next revision is made.

    :raises DayNotBegun: there is nothing to count yet.   :raises BulletinDoesNotBalance: nothing was kept.
    :raises RuntimeError: within another transaction.
    """
    with one_state():
        be_the_only_maker()
        return _made(date=date, at=at, by=by)


def be_the_only_maker() -> None:
    """Let no other maker work beside: the second one waits, then sees what the first has kept. Readers go on.

    LOCK TABLE takes no snapshot, so the state that this transaction sees begins after the wait.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE reports_bulletin IN SHARE ROW EXCLUSIVE MODE")


def _made(*, date: dt.date, at: dt.datetime, by: User | None) -> Bulletin:
    day = day_of(date)
    published = Bulletin.objects.days().published().filter(date=date).order_by("-revision").first()
    figures = figures_for(date=date, at=at)
    if at < day.cut_off_at:
        return published or _provisional(date, figures, at=at, by=by)
    rows = listing.trucks_of(day)
    require_proof(day, figures, rows)
    if published:
        former = listing.kept(published)
        rows = lists.as_published(rows, former)
        figures = lists.figures_of(rows, given=figures)
        if _still_holds(published, figures, lists.changes(former, rows), by=by):
            return published
    return _published(date, figures, rows, after=published, at=at, by=by)


def _still_holds(published: Bulletin, figures: Figures, changes: list[Change], *, by: User | None) -> bool:
    """Whether a published bulletin says what would be said now.

    What it is held against has changed only for a person who asks; so has what it did not count yet.
    """
    if by is not None:
        return bool(published.figures == figures) and not changes
    if not published.keeps_its_list:
        return bool(like(figures, published.figures) == published.figures)
    return arithmetic.facts(published.figures) == arithmetic.facts(figures) and not changes


def _provisional(date: dt.date, figures: Figures, *, at: dt.datetime, by: User | None) -> Bulletin:
    bulletin = _draft(date)
    bulletin.figures, bulletin.sha256 = figures, arithmetic.digest(figures)
    bulletin.made_at, bulletin.made_by = at, by
    bulletin.save()
    return bulletin


def _published(
    date: dt.date, figures: Figures, rows: list[Row], *, after: Bulletin | None, at: dt.datetime, by: User | None
) -> Bulletin:
    """The next revision, with the trucks behind it."""
    bulletin = _draft(date)
    bulletin.revision = after.revision + 1 if after else 1
    bulletin.figures, bulletin.sha256 = figures, arithmetic.digest(figures, map(lists.line, rows))
    bulletin.made_at = bulletin.published_at = at
    bulletin.made_by = by
    bulletin.gate_names = gate_names(figures["gates"])
    bulletin.vehicles_counted, bulletin.journal_at = len(rows), counting.journal_end()
    bulletin.save()
    keep_list(bulletin, rows)
    return bulletin


def _draft(date: dt.date) -> Bulletin:
    """The day's provisional bulletin, or one that is not kept yet."""
    kept = Bulletin.objects.days().filter(date=date, published_at=None).first()
    return kept or Bulletin(date=date, starts_on=date, revision=0, cut_off_at=day_of(date).cut_off_at)
