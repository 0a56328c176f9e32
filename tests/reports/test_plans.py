"""Plans are entered by managers of the province, never changed in silence, and readable as they were."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.utils import IntegrityError

from accounts.models import User
from declarations.errors import NotYours
from reports.models import Plan
from reports.operations import plans
from tests import given
from tests.given import NOON

pytestmark = pytest.mark.django_db


def enter(
    period: str, value: Any, *, gate: str = "", measure: str = "cleared", seen: int = 0, basis: str = "",
    by: User | None = None,
) -> Plan:  # fmt: skip
    """A planned figure, entered by a manager of the province unless another is named."""
    return plans.enter_plan(
        period=period, gate_code=gate, measure=measure, value=None if value is None else Decimal(value), seen=seen,
        basis=basis, by=by or given.manager(at=None), at=NOON,
    )  # fmt: skip


def kept() -> list[Any]:
    return list(Plan.objects.order_by("pk").values_list("measure", "revision", "value", "basis"))


def test_a_change_is_a_new_row_and_the_old_one_stays():
    manager = given.manager(at=None)
    enter("2026", 600_000, by=manager, basis="Kế hoạch 01")
    enter("2026", 650_000, by=manager, seen=1)
    enter("2026", 650_000, by=manager, seen=2)
    assert kept() == [("cleared", 1, 600_000, "Kế hoạch 01"), ("cleared", 2, 650_000, "")]
    assert [plan.value for plan in Plan.objects.holding()] == [650_000]

    enter("2026", None, seen=2)
    assert list(Plan.objects.holding()) == []
    assert kept()[2] == ("cleared", 3, None, "")
    enter("2026", 1, seen=3)
    assert [plan.revision for plan in Plan.objects.holding()] == [4]


def test_whoever_looked_before_somebody_elses_change_is_told():
    enter("2026-Q1", 100, gate="HN")
    for seen in (0, 2):
        with pytest.raises(plans.PlanMoved):
            enter("2026-Q1", 200, gate="HN", seen=seen)
    enter("2026-Q1", 200)  # for all gates together it is another plan
    assert [plan.value for plan in Plan.objects.filter(gate_code="HN")] == [100]


@pytest.mark.parametrize(
    "wrong",
    [
        {"period": "2026-Q5"},
        {"gate": "XX"},
        {"measure": "left_over.total"},
        {"measure": "trade_value.export"},
        {"measure": "trade_value.export.XXX"},
        {"measure": "trade_value.export.usd"},
        {"measure": "trade_value.export.USD", "value": "1.234"},
        {"value": 0},
        {"value": -1},
        {"value": "1.5"},
        {"value": "NaN"},
        {"value": "1e30"},
        {"value": None},
    ],
)
def test_what_cannot_be_planned_is_refused(wrong):
    with pytest.raises(plans.BadPlan):
        enter(**{"period": "2026", "value": 1} | wrong)
    assert kept() == []


@pytest.mark.parametrize("measure", ["cleared", "export.total", "farm_produce_kg.export", "trade_value.import.CNY"])
def test_every_measure_can_be_planned_for_one_gate(measure):
    enter("2026-12", 5, gate="TT", measure=measure)
    assert kept() == [(measure, 1, 5, "")]


@pytest.mark.parametrize("who", ["officer", "administrator", "declarant", "manager"])
def test_only_managers_of_the_province_plan(who):
    with pytest.raises(NotYours):
        enter("2026", 5, by=getattr(given, who)())
    assert kept() == []


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="the trigger is PostgreSQL's")
@pytest.mark.parametrize("change", ["UPDATE reports_plan SET value = 9", "DELETE FROM reports_plan"])
def test_what_was_planned_is_never_changed(change):
    enter("2026", 5)
    with pytest.raises(IntegrityError, match="never changed"), connection.cursor() as cursor:
        cursor.execute(change)
