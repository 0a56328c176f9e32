"""Who goes before whom (domain §7): one pure function from facts to order.

By line time, then number. Fresh fruit goes first, but at most so many green trucks in a row pass an ordinary truck that
waits. The database's order of the line, whose turn it is and what `verify_line` rebuilds all follow from here.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

Place = tuple[datetime, str, int]
"""Line time, number of the declaration, position in it: what the line is sorted by."""


class Truck(NamedTuple):
    """All of a truck that its place follows from. Neither its driver nor its company is among it."""

    line_time: datetime
    number: str
    position: int
    green: bool = False
    seen_at: datetime | None = None
    called_at: datetime | None = None

    @property
    def place(self) -> Place:
        """What it is sorted by."""
        return (self.line_time, self.number, self.position)


class Why(StrEnum):
    """Why it is a truck's turn."""

    IN_TURN = "in_turn"
    GREEN = "green"
    LET_IN = "let_in"


class Turn(NamedTuple):
    """Whose turn it is, and why."""

    truck: Truck
    why: Why


def in_line(trucks: Iterable[Truck]) -> list[Truck]:
    """Trucks as they stand in line."""
    return sorted(trucks, key=lambda truck: (truck.line_time, truck.number, truck.position))


def turns(trucks: Iterable[Truck], *, called: Iterable[Truck] = (), most: int) -> list[Turn]:
    """The order in which waiting trucks are called.

    :param called: those that were called already.   :param most: green trucks in a row that may pass an ordinary one.
    """
    rows = in_line(trucks)
    green = [(truck.place, truck) for truck in rows if truck.green]
    ordinary = [(truck.place, truck) for truck in rows if not truck.green]
    passed = green_in_a_row(called, past=ordinary[0][1]) if ordinary else 0
    order: list[Turn] = []
    first = other = 0
    while first < len(green) and other < len(ordinary):
        goes = whose(green[first][0], ordinary[other][0], passed=passed, most=most)
        passed = goes.passed
        if goes.green:
            order.append(Turn(green[first][1], goes.why))
            first += 1
        else:
            order.append(Turn(ordinary[other][1], goes.why))
            other += 1
    alone = green[first:] or ordinary[other:]
    return order + [Turn(truck, Why.IN_TURN) for _, truck in alone]


class Goes(NamedTuple):
    """Which side goes, why, and how many green trucks in a row have passed an ordinary one then."""

    green: bool
    why: Why
    passed: int


def whose(green: Place | None, ordinary: Place | None, *, passed: int, most: int) -> Goes:
    """Which of the two heads of the line goes; at least one is there. A green one that stands before passes nobody."""
    if ordinary is None:
        return Goes(True, Why.IN_TURN, passed)
    if green is None:
        return Goes(False, Why.IN_TURN, 0)
    if green < ordinary:
        return Goes(True, Why.IN_TURN, passed)
    if passed < most:
        return Goes(True, Why.GREEN, passed + 1)
    return Goes(False, Why.LET_IN, 0)


def green_in_a_row(called: Iterable[Truck], *, past: Truck) -> int:
    """How many green trucks that stand behind `past` were called since it stands there and an ordinary one was."""
    since = past.seen_at or past.line_time
    calls = ((truck.called_at, truck) for truck in called if truck.called_at and truck.called_at >= since)
    many = 0
    for _at, truck in sorted(calls, key=lambda call: call[0], reverse=True):
        if not truck.green:
            break
        many += truck.place > past.place
    return many
