"""The order of the line: who passes whom and how often, and what it does not follow from."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given as made_up
from hypothesis import strategies as some

from declarations.findings.limits import GATE_TIME
from declarations.line.order import Truck, Why, green_in_a_row, in_line, turns
from declarations.line.times import GRACE, Rule, minutes_off, standing
from declarations.line.windows import LENGTH

pytestmark = pytest.mark.once
NOON = datetime(2026, 11, 21, 12, tzinfo=GATE_TIME)
MINUTES = some.integers(-600, 600).map(lambda minutes: timedelta(minutes=minutes))
WINDOWS = some.none() | some.integers(-6, 6).map(lambda hours: NOON + timedelta(hours=hours))


@some.composite
def lines(draw, most=40):
    many = draw(some.integers(0, most))
    return [
        Truck(NOON + draw(MINUTES), f"{number:013d}", 0, draw(some.booleans()), seen_at=NOON - timedelta(hours=12))
        for number in draw(some.permutations(range(many)))
    ]


@made_up(lines(), some.integers(1, 5))
def test_never_more_green_trucks_in_a_row_pass_an_ordinary_one_that_waits(trucks, most):
    passing = 0
    waiting = {truck for truck in trucks if not truck.green}
    for turn in turns(trucks, most=most):
        waiting.discard(turn.truck)
        if not turn.truck.green:
            passing = 0
        elif any(other.place < turn.truck.place for other in waiting):
            passing += 1
            assert turn.why is Why.GREEN
        assert passing <= most


@made_up(lines(), some.integers(1, 5))
def test_everybody_is_called_once_and_of_one_lane_in_order(trucks, most):
    order = [turn.truck for turn in turns(trucks, most=most)]
    assert sorted(order) == sorted(trucks)
    for green in (True, False):
        side = [truck for truck in order if truck.green is green]
        assert side == in_line(side)


@made_up(lines(), some.integers(1, 5), some.randoms())
def test_equal_facts_give_equal_order_however_they_are_told(trucks, most, chance):
    shuffled = list(trucks)
    chance.shuffle(shuffled)
    assert turns(shuffled, most=most) == turns(trucks, most=most)


@made_up(lines(), some.integers(1, 4), some.integers(0, 40))
def test_called_one_after_the_other_the_order_is_the_same_as_called_at_once(trucks, most, steps):
    """What was called already is all that the next call needs to know."""
    at_once, left = [turn.truck for turn in turns(trucks, most=most)], list(trucks)
    called: list[Truck] = []
    for step in range(min(steps, len(trucks))):
        truck = turns(left, called=called, most=most)[0].truck
        assert truck == at_once[step]
        left.remove(truck)
        called.append(truck._replace(called_at=NOON + timedelta(seconds=step)))


def test_a_truck_that_joined_since_is_passed_by_nobody_who_was_called_before():
    calls = [Truck(NOON + timedelta(hours=1), "9", n, True, NOON, NOON - timedelta(minutes=n + 1)) for n in range(3)]
    here = Truck(NOON, "1", 0, seen_at=NOON)
    assert green_in_a_row(calls, past=here) == 0
    assert green_in_a_row(calls, past=here._replace(seen_at=NOON - timedelta(hours=1))) == 3


@made_up(WINDOWS, MINUTES, some.integers(0, 600))
def test_who_comes_later_never_stands_further_ahead(window, offset, minutes):
    seen = NOON + offset
    later = seen + timedelta(minutes=minutes)
    first, second = (standing(seen_at=at, window_at=window) for at in (seen, later))
    assert first.line_time <= second.line_time
    assert first.line_time >= seen
    if second.rule is Rule.LATE:  # nobody who kept his window is overtaken by who came after it
        assert window is not None
        assert second.line_time > window + LENGTH + GRACE


@pytest.mark.parametrize(
    ("minutes", "line_minutes", "rule", "off"),
    [
        (-30, 0, Rule.EARLY, -30),
        (0, 0, Rule.ON_TIME, 0),
        (59, 59, Rule.ON_TIME, 0),
        (120, 120, Rule.ON_TIME, 60),
        (121, 121, Rule.LATE, 61),
    ],
)
def test_the_line_time_of_a_window(minutes, line_minutes, rule, off):
    seen = NOON + timedelta(minutes=minutes)
    assert standing(seen_at=seen, window_at=NOON) == (NOON + timedelta(minutes=line_minutes), rule)
    assert minutes_off(seen_at=seen, window_at=NOON) == off


def test_a_time_that_was_kept_stays_whatever_the_window():
    assert standing(seen_at=NOON, window_at=NOON + LENGTH, kept=NOON - GRACE) == (NOON - GRACE, Rule.KEPT)
    assert standing(seen_at=NOON, window_at=None) == (NOON, Rule.WALK_IN)
