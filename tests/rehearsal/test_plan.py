"""Filling a bulletin in: what is given stands, parts make wholes, and what cannot be is said with its figure."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reports.rehearsal import figures as fig
from reports.rehearsal.figures import TOTAL, Key
from reports.rehearsal.plan import Impossible, Plan, apportioned, plan
from tests.rehearsal.days import GATES, bulletins, document

pytestmark = pytest.mark.once


def planned(figures: dict[Key, Any]) -> Plan:
    return plan(fig.parse(document(figures)), gates=GATES)


def adds_up(found: dict[Key, int]) -> bool:
    trees = all(
        found[Key(place, name)] == sum(found[Key(place, part)] for part in parts)
        for place in (TOTAL, *GATES)
        for tree in fig.TREES
        for name, parts in tree.items()
        if parts
    )
    return trees and all(found[Key(TOTAL, n)] == sum(found[Key(g, n)] for g in GATES) for n in fig.NAMES)


def stock_holds(day: Plan) -> bool:
    return all(0 <= day.carried_over[gate] <= day.exports_at(gate) for gate in GATES)


@settings(deadline=None)
@given(bulletins())
def test_what_is_given_is_met_and_parts_make_wholes(figures):
    assume(any(figures.values()))
    day = planned(figures)

    found = day.expected()
    said = {key: number for key, number in figures.items() if number is not None}
    assert {key: found[key] for key in said} == said
    assert day.given == said.keys()
    assert adds_up(found)
    assert stock_holds(day)
    assert min(number for key, number in found.items() if key.name != fig.CHANGE) >= 0


@settings(deadline=None)
@given(bulletins(left_open=False), st.data())
def test_a_figure_that_contradicts_the_others_is_refused_by_name(figures, data):
    key = data.draw(st.sampled_from([key for key in figures if key.name != fig.CHANGE]))

    with pytest.raises(Impossible) as refused:
        planned({**figures, key: figures[key] + data.draw(st.integers(1, 5))})
    assert any(str(named) in str(refused.value) for named in figures)


@settings(deadline=None)
@given(bulletins(), st.floats(0.05, 3))
def test_a_scaled_day_still_adds_up(figures, scale):
    assume(sum(number or 0 for number in figures.values()) > 60)
    smaller = planned(figures).scaled(scale)

    assert adds_up(smaller.expected())
    assert stock_holds(smaller)


@settings(deadline=None)
@given(st.dictionaries(st.integers(), st.integers(0, 500), max_size=12), st.floats(0.01, 2))
def test_shares_are_whole_near_and_together_right(numbers, scale):
    shares = apportioned(numbers, scale)

    assert sum(shares.values()) == int(sum(numbers.values()) * scale + 0.5)
    assert all(abs(shares[key] - numbers[key] * scale) <= 1 for key in numbers)


@pytest.mark.parametrize("name", fig.library())
def test_a_published_day_is_met_in_every_figure(name):
    published = fig.read(name)
    found = plan(published, gates=GATES).expected()

    assert {key: found[key] for key in published.figures} == published.figures
    assert adds_up(found)


def test_the_rest_goes_to_the_gates_that_are_not_given():
    day = plan(fig.read("2024-08-29"), gates=GATES)
    found = day.expected()

    assert found[Key("HN", fig.CLEARED)] + found[Key("TT", fig.CLEARED)] == 1298
    assert found[Key("CM", fig.CLEARED)] + found[Key("CN", fig.CLEARED)] == 131
    assert found[Key("CM", fig.CLEARED)] > found[Key("CN", fig.CLEARED)] > 0
    assert Key("CM", fig.CLEARED) not in day.given


def test_the_stock_of_the_day_before_follows_from_the_change():
    figures = {
        Key(TOTAL, fig.CLEARED): 20, Key(TOTAL, fig.EXPORT): 20, Key(TOTAL, fig.LEFT_OVER): 12,
        Key(TOTAL, fig.CHANGE): 5,
    }  # fmt: skip
    day = planned(figures)

    assert sum(day.carried_over.values()) == 7


@pytest.mark.parametrize("change", [13, -100])
def test_a_change_that_no_stock_could_make_is_refused(change):
    figures = {
        Key(TOTAL, fig.CLEARED): 20, Key(TOTAL, fig.EXPORT): 20, Key(TOTAL, fig.LEFT_OVER): 12,
        Key(TOTAL, fig.CHANGE): change, Key(TOTAL, fig.TURNED_BACK): 0,
    }  # fmt: skip
    with pytest.raises(Impossible, match=r"left_over\.change"):
        planned(figures)


def test_undeclared_trucks_are_chosen_only_where_the_sum_needs_them():
    figures: dict[Key, int] = {
        Key(TOTAL, fig.LEFT_OVER): 10, Key(TOTAL, "left_over.fruit"): 4, Key(TOTAL, "left_over.other"): 3,
    }  # fmt: skip
    assert planned(figures).expected()[Key(TOTAL, fig.UNREGISTERED)] == 3
    del figures[Key(TOTAL, "left_over.other")]
    assert planned(figures).expected()[Key(TOTAL, fig.UNREGISTERED)] == 0


@pytest.mark.parametrize("place", ["DD", "XX"])
def test_vehicles_at_a_gate_without_trucks_are_refused(place):
    with pytest.raises(Impossible, match=place):
        planned({Key(TOTAL, fig.CLEARED): 5, Key(place, fig.CLEARED): 1})
    assert planned({Key(TOTAL, fig.CLEARED): 5, Key(place, fig.CLEARED): 0}).date == dt.date(2024, 8, 22)


@pytest.mark.parametrize("scale", [0, -1, 21, float("nan"), 0.0001])
def test_a_scale_that_leaves_nothing_or_too_much_is_refused(scale):
    with pytest.raises(Impossible):
        plan(fig.read("2024-08-22"), gates=GATES).scaled(scale)
