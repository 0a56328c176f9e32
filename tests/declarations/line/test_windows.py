"""Which windows a gate offers, and how many trucks fit in: reckoned from lanes, hours, modes, stops and pauses."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given as made_up
from hypothesis import strategies as some

from declarations.findings.facts import GateFacts, Hours, LaneFacts, PauseFacts, Stop
from declarations.findings.limits import GATE_TIME
from declarations.line.windows import Offer, Trucks, offer_at, offers

pytestmark = pytest.mark.once
AT = datetime(2026, 11, 21, 6, 20, tzinfo=GATE_TIME)  # a Saturday
NINE = datetime(2026, 11, 21, 9, tzinfo=GATE_TIME)
LANES = {"A": LaneFacts("", capacity_per_hour=80), "E": LaneFacts("export", capacity_per_hour=20)}
HOURS = dict.fromkeys(range(7), (Hours(time(7), time(12)), Hours(time(13, 30), time(19))))


def gate(**changes):
    return GateFacts(**{"code": "HN", "lanes": LANES, "hours": HOURS, **changes})


def capacity(at_gate, starts_at=NINE, *, direction="export", at=AT):
    offer = offer_at(at_gate, direction, starts_at, at=at, green_percent=30)
    return offer.capacity if offer else None


def test_a_lane_that_serves_both_gives_each_direction_its_half():
    assert (capacity(gate()), capacity(gate(), direction="import")) == (60, 40)


def test_hours_pauses_and_closed_lanes_take_their_part_of_it():
    assert capacity(gate(), NINE.replace(hour=12)) is None
    assert capacity(gate(), NINE.replace(hour=13)) == 30
    closed = {**LANES, "A": LaneFacts("", is_open=False, capacity_per_hour=80)}
    assert capacity(gate(lanes=closed)) == 20
    stands = PauseFacts(NINE - timedelta(hours=3), NINE + timedelta(minutes=15))
    assert capacity(gate(pauses=(stands,))) == 45
    assert capacity(gate(pauses=(stands._replace(lane="E"),))) == 55
    # Nobody knows until when: the hour that runs is counted off, those to come are offered.
    unknown = PauseFacts(AT, None)
    assert capacity(gate(pauses=(unknown,), hours={}), AT.replace(minute=0)) == 20
    assert capacity(gate(pauses=(unknown,))) == 60


@pytest.mark.parametrize(
    ("changes", "there"),
    [
        ({"day_modes": {date(2026, 11, 21): "closed"}}, False),
        ({"day_modes": {date(2026, 11, 21): "preregistered_only"}}, False),
        ({"day_modes": {date(2026, 11, 22): "closed"}}, True),
        ({"stops": (Stop(NINE - timedelta(days=1), None),)}, False),
        ({"stops": (Stop(NINE - timedelta(days=1), NINE),)}, True),
        ({"stops": (Stop(NINE - timedelta(days=1), None, direction="import"),)}, True),
        ({"stops": (Stop(NINE - timedelta(days=1), None, cargo_kind="fruit"),)}, True),
        ({"takes_trucks": False}, False),
        ({"lanes": {}}, False),
    ],
)
def test_a_mode_or_a_stop_takes_windows_away(changes, there):
    assert (capacity(gate(**changes)) is not None) is there


def test_a_preregistered_day_is_offered_until_the_day_before():
    modes = {date(2026, 11, 22): "preregistered_only"}
    assert capacity(gate(day_modes=modes), NINE + timedelta(days=1)) == 60


def test_windows_begin_on_the_hour_that_runs_and_end_where_nobody_may_file():
    until = AT + timedelta(days=9)
    found = [one.starts_at for one in offers(gate(hours={}), "export", since=AT, until=until, at=AT, green_percent=0)]
    assert (found[0], len(found)) == (AT.replace(hour=7, minute=0), 72)
    assert capacity(gate(hours={}), AT.replace(minute=0)) == 60
    assert capacity(gate(hours={}), AT.replace(minute=0) - timedelta(hours=1)) is None
    assert capacity(gate(), NINE + timedelta(minutes=1)) is None


def test_the_green_share_is_everybodys_shortly_before():
    early = offer_at(gate(), "export", NINE, at=AT, green_percent=30)
    late = offer_at(gate(), "export", NINE, at=NINE - timedelta(hours=2), green_percent=30)
    assert early == Offer(NINE, 60, 18)
    assert late == Offer(NINE, 60, 0)


COUNTS = some.integers(0, 60)
TRUCKS = some.builds(Trucks, COUNTS, COUNTS)


@made_up(some.integers(1, 50), some.integers(0, 100), some.lists(TRUCKS, max_size=40))
def test_whoever_comes_in_whatever_order_a_window_holds_what_it_holds(places, percent, coming):
    offer, taken = Offer(NINE, places, places * percent // 100), Trucks()
    for more in coming:
        if offer.has_room(taken, more=more):
            taken = Trucks(taken.green + more.green, taken.ordinary + more.ordinary)
        assert taken.all <= places
        assert taken.ordinary <= places - offer.kept
    assert offer.free_for_ordinary(taken) <= offer.free(taken)
    assert offer.has_room(taken, more=Trucks(green=offer.free(taken)))
    assert not offer.has_room(taken, more=Trucks(green=offer.free(taken) + 1))
    assert not offer.has_room(taken, more=Trucks(ordinary=offer.free_for_ordinary(taken) + 1))
