"""Making a day's bulletin: counted, proved, kept. Provisional until the day's cut-off, frozen from then on.

Whoever makes it and however often, a day has one right bulletin: equal figures are never kept twice, other figures of
a published day become a numbered correction, and nothing is kept that does not balance. See docs/bulletin.md.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection
from typing import Any, Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contract.errors import Conflict, Invalid
from reports import figures as arithmetic
from reports.days import Day, day_of
from reports.figures import Figures
from reports.models import Bulletin
from reports.queries import comparing, counting, counting_worth
from reports.queries.counting_worth import Lot
from reports.snapshot import one_state

Disagreement = dict[str, Any]
"""A gate, direction and kind of cargo, its five numbers, and vehicles and events that contradict each other."""

EARLIEST: Final = dt.date(2000, 1, 1)


class DayNotBegun(Invalid):
    """The day lies in the future, or before anything was ever counted."""

    code = "day_not_begun"


class BulletinDoesNotBalance(Conflict):
    """Carried over + arrived is not left + turned back + left over; `disagreements` name where, and which events."""

    code = "bulletin_does_not_balance"

    def __init__(self, disagreements: list[Disagreement]) -> None:
        self.disagreements = disagreements
        where = "; ".join(sentence(disagreement) for disagreement in disagreements) or _("at another gate")
        super().__init__(_("The day's events do not add up, so no bulletin was made: %(where)s") % {"where": where})

    def cut(self, gates: Collection[str]) -> "BulletinDoesNotBalance":
        """The same refusal for somebody who may see these gates only."""
        return BulletinDoesNotBalance([one for one in self.disagreements if one["gate"] in gates])


def sentence(disagreement: Disagreement) -> str:
    """A disagreement in one line."""
    said = str(
        _(
            "%(gate)s %(direction)s %(cargo)s: carried over %(carried_over)s + arrived %(arrived)s is not left %(left)s"
            " + turned back %(turned_back)s + left over %(left_over)s"
        )
        % disagreement
    )
    if not disagreement["events"]:
        return said
    return f"{said} ({_('events')} {', '.join(str(event) for event in disagreement['events'])})"


def make_bulletin(*, date: dt.date, at: dt.datetime, by: User | None = None) -> Bulletin:
    """Make the bulletin of a day as its events stand now, in a transaction of its own, and answer the one that holds.

    Before the day's cut-off it is provisional and made anew in place; from the cut-off on it is published. A published
    one whose figures are still right is answered as it is; else a correction with the next revision is made.

    :raises DayNotBegun: there is nothing to count yet.   :raises BulletinDoesNotBalance: nothing was kept.
    :raises RuntimeError: within another transaction.
    """
    with one_state():
        _be_the_only_maker()
        return _made(date=date, at=at, by=by)


def _be_the_only_maker() -> None:
    """Let no other maker work beside: the second one waits, then sees what the first has kept. Readers go on.

    LOCK TABLE takes no snapshot, so the state that this transaction sees begins after the wait.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE reports_bulletin IN SHARE ROW EXCLUSIVE MODE")


def _made(*, date: dt.date, at: dt.datetime, by: User | None) -> Bulletin:
    figures = figures_for(date=date, at=at)
    digest = arithmetic.digest(figures)
    cut_off_at = day_of(date).cut_off_at
    is_final = at >= cut_off_at
    published = Bulletin.objects.days().published().filter(date=date).order_by("-revision").first()
    if published and (published.sha256 == digest or not is_final):
        return published
    bulletin = Bulletin.objects.days().filter(date=date, published_at=None).first()
    bulletin = bulletin or Bulletin(date=date, starts_on=date)
    bulletin.figures, bulletin.sha256, bulletin.cut_off_at = figures, digest, cut_off_at
    bulletin.made_at, bulletin.made_by = at, by
    bulletin.revision = (published.revision if published else 0) + 1 if is_final else 0
    bulletin.published_at = at if is_final else None
    bulletin.save()
    return bulletin


def figures_for(*, date: dt.date, at: dt.datetime) -> Figures:
    """The figures of a day as its events stand now; keeps nothing. `at` only says whether the day has begun.

    To be called where every query sees the same state (`reports.snapshot.one_state`), or passing trucks do not add up.

    :raises DayNotBegun: it has not.   :raises BulletinDoesNotBalance: they contradict each other.
    """
    day = require_begun(date=date, at=at)
    counted = counting.count(day)
    _require_balance(day, counted.tallies)
    before = _left_over_before(day, counted.tallies)
    lots, fees = counting_worth.goods(counting.left(day)), counting_worth.fees(day)
    by_gate = _by_gate(counted, counting.unregistered(day.cut_off_at), before, lots, fees)
    return arithmetic.compose(
        date=date,
        cut_off=day.cut_off,
        total=arithmetic.part(arithmetic.together(by_gate.values())),
        gates={code: arithmetic.part(count) for code, count in by_gate.items()},
        closed_gates=counting.closed_gates(date),
        comparison={
            "year_before": comparing.year_before(starts_on=date, ends_on=date),
            "plan": comparing.plan(kind="day", starts_on=date, ends_on=date),
        },
    )


def _by_gate(
    counted: counting.Counted,
    unregistered: Counter[str],
    before: dict[str, int],
    lots: list[Lot],
    fees: Counter[tuple[str, str]],
) -> dict[str, arithmetic.Count]:
    """What is known of each gate: of those that take trucks, and of any other of which something is."""
    named = {tally.group.gate for tally in counted.tallies} | {lot.gate for lot in lots} | {gate for gate, _ in fees}
    codes = dict.fromkeys([*counting.truck_gates(), *sorted({*named, *unregistered, *before})])
    return {
        code: arithmetic.Count(
            tallies=[tally for tally in counted.tallies if tally.group.gate == code],
            unregistered=unregistered[code],
            left_over_before=before.get(code, 0),
            lots=[lot for lot in lots if lot.gate == code],
            fees={kind: paid for (gate, kind), paid in fees.items() if gate == code},
            left_by_lane={
                (lane, way): many for (gate, lane, way), many in counted.left_by_lane.items() if gate == code
            },
        )
        for code in codes
    }


def require_begun(*, date: dt.date, at: dt.datetime) -> Day:
    """The day of a date, where there is anything to count.

    :raises DayNotBegun: it lies ahead, or before all memory.
    """
    if not EARLIEST <= date <= dt.date(9999, 12, 30) or at < day_of(date).starts_at:
        raise DayNotBegun(_("There is nothing to count: this day has not begun."))
    return day_of(date)


def _left_over_before(day: Day, counted: list[counting.Tally]) -> dict[str, int]:
    """What was left over on the day before, by gate: as published, or else as it is counted now."""
    eve = day.date - dt.timedelta(days=1)
    published = Bulletin.objects.days().published().filter(date=eve).order_by("-revision").first()
    if published:
        return {code: part["left_over"]["total"] for code, part in published.figures["gates"].items()}
    stock: Counter[str] = counting.unregistered(day.starts_at)
    for tally in counted:
        if tally.group.direction == "export":
            stock[tally.group.gate] += tally.carried_over
    return dict(stock)


def _require_balance(day: Day, counted: list[counting.Tally]) -> None:
    wrong = [tally for tally in counted if not tally.is_balanced]
    if not wrong:
        return
    disagreements = []
    for tally in wrong:
        found = counting.culprits(day, tally.group)
        disagreements.append(
            {
                **tally.group._asdict(),
                **{name: value for name, value in tally._asdict().items() if name != "group"},
                "declarations": sorted({culprit.number for culprit in found}),
                "events": [event for culprit in found for event in culprit.events],
            }
        )
    raise BulletinDoesNotBalance(disagreements)
