"""Arrival windows (domain §7): an hour at a gate in one direction, and how many trucks it takes.

A window is not a row that somebody makes: it follows from the lanes, hours, day modes, stops and pauses of its gate.
Only what of it is taken is counted in a row (models.Window).
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import NamedTuple

from declarations.findings.facts import GateFacts, LaneFacts
from declarations.findings.limits import ARRIVAL_FURTHEST_AHEAD, GATE_TIME

LENGTH = timedelta(hours=1)
GREEN_KEPT_UNTIL = timedelta(hours=2)
"""So long before a window begins, what of the green lane's share is free becomes everybody's ○."""
_MIDNIGHT = time(0)

Stretch = tuple[datetime, datetime]


class Trucks(NamedTuple):
    """So many trucks, by lane of the line."""

    green: int = 0
    ordinary: int = 0

    @property
    def all(self) -> int:
        """Both."""
        return self.green + self.ordinary


class Offer(NamedTuple):
    """A window as it is offered now. `kept`: so many of its places are not for ordinary trucks."""

    starts_at: datetime
    capacity: int
    kept: int = 0

    @property
    def ends_at(self) -> datetime:
        """Its end."""
        return self.starts_at + LENGTH

    def free(self, taken: Trucks) -> int:
        """Places for a green truck."""
        return max(0, self.capacity - taken.all)

    def free_for_ordinary(self, taken: Trucks) -> int:
        """Places for an ordinary truck."""
        return max(0, min(self.free(taken), self.capacity - self.kept - taken.ordinary))

    def has_room(self, taken: Trucks, *, more: Trucks) -> bool:
        """Whether so many more fit in."""
        if taken.all + more.all > self.capacity:
            return False
        return not more.ordinary or taken.ordinary + more.ordinary <= self.capacity - self.kept


def starts_of(instant: datetime) -> datetime:
    """The start of the window in which an instant lies."""
    return instant.replace(minute=0, second=0, microsecond=0)


def offers(
    gate: GateFacts, direction: str, *, since: datetime, until: datetime, at: datetime, green_percent: int
) -> Iterator[Offer]:
    """The windows that begin in [since, until) and are not over, those that take nobody left out; in order.

    :param green_percent: the share of each window that is kept for the green lane.
    """
    start = starts_of(max(since, starts_of(at)))
    if start < since:
        start += LENGTH
    while start < min(until, at + ARRIVAL_FURTHEST_AHEAD):
        if offer := offer_at(gate, direction, start, at=at, green_percent=green_percent):
            yield offer
        start += LENGTH


def offer_at(gate: GateFacts, direction: str, starts_at: datetime, *, at: datetime, green_percent: int) -> Offer | None:
    """The window that begins then, as somebody finds it who files at `at`; None: there is none."""
    if not gate.takes_trucks or starts_at != starts_of(starts_at):
        return None
    if starts_at + LENGTH <= at or starts_at > at + ARRIVAL_FURTHEST_AHEAD or _is_shut(gate, direction, starts_at, at):
        return None
    hours = _open(gate, starts_at)
    capacity = int(sum(_taken_by(lane, code, direction, gate, hours, at) for code, lane in gate.lanes.items()))
    if not capacity:
        return None
    kept = capacity * green_percent // 100 if starts_at - at > GREEN_KEPT_UNTIL else 0
    return Offer(starts_at, capacity, kept)


def _is_shut(gate: GateFacts, direction: str, starts_at: datetime, at: datetime) -> bool:
    """By the day's mode, or because intake is stopped for everything."""
    day = starts_at.astimezone(GATE_TIME).date()
    mode = gate.day_modes.get(day, "normal")
    if mode == "closed" or (mode == "preregistered_only" and at.astimezone(GATE_TIME).date() >= day):
        return True
    return any(
        not stop.cargo_kind
        and stop.direction in ("", direction)
        and stop.starts_at <= starts_at
        and (stop.ends_at is None or starts_at < stop.ends_at)
        for stop in gate.stops
    )


def _open(gate: GateFacts, starts_at: datetime) -> list[Stretch]:
    """The stretches of the window in which the gate works by its hours."""
    local = starts_at.astimezone(GATE_TIME)
    if not gate.hours:
        return [(local, local + LENGTH)]
    stretches = []
    for hours in gate.hours.get(local.weekday(), ()):
        opens = local.replace(hour=hours.opens.hour, minute=hours.opens.minute)
        closes = local.replace(hour=hours.closes.hour, minute=hours.closes.minute)
        if hours.closes == _MIDNIGHT:
            closes += timedelta(days=1)
        first, last = max(opens, local), min(closes, local + LENGTH)
        if first < last:
            stretches.append((first, last))
    return stretches


def _taken_by(lane: LaneFacts, code: str, direction: str, gate: GateFacts, hours: list[Stretch], at: datetime) -> float:
    """Trucks of that direction that a lane takes in these stretches; one that serves both gives each its half ○."""
    if not lane.is_open or lane.direction not in ("", direction):
        return 0
    pauses = [
        (pause.starts_at, pause.until or starts_of(at) + LENGTH) for pause in gate.pauses if pause.lane in ("", code)
    ]
    seconds = sum((end - begin).total_seconds() for begin, end in _without(hours, pauses))
    share = 1 if lane.direction else 2
    return lane.capacity_per_hour * seconds / LENGTH.total_seconds() / share


def _without(stretches: list[Stretch], cut: Sequence[Stretch]) -> list[Stretch]:
    """What is left of the stretches."""
    for begin, end in cut:
        stretches = [
            piece
            for first, last in stretches
            for piece in ((first, min(last, begin)), (max(first, end), last))
            if piece[0] < piece[1]
        ]
    return stretches
