"""Random days, driven by the operations that people use: what came in is what went out and what still stands there.

Each day is counted once more in the plainest way, from a list of trucks with their times, and held against the figures.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import given as example
from hypothesis import strategies as some
from hypothesis.extra.django import TestCase

from declarations.models import Declaration, Vehicle
from reports.days import day_of
from reports.operations.bulletins import figures_for
from tests.reports.days import CUT_OFF, DAY, START, Traffic

BEGIN = START - timedelta(hours=6)
DAYS = [DAY + timedelta(days=offset) for offset in (-1, 0, 1)]
EXITS = ("left", "taken_back", "left_again", "turned_back", "moved", "stays")
STORIES = some.lists(
    some.tuples(
        some.sampled_from(["HN", "TT"]),
        some.sampled_from([("export", "fruit"), ("export", "general"), ("import", "new_vehicle")]),
        some.sampled_from(EXITS),
        some.integers(0, 35),  # hours after BEGIN at which it is seen
        some.integers(0, 14),  # hours that it stays
        some.booleans(),  # whether a step falls on the minute of a cut-off
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


def live_through(traffic, story):
    """Drive one truck; the notes of its stays."""
    gate, (direction, cargo), exit_, seen_after, stays_for, is_edgy = story
    seen_at = BEGIN + timedelta(hours=seen_after)
    ends_at = seen_at + timedelta(hours=stays_for, minutes=1)
    if is_edgy and on_the_cut_off(ends_at) >= seen_at:
        ends_at = on_the_cut_off(ends_at)
    truck = traffic.seen(seen_at, gate=gate, direction=direction, cargo=cargo)
    stay = Stay(gate, direction, cargo, seen_at)
    if exit_ in ("left", "taken_back", "left_again"):
        traffic.leaves(truck, ends_at)
        stay.ended_at, stay.how = ends_at, "left"
    if exit_ in ("taken_back", "left_again"):
        traffic.comes_back(truck, ends_at + timedelta(minutes=10))
        stay.ended_at, stay.how = None, ""
    if exit_ == "left_again":
        stay.ended_at, stay.how = ends_at + timedelta(hours=1), "left"
        traffic.confirm(truck.declaration, "bg_out", at=stay.ended_at, vehicle=truck)
    if exit_ in ("turned_back", "moved"):
        traffic.turns_back(truck, ends_at, to_gate="CM" if exit_ == "moved" else "")
        stay.ended_at, stay.how = ends_at, "turned_back"
    if exit_ != "moved":
        return [stay]
    there = Declaration.objects.get(copied_from=truck.declaration)
    traffic.arrives(there, ends_at + timedelta(hours=1))
    return [stay, Stay("CM", direction, cargo, ends_at + timedelta(hours=1))]


def counted(stays, day):
    """Some figures of a gate's day by plain counting."""
    within = lambda at: at is not None and day.starts_at <= at < day.cut_off_at  # noqa: E731
    exports = [stay for stay in stays if stay.direction == "export"]
    ended = [stay for stay in stays if within(stay.ended_at)]
    return {
        "cleared": sum(stay.how == "left" for stay in ended),
        "fruit": sum(stay.how == "left" and stay.cargo == "fruit" for stay in ended),
        "turned_back": sum(stay.how == "turned_back" and stay.direction == "export" for stay in ended),
        "arrived": sum(within(stay.seen_at) for stay in exports),
        "carried_over": sum(stay.stands_at(day.starts_at) for stay in exports),
        "left_over": sum(stay.stands_at(day.cut_off_at) for stay in exports),
        "new_vehicles_remaining": sum(stay.stands_at(day.cut_off_at) for stay in stays if stay not in exports),
    }


def printed(part):
    """The same figures of a part of the bulletin."""
    same = {
        name: part[name] for name in ("cleared", "turned_back", "arrived", "carried_over", "new_vehicles_remaining")
    }
    return same | {"fruit": part["export"]["fruit"], "left_over": part["left_over"]["total"]}


class StockIdentity(TestCase):
    @settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
    @example(STORIES)
    def test_every_day_adds_up(self, stories):
        traffic = Traffic("HN", "TT", "CM")
        stays = [stay for story in stories for stay in live_through(traffic, story)]
        assert Vehicle.objects.count() == len(stays)

        before: dict[str, int] = {}
        for date in DAYS:
            figures = figures_for(date=date, at=CUT_OFF + timedelta(days=3))
            for gate, part in figures["gates"].items():
                mine = [stay for stay in stays if stay.gate == gate]
                assert printed(part) == counted(mine, day_of(date)), (date, gate)
            for name, part in {"total": figures["total"], **figures["gates"]}.items():
                came = part["carried_over"] + part["arrived"]
                assert came == part["export"]["total"] + part["turned_back"] + part["left_over"]["total"]
                assert part["carried_over"] == before.get(name, part["carried_over"])
                assert part["left_over"]["change"] == part["left_over"]["total"] - part["carried_over"]
                before[name] = part["left_over"]["total"]
