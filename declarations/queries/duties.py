"""Who did not keep a duty in a window, and what excuses it, as the journal and the gate tell it. Reads, no writes.

What places a truck held is made again from its events; the rules are `declarations.line.duties`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Q

from accounts.models import Role as Person
from declarations.findings.limits import ARRIVAL_FURTHEST_AHEAD
from declarations.line import duties
from declarations.line.duties import CHURN_DAY, IN_TIME, TOGETHER, Case, Held, Verdict
from declarations.line.sharing import Spot
from declarations.models import Event, Scan, Vehicle, Window
from declarations.queries.document import instant
from declarations.queries.stood_still import StoodStill
from declarations.stages import Role, Verb

SETTLES_AFTER = timedelta(hours=25)
"""So long after it began a window is looked at: who came by then has come; what stood still meanwhile is known."""
_EARLIEST = ARRIVAL_FURTHEST_AHEAD + timedelta(hours=4)
_MOVES = (Verb.WINDOW_CHANGED, Verb.MOVED_UP)
_HOLDS = (Verb.ROAD_HELD, Verb.CHECK_HELD, Verb.CHECK_SENT_BACK, Verb.CHECK_REFUSED)
_RELEASES = (Verb.ROAD_RELEASED, Verb.CHECK_RELEASED, Verb.CHECK_WITHDRAWN, Verb.CHECK_CONFIRMED)
_OF_PLACES = (Verb.FILED, *_MOVES, Verb.SEEN, Verb.VEHICLE_CANCELLED, Verb.TURNED_BACK, Verb.VEHICLE_EXPIRED)


_Place = tuple[Spot, Held]


class Found(NamedTuple):
    """A duty that a truck did not keep, and what the rule says of it."""

    vehicle: Vehicle
    spot: Spot
    case: Case
    verdict: Verdict


@dataclass
class Story:
    """What the journal says of a truck: its places, in order, and when an agency held it or its dossier."""

    places: list[_Place] = field(default_factory=list)
    holds: list[tuple[datetime, datetime | None]] = field(default_factory=list)

    def was_held(self, first: datetime, last: datetime) -> bool:
        """Whether an agency held it at a time between."""
        return any(since <= last and (until is None or until >= first) for since, until in self.holds)


def not_judged(*, at: datetime, most: int = 500) -> list[Window]:
    """Windows that are over long enough, and were not looked at; the oldest first."""
    rows = Window.objects.filter(judged_at__isnull=True, starts_at__lte=at - SETTLES_AFTER)
    return list(rows.select_related("gate").order_by("starts_at", "pk")[:most])


def not_kept(window: Window) -> list[Found]:
    """Every duty that was not kept for a place in this window, one a truck at most."""
    spot = Spot(window.gate_id, window.direction, window.starts_at)
    trucks = _trucks(spot)
    stories = stories_of(trucks)
    others, told = _others(trucks)
    stood_still = StoodStill.at([window.gate_id], window.starts_at - _EARLIEST, duties.ends(window.starts_at))
    refused = _refused(trucks, spot.starts_at)
    found = []
    for truck in trucks:
        story = stories[truck.pk]
        for place in (held for where, held in story.places if where == spot):
            case = _case(truck, place, story, others, told | stories)
            if case is None:
                continue
            verdict = duties.judge(
                case, stood_still.of(truck, gate_id=spot.gate_id), was_held=story.was_held(case.first, case.last),
                was_refused=truck.pk in refused,
            )  # fmt: skip
            found.append(Found(truck, spot, case, verdict))
            break
    return found


def _case(
    truck: Vehicle, place: Held, story: Story, others: Iterable[Vehicle], stories: dict[int, Story]
) -> Case | None:
    """The weightiest duty that was not kept for a place."""
    own = [held for _spot, held in story.places]
    alike = [other for other in others if other.pk != truck.pk]
    loads = [
        held
        for other in alike
        if _same_load(truck, other)
        for _spot, held in stories[other.pk].places
        if (held.taken_at, other.pk) < (place.taken_at, truck.pk)
    ]
    again = [held for other in alike if _same_plate(truck, other) for _spot, held in stories[other.pk].places]
    return (
        duties.of_double(place, loads)
        or duties.of_place(place)
        or duties.of_churn(place, [*(held for held in own if held is not place), *again])
    )


def _same_plate(truck: Vehicle, other: Vehicle) -> bool:
    return _company(truck) == _company(other) and truck.plate_key == other.plate_key


def _same_load(truck: Vehicle, other: Vehicle) -> bool:
    alike = (truck.trailer_plate and truck.trailer_plate == other.trailer_plate) or (
        truck.container and truck.container == other.container
    )
    return bool(alike) and _company(truck) == _company(other) and truck.plate_key != other.plate_key


def _company(truck: Vehicle) -> int:
    company: int = truck.declaration.organisation_id
    return company


def _trucks(spot: Spot) -> list[Vehicle]:
    """The trucks that have, or had, a place in that window."""
    moved = Event.objects.filter(
        verb__in=_MOVES,
        recorded_at__range=(spot.starts_at - _EARLIEST, spot.starts_at + SETTLES_AFTER),
        data__old=instant(spot.starts_at),
    ).values_list("vehicle_id", flat=True)
    mine = Q(pk__in=list(moved)) | Q(gate=spot.gate_id, direction=spot.direction, window_at=spot.starts_at)
    expected = (spot.starts_at - _EARLIEST, spot.starts_at + 2 * _EARLIEST)
    rows = Vehicle.objects.filter(mine, role=Role.CARRIER, declaration__expected_arrival__range=expected)
    return list(rows.select_related("declaration").order_by("pk"))


def _others(trucks: Collection[Vehicle]) -> tuple[list[Vehicle], dict[int, Story]]:
    """Trucks of the same companies with a plate, trailer or container of these, around that time; these among them."""
    if not trucks:
        return [], {}
    near = (TOGETHER + CHURN_DAY) * 2
    expected = [truck.declaration.expected_arrival for truck in trucks if truck.declaration.expected_arrival]
    same = (
        Q(plate_key__in={truck.plate_key for truck in trucks})
        | Q(trailer_plate__in={truck.trailer_plate for truck in trucks} - {""})
        | Q(container__in={truck.container for truck in trucks} - {""})
    )
    rows = Vehicle.objects.filter(
        same, role=Role.CARRIER, declaration__organisation__in={_company(truck) for truck in trucks},
        declaration__expected_arrival__range=(min(expected) - near, max(expected) + near),
    )  # fmt: skip
    found = list(rows.select_related("declaration").order_by("pk"))
    known = {truck.pk for truck in trucks}
    return found, stories_of([truck for truck in found if truck.pk not in known])


def stories_of(trucks: Collection[Vehicle]) -> dict[int, Story]:
    """What the journal says of these trucks (1 query). Reads their declarations."""
    by_declaration: dict[int, list[Vehicle]] = defaultdict(list)
    for truck in trucks:
        by_declaration[truck.declaration_id].append(truck)
    told: dict[int, list[_Row]] = defaultdict(list)
    rows = Event.objects.filter(declaration__in=by_declaration, verb__in=[*_OF_PLACES, *_HOLDS, *_RELEASES])
    members = ("declaration_id", "vehicle_id", "verb", "check_code", "gate_id", "happened_at", "actor__role", "data")
    for declaration, vehicle, *row in rows.order_by("declaration_id", "seq").values_list(*members):
        for truck in by_declaration[declaration]:
            if vehicle in (None, truck.pk):
                told[truck.pk].append(_Row(*row))
    return {truck.pk: _story(truck, told[truck.pk]) for truck in trucks}


class _Row(NamedTuple):
    verb: str
    check: str
    gate: int
    at: datetime
    role: str | None
    data: dict[str, object]


def _story(truck: Vehicle, events: Iterable[_Row]) -> Story:
    story, now = Story(), None
    held_since: dict[str, datetime] = {}
    for event in events:
        if event.verb in _HOLDS:
            held_since.setdefault(event.check, event.at)
        elif event.verb in _RELEASES:
            if since := held_since.pop(event.check, None):
                story.holds.append((since, event.at))
        else:
            if now and (ended := _ended(now[1], event)):
                story.places.append((now[0], ended))
            now = _next(truck, event, now)
    # A truck that was added without a place did not get the one that the others were filed with.
    if now and truck.window_at == now[0].starts_at:
        story.places.append(now)
    story.holds += [(since, None) for since in held_since.values()]
    return story


def _ended(place: Held, event: _Row) -> Held | None:
    """The place as it ended with this event; None: it is held on. Nobody but a declarant gives one back by himself."""
    if event.verb == Verb.SEEN:
        return place._replace(seen_at=event.at)
    if event.verb in (*_MOVES, Verb.VEHICLE_CANCELLED):
        by_gate = event.role != Person.DECLARANT or event.verb == Verb.MOVED_UP
        return place._replace(given_back_at=event.at, by_gate=by_gate)
    return None


def _next(truck: Vehicle, event: _Row, now: _Place | None) -> _Place | None:
    """The place that it holds after this event."""
    if event.verb == Verb.FILED:
        return _taken(truck, event, event.data.get("window"))
    if event.verb in _MOVES:
        return _taken(truck, event, event.data.get("new"))
    return None if event.verb in (Verb.SEEN, Verb.VEHICLE_CANCELLED) else now


def _taken(truck: Vehicle, event: _Row, window: object) -> _Place | None:
    if not isinstance(window, str):
        return None
    starts_at = datetime.fromisoformat(window)
    return Spot(event.gate, truck.direction, starts_at), Held(starts_at, event.at)


def _refused(trucks: Collection[Vehicle], window_at: datetime) -> set[int]:
    """Those that stood at the barrier about that time, and were not let in."""
    rows = Scan.objects.filter(
        vehicle__in=[truck.pk for truck in trucks], result=Scan.Result.REFUSED,
        happened_at__range=(window_at - IN_TIME, window_at + SETTLES_AFTER),
    )  # fmt: skip
    return set(rows.values_list("vehicle_id", flat=True))
