"""The simulated gate keeps the rules of the line, its hours and its places, and plays the same twice."""

import pytest

from declarations.line.times import GRACE
from declarations.line.windows import LENGTH
from simulation.play.gate import Gate, working
from simulation.play.trucks import MINUTE, Truck, drawn
from simulation.scenario import Scenario, ScenarioError, packaged, parse, read
from tests.simulation.scenes import BUSY, busy

pytestmark = pytest.mark.once


def played(scenario: Scenario, *, seed: int = 1, trucks: list[Truck] | None = None) -> list[Truck]:
    return Gate(scenario, drawn(scenario, seed=seed) if trucks is None else trucks, seed=seed).run()


def plain(**changes: object) -> Scenario:
    """One lane, ten trucks an hour, nothing left to chance."""
    still = busy(days=1).model_dump() | {
        "lanes": [{"code": "1", "per_hour": 10}],
        "hours": [],
        "incidents": [],
        "rushes": [],
    }
    service = {"spread": 0, "day_spread": 0, "inside_minutes": 30, "inside_spread": 0, "absent": 0}
    return Scenario.model_validate(still | {"service": service} | changes)


def trucks(*greens: bool, at: float = 60.0) -> list[Truck]:
    """Trucks that come one after the other, a second apart."""
    return [Truck(number, at + number / 60, green) for number, green in enumerate(greens)]


def entered(found: list[Truck]) -> list[int]:
    return [truck.number for truck in sorted(found, key=lambda truck: truck.entered or 0)]


def test_every_truck_that_came_enters_and_leaves_after_it():
    found = played(busy(days=3))

    assert len(found) > 500
    assert all(truck.seen <= (truck.entered or 0) < (truck.left or 0) for truck in found)


def test_the_same_seed_plays_the_same_day():
    one, other = played(busy(days=2), seed=5), played(busy(days=2), seed=5)

    assert [(truck.entered, truck.left) for truck in one] == [(truck.entered, truck.left) for truck in other]


def test_green_trucks_pass_at_most_three_in_a_row():
    assert entered(played(plain(), trucks=trucks(False, False, True, True, True, True, True))) == [0, 2, 3, 4, 1, 5, 6]


def test_nobody_enters_while_the_gate_is_shut_or_its_lane_stands_still():
    scenario = plain(
        hours=[{"opens": "06:00", "closes": "22:00"}],
        incidents=[{"lane": "1", "days": [1], "begins": "08:00", "ends": "09:00"}],
    )
    found = played(scenario, trucks=trucks(*[False] * 30))
    begun = [(truck.entered or 0) - 6 for truck in found]  # a truck's turn takes six minutes

    assert all(begins >= 6 * 60 - 0.01 for begins in begun)
    assert not [begins for begins in begun if 8 * 60 < begins < 9 * 60]
    assert working(scenario)[: 6 * 60].sum() == 0


def test_a_full_yard_lets_nobody_in_until_somebody_leaves():
    found = played(
        plain(yard=2, service={"spread": 0, "day_spread": 0, "inside_minutes": 60, "inside_spread": 0, "absent": 0}),
        trucks=trucks(*[False] * 6),
    )
    for truck in found:
        inside = [one for one in found if (one.entered or 0) <= (truck.entered or 0) < (one.left or 0)]
        assert len(inside) <= 2


def test_a_late_truck_stands_behind_those_in_time():
    window = 60.0
    late = window + (LENGTH + GRACE) / MINUTE + 1
    assert Truck(0, late, False, window).line_time == late
    assert Truck(0, late - 2, False, window).line_time == late - 2
    assert Truck(0, 10.0, False, window).line_time == window


def test_every_fault_of_a_scenario_is_named_with_its_place():
    text = (
        BUSY.format(days=0).replace('opens = "06:00"', 'opens = "6am"').replace("a_day = 300", "a_day = -1\nmany = 2")
    )
    with pytest.raises(ScenarioError) as refused:
        parse(text)
    places = {line.split(":")[0] for line in refused.value.lines}
    assert places == {"days", "hours[0].opens", "arrivals.a_day", "arrivals.many"}


@pytest.mark.parametrize("text", ["days =", "", "name = 'x'", BUSY.format(days=3).replace('lane = "2"', 'lane = "9"')])
def test_what_cannot_be_played_is_refused(text: str):
    with pytest.raises(ScenarioError):
        parse(text)


@pytest.mark.parametrize("name", packaged())
def test_the_scenarios_that_come_with_the_program_can_be_played(name: str):
    scenario = read(packaged()[name]).model_copy(update={"days": 1})
    assert all(truck.entered for truck in played(scenario))
