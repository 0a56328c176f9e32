"""Stage and ticks follow from the checks and nothing else."""

from datetime import timedelta

import pytest

from declarations.models import Check, Vehicle
from declarations.queries.progress import TICKS, progress
from declarations.stages import CheckState, Stage
from tests.given import NOON


def _check(code, minutes=None, *, state=None):
    """A check confirmed so many minutes after noon; without minutes one that is still to come."""
    at = None if minutes is None else NOON + timedelta(minutes=minutes)
    return Check(code=code, state=state or (CheckState.CONFIRMED if at else CheckState.PENDING), confirmed_at=at)


def _reached(*checks, **vehicle):
    """The stage, and the ticks in minutes after noon."""
    found = progress(Vehicle(**vehicle), checks)
    minutes = {code: at and int((at - NOON).total_seconds() // 60) for code, at in found.ticks.items()}
    assert tuple(minutes) == TICKS
    return found.stage, {code: minute for code, minute in minutes.items() if minute is not None}


ARRIVED = (_check("bg_arrival", 5), _check("customs_arrival", 3))


@pytest.mark.parametrize(
    ("checks", "ticks"),
    [
        ((), {}),
        ((_check("bg_arrival", 5), _check("customs_arrival")), {}),
        (ARRIVED, {"enter_gate": 5}),
        ((_check("bg_arrival", 5, state=CheckState.HELD), _check("customs_arrival", 3)), {}),
        ((_check("yard_in", 4),), {"into_yard": 4, "in_yard": 4}),
        ((_check("yard_in", 4), _check("plant", state=CheckState.NOT_REQUIRED)), {"into_yard": 4, "in_yard": 4}),
        ((_check("yard_in", 4), _check("plant")), {"into_yard": 4}),
        ((_check("yard_in", 4), _check("plant", 9), _check("animal", 7)), {"into_yard": 4, "in_yard": 9}),
        ((_check("yard_in", 4), _check("plant", 9), _check("customs_check")), {"into_yard": 4}),
        ((_check("yard_in", 4), _check("transshipment", 20)), {"into_yard": 4, "in_yard": 20}),
        ((_check("plant", 9),), {}),
        ((_check("fee_infrastructure"),), {}),
        ((_check("fee_infrastructure", 8),), {"payment": 8}),
        ((_check("fee_infrastructure", 8), _check("fee_transfer")), {}),
        ((_check("fee_infrastructure", 8), _check("fee_transfer", 11)), {"payment": 11}),
        ((_check("yard_out", 30),), {"out_of_yard": 30}),
        ((_check("bg_out", 30),), {"left_gate": 30}),
    ],
)
def test_each_tick_stands_on_its_own_checks(checks, ticks):
    assert _reached(*checks)[1] == ticks


@pytest.mark.parametrize(
    ("checks", "vehicle", "stage"),
    [
        ((), {}, Stage.FILED),
        ((), {"seen_at": NOON}, Stage.WAITING),
        ((), {"seen_at": NOON, "called_at": NOON}, Stage.CALLED),
        (ARRIVED, {"seen_at": NOON, "called_at": NOON}, Stage.AT_GATE),
        ((*ARRIVED, _check("yard_in", 4)), {"seen_at": NOON}, Stage.IN_YARD),
        ((_check("yard_in", 4), _check("plant")), {"seen_at": NOON}, Stage.IN_YARD),
        ((*ARRIVED, _check("yard_in", 4), _check("finish", 9)), {"seen_at": NOON}, Stage.FINISHED),
        ((_check("finish", 9, state=CheckState.HELD),), {"seen_at": NOON}, Stage.WAITING),
        *(((*ARRIVED, _check("finish", 9)), {"end": end}, Stage(end))
          for end in ("left", "turned_back", "cancelled", "expired")),
    ],
)  # fmt: skip
def test_the_stage_is_the_first_that_holds(checks, vehicle, stage):
    assert _reached(*checks, **vehicle)[0] == stage
