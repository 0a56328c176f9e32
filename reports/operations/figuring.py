"""The figures of a day as its events stand now: counted, and proved to balance. Nothing is kept here."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext_lazy as _

from contract.errors import Invalid
from declarations.days import Day, day_of
from reports import figures as arithmetic
from reports.figures import Count, Figures
from reports.models import Bulletin, BulletinKind, Outlook
from reports.operations.balancing import refused_unless_whole, require_balance
from reports.queries import comparing, counting, counting_worth

EARLIEST: Final = dt.date(2000, 1, 1)


class DayNotBegun(Invalid):
    """The day lies in the future, or before anything was ever counted."""

    code = "day_not_begun"


def figures_for(*, date: dt.date, at: dt.datetime) -> Figures:
    """The figures of a day as its events stand now; keeps nothing. `at` only says whether the day has begun.

    To be called where every query sees the same state (`reports.snapshot.one_state`), or passing trucks do not add up.

    :raises DayNotBegun: it has not.   :raises BulletinDoesNotBalance: they contradict each other.
    """
    day = require_begun(date=date, at=at)
    counted = counting.count(day)
    require_balance(day, counted.tallies)
    gates = counting.gates_on(date)
    by_gate = _by_gate(day, counted, gates)
    with refused_unless_whole(day):
        return arithmetic.compose(
            date=date,
            cut_off=day.cut_off,
            total=arithmetic.part(arithmetic.together(by_gate.values())),
            gates={code: arithmetic.part(count) for code, count in by_gate.items()},
            closed_gates=[code for code, is_closed in gates.items() if is_closed],
            comparison={
                "year_before": comparing.year_before(starts_on=date, ends_on=date),
                "plan": comparing.plan(kind=BulletinKind.DAY, starts_on=date, ends_on=date),
            },
            outlook=outlook(date),
        )


def _by_gate(day: Day, counted: counting.Counted, gates: Iterable[str]) -> dict[str, Count]:
    """What is known of each gate: of those that take trucks, and of any other of which something is."""
    lots, fees = counting_worth.goods(counted.left), counting_worth.fees(day)
    unregistered, before = counting.unregistered(day.cut_off_at), _left_over_before(day, counted.tallies)
    named = {tally.group.gate for tally in counted.tallies} | {lot.gate for lot in lots} | {gate for gate, _ in fees}
    codes = dict.fromkeys([*gates, *sorted({*named, *unregistered, *before})])
    return {
        code: Count(
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


def outlook(date: dt.date) -> Figures | None:
    """What the last forecast, if it beats the naive one, expects to be left over a day later."""
    after = date + dt.timedelta(days=1)
    said = Outlook.objects.filter(for_date=after, made_on__lte=date).order_by("made_on")
    numbers = ("left_over_p10", "left_over_p50", "left_over_p90")
    last = {code: (beats, values) for code, beats, *values in said.values_list("gate__code", "beats_naive", *numbers)}
    found = {
        code: dict(zip(("p10", "p50", "p90"), values, strict=True)) for code, (beats, values) in last.items() if beats
    }
    return {"for_date": after.isoformat(), "total": found.pop(None, None), "gates": found} if found else None


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
