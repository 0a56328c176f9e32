"""Random days, driven by the operations that people use: what came in is what went out and what still stands there.

Each day is counted once more in the plainest way, from a list of trucks with their times, and held against the figures
and the trucks listed behind them: when it is published, and when what was told late has corrected it.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import given as example
from hypothesis import strategies as some
from hypothesis.extra.django import TestCase

from declarations.days import day_of
from declarations.models import Declaration, Vehicle
from reports.models import Bulletin
from reports.operations.bulletins import make_bulletin
from reports.operations.periods import make_period
from reports.periods import Period
from reports.queries.listing import kept
from reports.queries.rebuilding import rebuild
from tests.reports.days import CUT_OFF, DAY, START, Traffic

BEGIN = START - timedelta(hours=6)
AT_LAST = CUT_OFF + timedelta(days=3)
DAYS = [DAY + timedelta(days=offset) for offset in (-1, 0, 1)]
HOW = ("left", "taken_back", "left_again", "turned_back", "moved", "stays")
STORIES = some.lists(
    some.tuples(
        some.sampled_from(["HN", "TT"]),
        some.sampled_from([("export", "fruit"), ("export", "general"), ("import", "new_vehicle")]),
        some.sampled_from(HOW),
        some.integers(0, 35),  # hours after BEGIN at which it is seen
        some.integers(0, 14),  # hours that it stays
        some.booleans(),  # whether a step falls on the minute of a cut-off
        some.sampled_from(["in time", "last act late", "all late"]),  # what is told when the days are published
    ),
    min_size=1,
    max_size=4,
)


@dataclass
class Stay:
    """One truck at one gate, as a person would note it down."""

    gate: str
    direction: str
    cargo: str
    seen_at: datetime
    ended_at: datetime | None = None
    how: str = ""

    def stands_at(self, at):
        return self.seen_at < at and (self.ended_at is None or self.ended_at >= at)


def on_the_cut_off(at):
    """The cut-off nearest to a time, so that days meet there."""
    return min((START, CUT_OFF), key=lambda cut_off: abs(cut_off - at))


def leave(traffic, truck, stay, at):
    traffic.leaves(truck, at)
    stay.ended_at, stay.how = at, "left"


def come_back(traffic, truck, stay, at):
    traffic.comes_back(truck, at + timedelta(minutes=10))
    stay.ended_at, stay.how = None, ""


def leave_again(traffic, truck, stay, at):
    stay.ended_at, stay.how = at + timedelta(hours=1), "left"
    traffic.confirm(truck.declaration, "bg_out", at=stay.ended_at, vehicle=truck)


def turn_back(traffic, truck, stay, at, to_gate=""):
    traffic.turns_back(truck, at, to_gate=to_gate)
    stay.ended_at, stay.how = at, "turned_back"


def move(traffic, truck, stay, at):
    turn_back(traffic, truck, stay, at, to_gate="CM")
    traffic.arrives(Declaration.objects.get(copied_from=truck.declaration), at + timedelta(hours=1))
    return Stay("CM", stay.direction, stay.cargo, at + timedelta(hours=1))


EXITS: dict[str, list[Any]] = {
    "left": [leave], "taken_back": [leave, come_back], "left_again": [leave, come_back, leave_again],
    "turned_back": [turn_back], "moved": [move], "stays": [],
}  # fmt: skip


def steps_of(traffic, story, stays):
    """Drive one truck and note down its stays; stop once, where the days are published."""
    gate, (direction, cargo), exit_, seen_after, stays_for, is_edgy, late = story
    seen_at = BEGIN + timedelta(hours=seen_after)
    ends_at = seen_at + timedelta(hours=stays_for, minutes=1)
    if is_edgy and on_the_cut_off(ends_at) >= seen_at:
        ends_at = on_the_cut_off(ends_at)
    acts = EXITS[exit_]
    stop_before = {"all late": -1, "last act late": len(acts) - 1}.get(late, len(acts))
    if stop_before == -1:
        yield
    truck = traffic.seen(seen_at, gate=gate, direction=direction, cargo=cargo)
    stays.append(Stay(gate, direction, cargo, seen_at))
    stay = stays[-1]
    for number, act in enumerate(acts):
        if number == stop_before:
            yield
        stays += filter(None, [act(traffic, truck, stay, ends_at)])
    if stop_before == len(acts):
        yield


def within(at, day):
    return at is not None and day.starts_at <= at < day.cut_off_at


def counted(stays, day):
    """Some figures of a gate's day by plain counting."""
    exports = [stay for stay in stays if stay.direction == "export"]
    ended = [stay for stay in stays if within(stay.ended_at, day)]
    return {
        "cleared": sum(stay.how == "left" for stay in ended),
        "fruit": sum(stay.how == "left" and stay.cargo == "fruit" for stay in ended),
        "turned_back": sum(stay.how == "turned_back" and stay.direction == "export" for stay in ended),
        "arrived": sum(within(stay.seen_at, day) for stay in exports),
        "carried_over": sum(stay.stands_at(day.starts_at) for stay in exports),
        "left_over": sum(stay.stands_at(day.cut_off_at) for stay in exports),
        "new_vehicles_remaining": sum(stay.stands_at(day.cut_off_at) for stay in stays if stay not in exports),
        "produce": sum(18000 for stay in ended if stay.how == "left" and stay.cargo == "fruit"),
        "lanes": sum(stay.how == "left" for stay in ended),
    }


def printed(part):
    """The same figures of a part of the bulletin."""
    same = {
        name: part[name] for name in ("cleared", "turned_back", "arrived", "carried_over", "new_vehicles_remaining")
    }
    produce = sum(part["farm_produce_kg"].values())
    lanes = sum(lane["cleared"] for lane in part["lanes"].values())
    fruit, left_over = part["export"]["fruit"], part["left_over"]["total"]
    return same | {"fruit": fruit, "left_over": left_over, "produce": produce, "lanes": lanes}


def by_kind(stays, day):
    """By gate, direction and kind of cargo, how many came, went and stood there, by plain counting."""
    found = Counter[tuple[str, ...]]()
    for stay in stays:
        group = (stay.gate, stay.direction, stay.cargo)
        found[*group, "arrived"] += within(stay.seen_at, day)
        found[*group, "carried_over"] += stay.stands_at(day.starts_at)
        found[*group, "left_over"] += stay.stands_at(day.cut_off_at)
        if within(stay.ended_at, day):
            found[*group, stay.how] += 1
    return +found


def listed_by_kind(bulletin):
    """The same by the trucks behind a bulletin."""
    found = Counter[tuple[str, ...]]()
    for row in kept(bulletin):
        if row.fate:
            group = (row.gate_code, row.direction, row.cargo)
            found[*group, "arrived" if row.has_arrived else "carried_over"] += 1
            found[*group, row.fate] += 1
    return found


def only(word, numbers):
    return {group[:3]: number for group, number in numbers.items() if group[3] == word}


def require_true(bulletin, stays):
    """The figures, the trucks behind them, and the identity of every gate, direction and kind."""
    day = day_of(bulletin.date)
    for gate, part in bulletin.figures["gates"].items():
        mine = [stay for stay in stays if stay.gate == gate]
        assert printed(part) == counted(mine, day), (bulletin.date, gate)
    numbers = listed_by_kind(bulletin)
    assert numbers == by_kind(stays, day)
    for group in {key[:3] for key in numbers}:
        came = numbers[*group, "carried_over"] + numbers[*group, "arrived"]
        assert came == sum(numbers[*group, fate] for fate in ("left", "turned_back", "left_over"))


MOVED_AND_CORRECTED = [
    ("HN", ("export", "fruit"), "moved", 20, 5, False, "all late"),
    ("TT", ("export", "general"), "taken_back", 8, 14, True, "last act late"),  # over midnight, to the cut-off
    ("HN", ("import", "new_vehicle"), "left_again", 5, 3, True, "last act late"),
    ("TT", ("export", "fruit"), "moved", 3, 2, True, "in time"),
]
"""Trucks sent to another gate, exits taken back, steps at the cut-off and over midnight, told in time and late."""


def require_days(stories):
    """Drive these trucks, publish the days when they are over and once more when all is told; hold each to the plain
    count. Answer the bulletins that hold in the end.
    """
    traffic = Traffic("HN", "TT", "CM")
    stays: list[Stay] = []
    running = [steps_of(traffic, story, stays) for story in stories]
    for steps in running:
        next(steps)
    for date in DAYS:
        require_true(make_bulletin(date=date, at=day_of(date).cut_off_at + timedelta(minutes=5)), stays)
    known = [replace(stay) for stay in stays]
    for steps in running:
        assert list(steps) == []
    assert Vehicle.objects.count() == len(stays)

    last = [make_bulletin(date=date, at=AT_LAST) for date in DAYS]

    for bulletin in last:
        require_true(bulletin, stays)
    for before, after in pairwise(last):
        left_over, then = (bulletin.figures["total"]["left_over"] for bulletin in (before, after))
        assert then["change"] == then["total"] - left_over["total"]
        assert only("left_over", listed_by_kind(before)) == only("carried_over", listed_by_kind(after))
    if known == stays:
        assert {bulletin.revision for bulletin in last} == {1}
    period = make_period(period=Period("period", DAYS[0], DAYS[-1]), at=AT_LAST)
    cleared = [sum(stay.how == "left" and within(stay.ended_at, day_of(date)) for stay in stays) for date in DAYS]
    assert period.figures["total"]["cleared"] == sum(cleared)
    for bulletin in Bulletin.objects.published():
        assert rebuild(bulletin) == bulletin.figures
    return last


class StockIdentity(TestCase):
    @settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
    @example(STORIES)
    def test_every_day_adds_up(self, stories):
        require_days(stories)

    def test_moves_between_gates_and_corrections_are_among_them(self):
        last = require_days(MOVED_AND_CORRECTED)

        assert {bulletin.revision for bulletin in last} >= {2}
        at_the_other_gate = [bulletin.figures["gates"]["CM"]["arrived"] for bulletin in last]
        assert sum(at_the_other_gate) == 2
        assert sum(bulletin.figures["total"]["turned_back"] for bulletin in last) == 2
