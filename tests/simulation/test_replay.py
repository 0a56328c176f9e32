"""Thirty simulated days, estimated by the very method that serves the gate (issue's numbers, on fixed seeds)."""

import pytest

from simulation.play.gate import Gate
from simulation.play.trucks import A_DAY, drawn
from simulation.replay import Estimator
from tests.simulation.scenes import busy

pytestmark = pytest.mark.once
LEARNING = 14


def test_the_range_holds_for_eight_trucks_of_ten_and_the_middle_beats_the_naive_estimate():
    scenario, seed = busy(), 2
    gate, estimator = Gate(scenario, drawn(scenario, seed=seed), seed=seed + 100), Estimator(scenario, every=60.0)
    gate.run([estimator])
    found = estimator.score(from_day=LEARNING)

    assert found.estimates > 5_000
    assert 0.75 <= (found.coverage or 0) <= 0.85
    assert (found.against_naive or 1) <= 0.75

    # A gate that stands still, or is closed, says nothing.
    stood_still = [(day - 1) * A_DAY + minute for day in (19, 34) for minute in range(10 * 60, 12 * 60)]
    said_at = {int(one.at) for one in estimator.said}
    assert not said_at & set(stood_still)
    assert all(6 * 60 <= at % A_DAY < 22 * 60 for at in said_at)
