"""Following the journal: facts are written when a vehicle ends, and corrected when its journal goes on.

The gate knows nothing of it. A round reads on from where the last one came to, a little further back, and takes each
end, exit taken back and amendment once: the declaration's look says how far. Killed anywhere, two at a time, started
late: the next round does what is left (docs/adr/0096).
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from django.db import transaction
from django.db.models import F, Max, Min, Q, QuerySet
from django.utils import timezone

from declarations.models import Event
from declarations.stages import End, Verb
from release.models import CheckFact, Follow, Look, Passage
from release.passage import CheckTime, Reckoned, reckon
from release.queries.telling import Ended, clocks, ended_vehicles
from release.standstill import Clock, Measured
from release.words import Segment

OVERLAP: Final = dt.timedelta(hours=1)
"""An event is seen once its transaction commits, at most this long after the instant at which it was recorded."""
MOST_AT_ONCE: Final = 50
TELLING: Final = (Verb.LEFT, Verb.TURNED_BACK, Verb.EXIT_WITHDRAWN, Verb.AMENDED, Verb.CHANGE_DECIDED)
"""The events after which a fact is new, gone, or another."""
UNKEPT: Final = Q(declaration__release_look__isnull=True) | Q(seq__gt=F("declaration__release_look__seq"))
AT: Final = {
    Segment.ENTRY: "entered_at",
    Segment.YARD: "yard_at",
    Segment.FINISH: "finished_at",
    Segment.CUSTOMS_OUT: "customs_out_at",
}


class _Said(NamedTuple):
    """An event that says something: in which declaration, recorded when."""

    event: int
    declaration: int
    recorded_at: dt.datetime


def follow_due(*, at: dt.datetime, most: int = 1_000) -> int:
    """Bring the facts up to the journal, oldest event first; answer how many events were taken in."""
    follow, _new = Follow.objects.get_or_create(id=1)
    telling = _telling(follow.event)
    rows = telling.filter(UNKEPT).order_by("pk").values_list("pk", "declaration_id", "recorded_at")
    said = [_Said(*row) for row in rows[:most]]
    declarations = list(dict.fromkeys(one.declaration for one in said))
    for start in range(0, len(declarations), MOST_AT_ONCE):
        _keep(declarations[start : start + MOST_AT_ONCE])
    came_to = _all_taken(follow.event, before=at - OVERLAP) if len(said) < most else _taken(said, before=at - OVERLAP)
    Follow.objects.filter(id=1, event__lt=came_to).update(event=came_to)
    if len(said) < most:
        Follow.objects.filter(Q(at__isnull=True) | Q(at__lt=at), id=1).update(at=at)
    return len(said)


@transaction.atomic
def forget() -> None:
    """Forget every fact and how far the journal was followed: the next rounds reckon all of it anew."""
    CheckFact.objects.all().delete()
    Passage.objects.all().delete()
    Look.objects.all().delete()
    Follow.objects.all().delete()


def _telling(after: int) -> QuerySet[Event]:
    found: QuerySet[Event] = Event.objects.filter(pk__gt=after, verb__in=TELLING)
    return found


def _all_taken(after: int, *, before: dt.datetime) -> int:
    """The last event before the first one recorded so lately that others may still be written before it."""
    events = Event.objects.filter(pk__gt=after)
    recent = events.filter(recorded_at__gte=before).aggregate(first=Min("pk"))["first"]
    old = events if recent is None else events.filter(pk__lt=recent)
    last: int | None = old.aggregate(last=Max("pk"))["last"]
    return after if last is None else last


def _taken(said: Iterable[_Said], *, before: dt.datetime) -> int:
    """The same, of a round that did not come to the end."""
    last = 0
    for one in said:
        if one.recorded_at >= before:
            break
        last = one.event
    return last


@transaction.atomic
def _keep(declarations: Sequence[int]) -> None:
    """Write the facts of these declarations' vehicles as they are now, and remember that it was done."""
    ids = sorted(declarations)
    Look.objects.bulk_create([Look(declaration_id=pk) for pk in ids], ignore_conflicts=True)
    looks = {
        look.declaration_id: look
        for look in Look.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids).order_by("pk")
    }
    # How far the journal goes is read before the rest: what comes in between is taken in again by the next round.
    moved: set[int] = set()
    whole: set[int] = set()
    for declaration, vehicle, seq in _new_events(ids):
        looks[declaration].seq = seq
        if vehicle is None:
            whole.add(declaration)
        else:
            moved.add(vehicle)
    if not moved and not whole:  # somebody was first
        return
    affected = Q(vehicle__in=moved) | Q(vehicle__declaration__in=whole)
    CheckFact.objects.filter(passage__in=Passage.objects.filter(affected)).delete()
    Passage.objects.filter(affected).delete()
    _write([*ended_vehicles(ids, vehicles=moved), *_others(whole, moved)])
    Look.objects.bulk_update(looks.values(), ["seq"])


def _new_events(declarations: Sequence[int]) -> list[tuple[int, int | None, int]]:
    """By declaration, in order: the vehicle that an event speaks of, None for all of them, and its number."""
    rows = Event.objects.filter(UNKEPT, declaration__in=declarations, verb__in=TELLING)
    return list(rows.order_by("declaration_id", "seq").values_list("declaration_id", "vehicle_id", "seq"))


def _others(whole: set[int], moved: set[int]) -> list[Ended]:
    """The other vehicles of declarations that an amendment spoke of."""
    return [one for one in (ended_vehicles(whole) if whole else []) if one.vehicle not in moved]


def _write(vehicles: list[Ended]) -> None:
    works = clocks(vehicles)
    reckoned = [reckon(one.told, works.get(one.gate, Clock())) for one in vehicles]
    passages = Passage.objects.bulk_create(map(_passage, vehicles, reckoned))
    facts = [
        _check_fact(passage, check)
        for passage, found in zip(passages, reckoned, strict=True)
        if passage.end == End.LEFT
        for check in found.checks
    ]
    CheckFact.objects.bulk_create(facts, batch_size=500)


def _passage(one: Ended, found: Reckoned) -> Passage:
    arrived = timezone.localtime(one.arrived_at)
    columns: dict[str, Any] = {}
    for segment, time in found.segments.items():
        columns |= {f"{segment}_seconds": time.seconds, f"{segment}_paused": time.paused}
        columns[f"{segment}_closed"] = time.closed
    for segment, column in AT.items():
        columns[column] = _instant(found.milestones.get(segment))
    return Passage(
        vehicle_id=one.vehicle, gate_id=one.gate, lane_id=one.lane, direction=one.direction, cargo=one.cargo,
        end=one.end, arrived_at=one.arrived_at, ended_at=one.ended_at, hour=arrived.hour, weekday=arrived.weekday(),
        held=found.held, **found.whole._asdict(), **columns,
    )  # fmt: skip


def _check_fact(passage: Passage, check: CheckTime) -> CheckFact:
    told, measured = check.told, check.measured
    return CheckFact(
        passage=passage, gate_id=passage.gate_id, direction=passage.direction, cargo=passage.cargo,
        ended_at=passage.ended_at, code=told.code, agency=told.agency, ready_at=_instant(told.ready),
        confirmed_at=_instant(told.confirmed), outcome=check.outcome, seconds=measured and measured.seconds,
        paused=(measured or Measured()).paused, closed=(measured or Measured()).closed, held=check.held,
        restarts=told.restarts,
    )  # fmt: skip


def _instant(at: int | None) -> dt.datetime | None:
    return None if at is None else dt.datetime.fromtimestamp(at, tz=dt.UTC)
