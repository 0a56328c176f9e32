"""Rebuilding a published bulletin from what it counted, checked against the journal both ways.

Every truck of its list has the events that prove it, of that verb and within that day; every event of the day that the
journal held by then is counted in this or a later revision; what the list makes is what was published, to the hash.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from declarations.days import Day, day_of
from declarations.models import Event
from declarations.stages import Verb
from reports import figures as arithmetic
from reports import lists, summing
from reports.figures import Figures
from reports.lists import Row
from reports.models import Bulletin, BulletinKind
from reports.periods import DAY, Period
from reports.queries import counting, counting_worth, listing
from reports.queries.published import days_of
from reports.sums import differences

PORTION: Final = 5000
END_VERBS: Final = {lists.LEFT: Verb.LEFT, lists.TURNED_BACK: Verb.TURNED_BACK}


class Disagrees(Exception):
    """A published bulletin, its list and the journal contradict each other; the sentence says where first."""


def rebuild(bulletin: Bulletin) -> Figures:
    """The figures of a published bulletin, made again from the trucks or the days that it counted.

    One that was published before lists were kept is held against its hash only.

    :raises Disagrees: they are not what was published, or the journal says otherwise.
    """
    if bulletin.kind != BulletinKind.DAY:
        return _rebuilt_period(bulletin)
    rows = listing.kept(bulletin)
    _require_hash(bulletin, bulletin.figures, map(lists.line, rows))
    if not bulletin.keeps_its_list:
        return dict(bulletin.figures)
    if len(rows) != bulletin.vehicles_counted:
        raise Disagrees(f"{len(rows)} trucks are listed, {bulletin.vehicles_counted} were counted")
    _require_proofs(day_of(bulletin.date), rows)
    _require_all_counted(bulletin, rows)
    _require_eve(bulletin)
    figures = lists.figures_of(rows, given=bulletin.figures)
    _require_same(bulletin, figures)
    _require_hash(bulletin, figures, map(lists.line, rows))
    return figures


def _rebuilt_period(bulletin: Bulletin) -> Figures:
    period = Period(bulletin.kind, bulletin.starts_on, bulletin.date)
    days = days_of(period, revisions=bulletin.figures["days"])
    if [day.date for day in days] != period.dates():
        raise Disagrees("a revision of a day that it sums is not there")
    figures = summing.summed(days, period=period, comparison=bulletin.figures["comparison"])
    _require_same(bulletin, figures)
    _require_hash(bulletin, figures, (day.line for day in days))
    return figures


def _require_same(bulletin: Bulletin, figures: Figures) -> None:
    for path, said, made in differences(bulletin.figures, figures):
        raise Disagrees(f"{path} is {said}, but what was counted makes {made}")


def _require_hash(bulletin: Bulletin, figures: Figures, lines: Iterator[str]) -> None:
    if arithmetic.digest(figures, lines) != bulletin.sha256:
        raise Disagrees("its figures or what they were counted from were altered")


class _Proof(NamedTuple):
    """What an event must say for a truck to be counted as it is."""

    event: int
    verb: Verb
    vehicle: int | None
    starts_at: dt.datetime | None
    ends_at: dt.datetime
    data: dict[str, Any]

    def is_given_by(self, verb: str, vehicle: int | None, happened_at: dt.datetime, data: dict[str, Any]) -> bool:
        """Whether that is what the journal says."""
        is_in_time = happened_at < self.ends_at and (self.starts_at is None or happened_at >= self.starts_at)
        return (verb, vehicle) == (self.verb, self.vehicle) and is_in_time and self.data.items() <= data.items()


def _require_proofs(day: Day, rows: list[Row]) -> None:
    proofs = [proof for row in rows for proof in _proofs(day, row)]
    for first in range(0, len(proofs), PORTION):
        portion = proofs[first : first + PORTION]
        found = Event.objects.filter(pk__in=[proof.event for proof in portion])
        said = {pk: rest for pk, *rest in found.values_list("pk", "verb", "vehicle_id", "happened_at", "data")}
        for proof in portion:
            if proof.event not in said or not proof.is_given_by(*said[proof.event]):
                raise Disagrees(f"event {proof.event} is not the {proof.verb.value} that was counted of its truck")


def _proofs(day: Day, row: Row) -> Iterator[_Proof]:
    if row.seen_event_id is not None and row.fate in lists.STOOD:
        starts_at, ends_at = (day.starts_at, day.cut_off_at) if row.has_arrived else (None, day.starts_at)
        yield _Proof(row.seen_event_id, Verb.SEEN, row.vehicle_id, starts_at, ends_at, {})
    if row.end_event_id is not None:
        verb = END_VERBS[row.fate]
        yield _Proof(row.end_event_id, verb, row.vehicle_id, day.starts_at, day.cut_off_at, {})
    for event, _gate, kind, amount in row.payments:
        said = {"kind": kind, "amount": amount}
        yield _Proof(event, Verb.FEE_PAID, row.vehicle_id, day.starts_at, day.cut_off_at, said)


def _require_all_counted(bulletin: Bulletin, rows: list[Row]) -> None:
    day = day_of(bulletin.date)
    moves = counting.events_from(day).filter(happened_at__lt=day.cut_off_at)
    happened = {
        pk
        for events in (moves, counting_worth.payments(day))
        for pk in events.filter(pk__lte=bulletin.journal_at or 0).values_list("pk", flat=True)
    }
    missing = happened - set(_events_of(rows))
    for later in _later_revisions(bulletin) if missing else ():
        missing -= set(_events_of(listing.kept(later)))
    if missing:
        raise Disagrees(f"event {min(missing)} of the day is not counted, in this revision or a later one")


def _later_revisions(bulletin: Bulletin) -> Iterator[Bulletin]:
    later = Bulletin.objects.days().published().filter(date=bulletin.date, revision__gt=bulletin.revision)
    return later.order_by("revision").iterator()


def _events_of(rows: list[Row]) -> Iterator[int]:
    """The events of a day that a list counts."""
    for row in rows:
        if row.has_arrived and row.seen_event_id is not None:
            yield row.seen_event_id
        if row.end_event_id is not None:
            yield row.end_event_id
        for event, *_said in row.payments:
            yield event


def _require_eve(bulletin: Bulletin) -> None:
    """The change is against a revision of the day before, where one was published by then."""
    eve = Bulletin.objects.days().published().filter(date=bulletin.date - DAY)
    if not eve.filter(published_at__lte=bulletin.made_at).exists():
        return
    gates = bulletin.figures["gates"]
    before = {code: part["left_over"]["total"] - part["left_over"]["change"] for code, part in gates.items()}
    for figures in eve.values_list("figures", flat=True):
        if all(before.get(code, 0) == part["left_over"]["total"] for code, part in figures["gates"].items()):
            return
    raise Disagrees("left_over.change is not against what was published of the day before")
