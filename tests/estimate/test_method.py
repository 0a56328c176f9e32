"""The arithmetic of estimates, on pasts that are written down here."""

import numpy as np
import pytest

from estimate.method.ahead import CELL, CELLS_A_DAY, Ahead, Place, draw, minutes_until, quantiles
from estimate.method.band import Known, bands
from estimate.method.learned import learn
from estimate.method.observed import A_DAY, HOUR, MINUTE, Observed, Stay, Stretch, observe
from estimate.method.scores import Score, naive_minutes, score, total
from estimate.method.widening import Came, learn_stretch, stretched
from estimate.method.widening import Stretch as Widening

pytestmark = pytest.mark.once


def stretch(*, days: int = 1, lanes: float = 2.0, shut: tuple[int, int] | None = None) -> Stretch:
    works = np.ones(days * A_DAY, dtype=bool)
    if shut:
        works[shut[0] : shut[1]] = False
    return Stretch(0, works, np.full(days * A_DAY, lanes))


def stay(arrived: float, entered: float | None, *, left: float | None = None, green: bool = False) -> Stay:
    """Minutes from the midnight."""
    entry, end = (None if at is None else int(at * MINUTE) for at in (entered, left))
    return Stay(int(arrived * MINUTE), entry, end, green)


def steady(*, days: int = 20, per_hour: int = 12) -> Observed:
    """A line that never empties, and a truck every few minutes out of it."""
    step = HOUR // per_hour
    stays = [stay(max(0, at - 90), at) for at in range(step, days * A_DAY, step)]
    return observe(stays, stretch(days=days))


def ahead(*, shut: tuple[int, int] | None = None, lanes: float = 2.0) -> Ahead:
    works = np.ones(3 * CELLS_A_DAY, dtype=bool)
    if shut:
        works[shut[0] // CELL : shut[1] // CELL] = False
    return Ahead(0, works, np.full(len(works), lanes))


def middles(places: list[Place], *, of: Ahead | None = None, in_a_row: int = 3) -> list[float]:
    learned = learn(steady())
    assert learned is not None
    drawn = draw(learned, (0.0, 0.0), of or ahead(), seed=1)
    return [float(minutes) for minutes in quantiles(minutes_until(drawn, places, in_a_row=in_a_row, seed=2))[1]]


def test_a_rate_is_seen_only_while_somebody_waits():
    """Six trucks in half an hour of waiting are twelve an hour, on two lanes six each; the idle hour says nothing."""
    seen = observe([stay(10, 10 + 5 * n) for n in range(1, 7)], stretch())

    assert seen.entered[0, 0] == 6
    assert seen.busy[0, 0] == 30
    assert seen.rates[0, 0] == pytest.approx(6.0)
    assert np.isnan(seen.rates[0, 1:]).all()


def test_who_is_let_in_at_once_or_turned_back_teaches_no_rate():
    seen = observe([stay(10, 10), stay(20, None, left=50)], stretch())

    assert seen.entered.sum() == 0
    assert seen.busy[0, 0] == 30  # it waited, until it was sent away


def test_time_in_which_the_gate_stands_still_is_not_counted_against_it():
    seen = observe([stay(0, 50), stay(0, 55)], stretch(shut=(10, 50)))

    assert seen.busy[0, 0] == 15
    assert seen.rates[0, 0] == pytest.approx(2 / 0.25 / 2)


def test_too_little_that_was_seen_teaches_nothing():
    assert learn(observe([stay(0, 30)], stretch(days=30))) is None


@pytest.mark.parametrize(("position", "expected"), [(1, 2.5), (24, 118), (120, 598)])
def test_a_steady_gate_is_estimated_by_its_rate(position: int, expected: float):
    (middle,) = middles([Place(position - 1, position - 1, False)])

    assert middle == pytest.approx(expected, rel=0.12, abs=3)


def test_closed_hours_are_waited_through():
    place = Place(23, 23, False)
    (free,), (late,) = middles([place]), middles([place], of=ahead(shut=(60, 360)))

    assert late - free == pytest.approx(300, abs=12)


def test_half_of_the_lanes_take_twice_as_long():
    place = Place(47, 47, False)
    (two,), (one,) = middles([place]), middles([place], of=ahead(lanes=1.0))

    assert one / two == pytest.approx(2.0, rel=0.1)


def test_without_any_lane_nothing_is_in_sight():
    assert middles([Place(0, 0, False)], of=ahead(lanes=0.0)) == [np.inf]


def test_green_trucks_to_come_hold_up_an_ordinary_one_and_no_green_one():
    """Of twelve an hour six are green ones to come; where none may pass, none does."""
    learned = learn(steady())
    assert learned is not None
    drawn = draw(learned._replace(green=np.full(24, 6.0)), (0.0, 0.0), ahead(), seed=1)
    green, ordinary, unpassed = (
        float(quantiles(minutes_until(drawn, [place], in_a_row=most, seed=2))[1, 0])
        for place, most in ((Place(23, 23, True), 3), (Place(23, 23, False), 3), (Place(23, 23, False), 0))
    )

    assert ordinary / green == pytest.approx(2.0, rel=0.15)
    assert unpassed == green


def test_equal_facts_give_equal_estimates_and_a_later_place_no_earlier_one():
    learned = learn(steady())
    assert learned is not None
    known = Known(learned, observe([], stretch()), ahead(), np.full(100, 90.0), Widening(), 3)
    places = [Place(n, n, False) for n in range(60)]
    first, again = bands(known, places, seed=7), bands(known, places, seed=7)

    assert (first.entry == again.entry).all()
    assert (np.diff(first.entry[1]) >= -3).all()
    assert (np.diff(first.entry, axis=0) >= 0).all()
    assert first.exit is not None
    assert float(first.exit[1, 0] - first.entry[1, 0]) == pytest.approx(90, abs=10)


@pytest.mark.parametrize("spread", [0.1, 0.4, 0.9])
def test_a_band_learns_to_hold_what_it_promises(spread: float):
    """Drawn bands that are too narrow, or too wide, are stretched until eight of ten hold."""
    dice = np.random.default_rng(3)
    came = 100 * np.exp(dice.normal(0, spread, 4_000))
    past = [Came(80.0, 100.0, 125.0, float(one)) for one in came[:2_000]]
    low, _middle, high = stretched(np.array([[80.0], [100.0], [125.0]]), learn_stretch(past))[:, 0]

    held = ((low <= came[2_000:]) & (came[2_000:] <= high)).mean()
    assert held == pytest.approx(0.8, abs=0.04)


def test_few_estimates_that_came_true_stretch_nothing():
    assert learn_stretch([Came(8.0, 10.0, 12.0, 500.0)] * 10) == Widening()


def test_scores_add_up_and_compare_only_what_both_said():
    one = score(low=10, middle=20, high=30, came=25, naive=40)
    other = score(low=10, middle=20, high=30, came=50, naive=None)

    assert total([one, other]) == one + other == Score(2, 1, 35, 1, 5, 15)
    assert (one + other).coverage == 0.5
    assert (one + other).mean_error == 17.5
    assert (one + other).against_naive == pytest.approx(1 / 3)
    assert (Score().coverage, Score().mean_error, Score().against_naive) == (None, None, None)


def test_the_naive_estimate_is_the_position_through_the_last_hours_rate():
    assert naive_minutes(position=30, taken_last_hour=20) == 90
    assert naive_minutes(position=30, taken_last_hour=0) is None
