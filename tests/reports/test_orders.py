"""What is owed is made: by the clock, on demand, after a loss, and once."""

from datetime import timedelta

import pytest
import time_machine

from declarations.models import Vehicle
from gate import celery
from gate.schedule import BEAT_SCHEDULE
from reports import tasks
from reports.models import Bulletin, ReportOrder
from reports.operations import orders
from reports.operations.bulletins import DayNotBegun, make_bulletin
from tests import given
from tests.reports.days import CUT_OFF, DAY, START, Traffic, clock

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
EVE = DAY - timedelta(days=1)
BEAT = CUT_OFF + 5 * MINUTE


def sent(monkeypatch):
    """How often a worker was asked to begin, in place of the broker."""
    calls = []
    monkeypatch.setattr(tasks.work_orders, "apply_async", lambda **options: calls.append(options))
    return calls


def test_an_order_is_made_and_says_what_came_of_it():
    by = given.manager()
    order = orders.order_bulletin(date=DAY, at=clock("12:00"), by=by)
    assert (order.state, order.bulletin) == ("owed", None)

    assert orders.work_orders(at=BEAT) == 1

    order.refresh_from_db()
    bulletin = Bulletin.objects.get()
    assert (order.state, order.bulletin, order.done_at) == ("done", bulletin, BEAT)
    assert bulletin.made_by == by
    assert orders.work_orders(at=BEAT) == 0


def test_asking_twice_before_anybody_began_is_asking_once():
    first = orders.order_bulletin(date=DAY, at=BEAT)
    assert orders.order_bulletin(date=DAY, at=BEAT) == first
    assert orders.order_bulletin(date=DAY, at=BEAT, by=given.manager()) != first
    assert orders.order_bulletin(date=EVE, at=BEAT) != first

    ReportOrder.objects.filter(pk=first.pk).update(leased_until=BEAT + MINUTE, attempts=1)
    assert orders.order_bulletin(date=DAY, at=BEAT) != first  # that one may have counted already


def test_a_day_to_come_cannot_be_ordered():
    with pytest.raises(DayNotBegun):
        orders.order_bulletin(date=DAY + timedelta(days=5), at=BEAT)
    assert not ReportOrder.objects.exists()


def test_the_order_of_a_killed_worker_is_found_again():
    order = orders.order_bulletin(date=DAY, at=BEAT)
    orders._lease(BEAT)  # and then nothing more: killed

    assert orders.work_orders(at=BEAT + orders.LEASE - MINUTE) == 0
    assert ReportOrder.objects.get().state == "working"
    assert orders.sweep(at=BEAT + orders.LEASE) == 1
    assert orders.work_orders(at=BEAT + orders.LEASE) == 1
    order.refresh_from_db()
    assert (order.state, order.attempts) == ("done", 2)
    assert Bulletin.objects.count() == 1


def test_a_worker_killed_after_making_and_before_saying_so_makes_no_second_one():
    order = orders.order_bulletin(date=DAY, at=BEAT)
    make_bulletin(date=DAY, at=BEAT)
    orders._lease(BEAT)

    orders.work_orders(at=BEAT + orders.LEASE)

    order.refresh_from_db()
    assert (order.bulletin, Bulletin.objects.count()) == (Bulletin.objects.get(), 1)


def test_an_error_leaves_the_order_owed(monkeypatch):
    order = orders.order_bulletin(date=DAY, at=BEAT)

    def broken(**_):
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr("reports.operations.bulletins.figures_for", broken)
        with pytest.raises(ZeroDivisionError):
            orders.work_orders(at=BEAT)
    order.refresh_from_db()
    assert (order.state, order.done_at) == ("working", None)
    assert orders.work_orders(at=BEAT + orders.LEASE) == 1


def test_a_day_that_does_not_balance_ends_its_order_and_is_tried_again_an_hour_later():
    truck = Traffic("HN").seen(clock("14:00"))
    Vehicle.objects.filter(pk=truck.pk).update(seen_at=START - timedelta(days=1))
    at = CUT_OFF + orders.GRACE

    assert orders.sweep(at=at) == 1
    orders.work_orders(at=at)

    order = ReportOrder.objects.get()
    assert (order.state, order.refusal_code) == ("refused", "bulletin_does_not_balance")
    assert [one["gate"] for one in order.disagreements] == ["HN"]
    assert orders.sweep(at=at + MINUTE) == 0
    Vehicle.objects.filter(pk=truck.pk).update(seen_at=clock("14:00"))
    assert orders.sweep(at=at + orders.ASK_AGAIN) == 1
    orders.work_orders(at=at + orders.ASK_AGAIN)
    assert Bulletin.objects.get().figures["total"]["left_over"]["total"] == 1


@pytest.mark.parametrize(
    ("at", "made"),
    [(CUT_OFF + orders.GRACE - MINUTE, []), (CUT_OFF + orders.GRACE, [DAY]),
     (CUT_OFF + orders.GRACE + timedelta(days=1), [DAY, DAY + timedelta(days=1)])],
)  # fmt: skip
def test_the_sweep_makes_up_for_evenings_that_were_missed(at, made):
    Traffic("HN").seen(clock("14:00"))  # the journal begins

    orders.sweep(at=at)
    orders.work_orders(at=at)

    assert list(Bulletin.objects.order_by("pk").values_list("date", flat=True)) == made
    assert orders.sweep(at=at) == 0


def test_the_sweep_makes_nothing_of_days_before_the_journal_began():
    assert orders.sweep(at=BEAT + timedelta(days=30)) == 0
    assert not ReportOrder.objects.exists()


def test_every_evening_the_day_before_is_looked_at_again():
    gate = Traffic("HN")
    truck = gate.leaves(gate.seen(clock("13:00")), CUT_OFF - MINUTE)
    with time_machine.travel(BEAT, tick=False):
        tasks.make_daily_bulletin()
    gate.comes_back(truck, CUT_OFF + 10 * MINUTE)

    with time_machine.travel(BEAT + timedelta(days=1), tick=False):
        tasks.make_daily_bulletin()
        tasks.make_daily_bulletin()

    made = Bulletin.objects.order_by("pk").values_list("date", "revision")
    assert list(made) == [(DAY, 1), (DAY, 2), (DAY + timedelta(days=1), 1)]


def test_the_tasks_take_whatever_a_newer_publisher_says(monkeypatch):
    calls = sent(monkeypatch)
    Traffic("HN").seen(clock("14:00"))
    with time_machine.travel(CUT_OFF + orders.GRACE, tick=False):
        assert tasks.sweep(newer="x") == 1
        assert len(calls) == 1
        assert tasks.work_orders(newer="x") == 1
        assert tasks.sweep(newer="x") == 0
    assert len(calls) == 1


def test_the_schedule_names_tasks_that_there_are():
    celery.app.loader.import_default_modules()
    assert {entry["task"] for entry in BEAT_SCHEDULE.values()} <= set(celery.app.tasks)
