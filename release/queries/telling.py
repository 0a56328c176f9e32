"""What the gate says of vehicles that have ended: their checks as they stand, their journal, and when the gate worked.

A batch of declarations is read in a handful of queries, however many vehicles they have.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone

from declarations.models import Check, DayMode, Event, OpeningHours, Pause, Vehicle
from declarations.stages import CheckState, End, Role, Verb
from release.passage import Told, ToldCheck
from release.spans import Span, seconds_of
from release.standstill import Clock, PauseOf

ENDS = (End.LEFT, End.TURNED_BACK)
OF_CHECKS = (
    Verb.CHECK_CONFIRMED, Verb.CHECK_HELD, Verb.CHECK_SENT_BACK, Verb.CHECK_RELEASED, Verb.CHECK_REFUSED,
    Verb.CHECK_WITHDRAWN, Verb.CHECK_REOPENED,
)  # fmt: skip
OF_THE_ROAD = (Verb.ROAD_HELD, Verb.ROAD_RELEASED)


class Ended(NamedTuple):
    """A carrier vehicle that has ended, as the gate keeps it."""

    vehicle: int
    declaration: int
    gate: int
    lane: int | None
    direction: str
    cargo: str
    end: str
    arrived_at: dt.datetime
    ended_at: dt.datetime
    told: Told


@dataclass
class _Told:
    """What the journal says of one check, event by event."""

    first: int | None = None
    is_confirmed: bool = False
    held_since: int | None = None
    held: list[Span] = field(default_factory=list)
    restarts: int = 0
    taken_back: int | None = None
    """When its confirmation was taken back last: for the desk the truck has waited all along, here it waits anew."""

    def hear(self, verb: str, at: int) -> None:
        """Take in the next event."""
        if verb == Verb.CHECK_CONFIRMED:
            self.first = at if self.first is None else self.first
            self.is_confirmed = True
        elif verb in (Verb.CHECK_HELD, Verb.CHECK_SENT_BACK):
            self.held_since = at
        else:
            self.restarts += verb != Verb.CHECK_REFUSED and not (verb == Verb.CHECK_RELEASED and self.is_confirmed)
            self._let_go(at)
            self.is_confirmed = self.is_confirmed and verb == Verb.CHECK_RELEASED
            if verb == Verb.CHECK_WITHDRAWN:  # it was a mistake: the first confirmation is one that comes after
                self.first = None
                self.taken_back = at

    def _let_go(self, at: int) -> None:
        if self.held_since is not None:
            self.held.append((self.held_since, at))
            self.held_since = None

    def spans(self, end: int) -> tuple[Span, ...]:
        """When it was held; what was never released lasts until the end."""
        return (*self.held, *([(self.held_since, end)] if self.held_since is not None else []))


Heard = dict[tuple[int, int | None, str], _Told]
"""By declaration, vehicle (None: the declaration itself) and check; a hold on the road under an empty check."""


def ended_vehicles(declarations: Collection[int], *, vehicles: Collection[int] | None = None) -> list[Ended]:
    """The carriers of these declarations that left or were turned back; only those named, if any are (3 queries)."""
    rows = Vehicle.objects.filter(
        declaration__in=declarations, role=Role.CARRIER, end__in=ENDS, seen_at__isnull=False, ended_at__isnull=False
    )
    if vehicles is not None:
        rows = rows.filter(pk__in=vehicles)
    columns = (
        "pk", "declaration_id", "gate_id", "declaration__lane_id", "direction", "main_cargo", "end", "seen_at",
        "ended_at",
    )  # fmt: skip
    found = list(rows.order_by("pk").values_list(*columns))
    checks = _checks([row[0] for row in found], {row[1] for row in found})
    heard = _heard({row[1] for row in found})
    return [Ended._make((*row, _told(row, checks, heard))) for row in found]


_CheckRow = tuple[str, str, dt.datetime | None, dt.datetime | None, bool]


def _checks(vehicles: Collection[int], declarations: Collection[int]) -> dict[tuple[int, int | None], list[_CheckRow]]:
    """The checks that a vehicle had, by declaration and vehicle; of the declaration itself under None."""
    found: dict[tuple[int, int | None], list[_CheckRow]] = defaultdict(list)
    rows = Check.objects.filter(
        Q(vehicle__in=vehicles) | Q(vehicle__isnull=True, declaration__in=declarations)
    ).exclude(state=CheckState.NOT_REQUIRED)
    columns = ("declaration_id", "vehicle_id", "code", "agency", "ready_at", "confirmed_at", "automatic")
    for declaration, vehicle, *check in rows.order_by("pk").values_list(*columns):
        found[declaration, vehicle].append((check[0], check[1], check[2], check[3], check[4]))
    return found


def _heard(declarations: Collection[int]) -> Heard:
    """The journal of these declarations, by check."""
    heard: Heard = defaultdict(_Told)
    events = Event.objects.filter(declaration__in=declarations, verb__in=[*OF_CHECKS, *OF_THE_ROAD])
    columns = ("declaration_id", "vehicle_id", "check_code", "verb", "happened_at")
    for declaration, vehicle, code, verb, at in events.order_by("declaration_id", "seq").values_list(*columns):
        said = {Verb.ROAD_HELD: Verb.CHECK_HELD, Verb.ROAD_RELEASED: Verb.CHECK_RELEASED}.get(Verb(verb), verb)
        heard[declaration, vehicle, code].hear(said, seconds_of(at))
    return heard


def _told(
    row: tuple[int, int, int, int | None, str, str, str, dt.datetime, dt.datetime],
    checks: dict[tuple[int, int | None], list[_CheckRow]],
    heard: Heard,
) -> Told:
    vehicle, declaration, _gate, lane, *_labels, arrived_at, ended_at = row
    end = seconds_of(ended_at)
    told: dict[str, ToldCheck] = {}
    for owner in (None, vehicle):
        for code, agency, ready_at, confirmed_at, automatic in checks.get((declaration, owner), []):
            said = heard.get((declaration, owner, code), _Told())
            told[code] = ToldCheck(
                code, agency, _later(_seconds(ready_at), said.taken_back), _seconds(confirmed_at), said.first,
                automatic, said.spans(end), said.restarts,
            )  # fmt: skip
    road = heard.get((declaration, vehicle, ""), _Told())
    return Told(seconds_of(arrived_at), end, told, road.spans(end), lane)


def _later(ready: int | None, taken_back: int | None) -> int | None:
    return ready if ready is None or taken_back is None else max(ready, taken_back)


def _seconds(at: dt.datetime | None) -> int | None:
    return None if at is None else seconds_of(at)


def clocks(vehicles: Iterable[Ended]) -> dict[int, Clock]:
    """When the gates of these vehicles worked while they were there (3 queries)."""
    stays = list(vehicles)
    if not stays:
        return {}
    first, last = min(stay.arrived_at for stay in stays), max(stay.ended_at for stay in stays)
    return clocks_of({stay.gate for stay in stays}, first, last)


def clocks_of(gates: Collection[int], first: dt.datetime, last: dt.datetime) -> dict[int, Clock]:
    """When these gates worked, or will, between two instants (3 queries).

    Hours are those that hold now; days and pauses are those of the time.
    """
    hours: dict[int, dict[int, tuple[tuple[dt.time, dt.time], ...]]] = {gate: {} for gate in gates}
    for gate, weekday, opens, closes in OpeningHours.objects.filter(gate__in=gates).values_list(
        "gate_id", "weekday", "opens", "closes"
    ):
        hours[gate][weekday] = (*hours[gate].get(weekday, ()), (opens, closes))
    days = DayMode.objects.filter(
        gate__in=gates,
        mode=DayMode.Mode.CLOSED,
        date__range=(timezone.localtime(first).date(), timezone.localtime(last).date()),
    )
    closed: dict[int, set[dt.date]] = defaultdict(set)
    for gate, date in days.values_list("gate_id", "date"):
        closed[gate].add(date)
    pauses: dict[int, list[PauseOf]] = defaultdict(list)
    rows = Pause.objects.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=first), gate__in=gates, started_at__lt=last)
    for gate, lane, started_at, ended_at in rows.values_list("gate_id", "lane_id", "started_at", "ended_at"):
        pauses[gate].append(PauseOf(lane, seconds_of(started_at), _seconds(ended_at)))
    return {gate: Clock(hours[gate], frozenset(closed[gate]), tuple(pauses[gate])) for gate in gates}
