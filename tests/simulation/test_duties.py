"""Thirty simulated days with outages: nobody who was caught in one is struck (issue's number, on a fixed seed)."""

from io import StringIO

import pytest
from django.core.management import call_command

from simulation.duties import judge
from simulation.play.trucks import A_DAY
from simulation.scenario import packaged, read

pytestmark = pytest.mark.once
OUTAGE = read(packaged()["outage"])
SEED = 1
TWO_HOURS, WINDOW_AND_GRACE = 120, 120


def caught(window: float) -> bool:
    """By the words of the promise, not the rule's code: from window to grace, in an incident or two hours after."""
    return any(
        (day - 1) * A_DAY + incident.minutes[0] <= window + WINDOW_AND_GRACE
        and window <= (day - 1) * A_DAY + incident.minutes[1] + TWO_HOURS
        for incident in OUTAGE.incidents
        for day in incident.days
    )


def test_no_strike_for_a_truck_caught_in_an_outage_and_strikes_for_who_was_not():
    found = judge(OUTAGE, seed=SEED)
    struck = [one for one in found if one.verdict and one.verdict.is_strike]
    absent = [one for one in found if one.verdict and caught(one.window)]

    assert OUTAGE.days == 30
    assert len(absent) > 100
    assert not [one for one in struck if caught(one.window)]
    assert len(struck) > 100
    assert {one.verdict.excuse for one in absent if one.verdict} == {"outage", "pause"}

    # Were the rule not told what stood still, those who were caught would be struck.
    untold = judge(OUTAGE, seed=SEED, stills=[])
    assert sum(bool(one.verdict and one.verdict.is_strike and caught(one.window)) for one in untold) == len(absent)


def test_one_command_prints_it():
    out = StringIO()
    call_command("simulate", "outage", duties=True, seed=SEED, stdout=out)
    assert " caught in what stood still or in the two hours after it, 0 of them struck" in out.getvalue()
    assert "strikes: late_cancel " in out.getvalue()
