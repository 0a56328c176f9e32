"""Making the bulletin of a period: the sum of its days as they are published, in numbered revisions like theirs.

Published only when all its days are; corrected when one of them is. What was published is never counted again, so a
period of any length costs what its days' figures cost to add.
"""

import datetime as dt
from typing import Final

from django.utils import formats
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contract.errors import Conflict
from declarations.days import day_of
from reports import figures as arithmetic
from reports import summing
from reports.figures import Comparison, Figures
from reports.models import Bulletin, BulletinKind
from reports.operations.balancing import UNSAID, BulletinDoesNotBalance, refused_unless_whole
from reports.operations.bulletins import be_the_only_maker
from reports.periods import Period
from reports.queries import comparing
from reports.queries.naming import gate_names
from reports.queries.published import days_of
from reports.snapshot import one_state
from reports.spans import Span
from reports.summing import DaySaid

NAMED_AT_MOST: Final = 10


class PeriodNotComplete(Conflict):
    """Days of the period are not published; `missing` names them."""

    code = "period_not_complete"

    def __init__(self, missing: list[dt.date]) -> None:
        self.missing = missing
        days = ", ".join(formats.date_format(date, "d/m/Y") for date in missing[:NAMED_AT_MOST])
        more = " …" if len(missing) > NAMED_AT_MOST else ""
        super().__init__(_("Not every day of this period is published: %(days)s") % {"days": days + more})


def make_period(*, period: Period, at: dt.datetime, by: User | None = None) -> Bulletin:
    """Make the bulletin of a period from its published days, in a transaction of its own; answer the one that holds.

    One that sums the same revisions of its days and says the same is answered as it is; else the next revision is made.

    :raises PeriodNotComplete: a day of it is not published.   :raises BulletinDoesNotBalance: its days do not follow.
    :raises RuntimeError: within another transaction.
    """
    with one_state():
        be_the_only_maker()
        days = days_of(period)
        require_complete(period, days)
        figures = figures_of(period, days)
        published = _published(period)
        if published and _still_holds(published, figures, by=by):
            return published
        return Bulletin.objects.create(
            kind=period.kind, starts_on=period.starts_on, date=period.ends_on,
            revision=published.revision + 1 if published else 1, figures=figures,
            sha256=arithmetic.digest(figures, [day.line for day in days]),
            gate_names=gate_names(figures["gates"]), cut_off_at=day_of(period.ends_on).cut_off_at,
            made_at=at, made_by=by, published_at=at,
        )  # fmt: skip


def _published(period: Period) -> Bulletin | None:
    last: Bulletin | None = Bulletin.objects.of(*period).published().order_by("-revision").first()
    return last


def _still_holds(published: Bulletin, figures: Figures, *, by: User | None) -> bool:
    """What it is held against has changed only for a person who asks."""
    if by is not None:
        return bool(published.figures == figures)
    return arithmetic.facts(published.figures) == arithmetic.facts(figures)


def require_complete(period: Period, days: list[DaySaid]) -> None:
    """Every day of the period is there. :raises PeriodNotComplete: one is not."""
    missing = sorted(set(period.dates()) - {day.date for day in days})
    if missing:
        raise PeriodNotComplete(missing)


def figures_so_far(period: Period) -> Figures | None:
    """The figures of the days of a period that are published, up to the last of them, `date`. None: there are none.

    :raises PeriodNotComplete: there is a gap among them.   :raises BulletinDoesNotBalance: they do not follow.
    """
    days = days_of(period)
    if not days:
        return None
    require_complete(period._replace(ends_on=days[-1].date), days)
    return figures_of(period, days)


def figures_of(period: Period, days: list[DaySaid]) -> Figures:
    """The figures of these days, which are all of the period or its beginning without a gap.

    :raises BulletinDoesNotBalance: what one day left over the next did not carry over, or they make no whole.
    """
    found = summing.breaks(days)
    if found:
        raise BulletinDoesNotBalance([_disagreement(one) for one in found])
    with refused_unless_whole():
        return summing.summed(days, period=period, comparison=_compared(period, days[-1].date))


def _disagreement(one: summing.Break) -> dict[str, object]:
    numbers = {"counted": one.carried_over, "listed": one.left_over, "date": one.date.isoformat()}
    return UNSAID | {"gate": one.gate, "figure": "carried_over"} | numbers


def _compared(period: Period, last: dt.date) -> Comparison:
    """What the period is held against; of one that goes on, the days so far."""
    before, is_over = period.before(), last == period.ends_on
    so_far = before.ends_on if is_over else min(before.ends_on, before.starts_on + (last - period.starts_on))
    kind = period.kind if is_over else BulletinKind.PERIOD
    return {
        "year_before": comparing.year_before(starts_on=period.starts_on, ends_on=last),
        "plan": comparing.plan(kind=kind, starts_on=period.starts_on, ends_on=last),
        "period_before": comparing.known_of(Span(before.starts_on, so_far)),
    }
