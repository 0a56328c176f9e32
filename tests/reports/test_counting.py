"""The figures of a day made by hand: every branch of the counting, each against the number a person would write."""

from datetime import timedelta

import pytest

from declarations.models import DayMode
from declarations.operations import checking
from reports.figures import PartsDoNotAdd, add, compose, cut
from reports.operations.bulletins import figures_for
from tests import given
from tests.reports.days import CUT_OFF, DAY, START, Traffic, clock, read_without_declaration

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def total_of(at=CUT_OFF, date=DAY):
    return figures_for(date=date, at=at)["total"]


def test_what_leaves_is_cleared_by_direction_kind_and_gate():
    gate = Traffic("HN", "TT")
    gate.leaves(gate.seen(clock("08:00")), clock("09:00"))
    gate.leaves(gate.seen(clock("08:00"), cargo="frozen"), clock("09:00"))
    gate.leaves(gate.seen(clock("08:00"), cargo=None, gate="TT"), clock("10:00"))
    gate.leaves(gate.seen(clock("08:00"), direction="import", cargo="general", gate="TT"), clock("11:00"))
    gate.leaves(gate.seen(clock("08:00"), direction="import", cargo="new_vehicle"), clock("12:00"))

    made = figures_for(date=DAY, at=CUT_OFF)

    assert made["total"]["cleared"] == 5
    assert made["total"]["export"] == {"total": 3, "fruit": 1, "other": 2}
    assert made["total"]["import"] == {"total": 2, "goods": 1, "new_vehicles": 1}
    assert made["gates"]["HN"]["export"] == {"total": 2, "fruit": 1, "other": 1}
    assert made["gates"]["HN"]["import"] == {"total": 1, "goods": 0, "new_vehicles": 1}
    assert made["gates"]["TT"]["cleared"] == 2
    assert list(made["gates"]) == ["HN", "TT", "CN", "CM", "NH", "NN"]
    assert made["total"]["left_over"]["total"] == 0
