"""Makers of one bulletin at once, and one that is killed: exactly one right bulletin. Counts on PostgreSQL only."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction

from accounts.models import Letter
from declarations.models import OutboxMessage, Vehicle
from notices import operations as notices
from notices.models import Notice
from reports.models import Bulletin, ReportOrder
from reports.operations import bulletins, orders, periods
from reports.operations.bulletins import figures_for, make_bulletin
from reports.operations.periods import make_period
from reports.periods import Period
from reports.queries import counting
from tests import given
from tests.concurrency.racing import Meeting, race
from tests.reports.days import CUT_OFF, DAY, Traffic, clock

pytestmark = [
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="on SQLite one writer is alone anyway"),
    pytest.mark.django_db(transaction=True),
]
BEAT = CUT_OFF + timedelta(minutes=5)


class Pause:
    """Stops a maker in the middle of its counting, until it is let go on."""

    def __init__(self, monkeypatch):
        self.reached, self.go_on = threading.Event(), threading.Event()
        self.backend = 0
        standing = counting._standing

        def paused(day):
            monkeypatch.setattr(counting, "_standing", standing)  # only the first one is stopped
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                (self.backend,) = cursor.fetchone()
            self.reached.set()
            self.go_on.wait(20)
            return standing(day)

        monkeypatch.setattr(counting, "_standing", paused)


def closing(work):
    """Do it, and give the connection of this thread back."""

    def run():
        try:
            return work()
        finally:
            connection.close()

    return run


def make():
    return make_bulletin(date=DAY, at=BEAT)


def test_many_makers_make_one_bulletin():
    gate = Traffic("HN")
    gate.leaves(gate.seen(clock("08:00")), clock("09:00"))

    assert race(*[make] * 8) == ["done"] * 8

    assert Bulletin.objects.get().revision == 1
    assert ReportOrder.objects.count() == 0


def test_with_the_lock_taken_out_the_constraint_still_holds(monkeypatch):
    Traffic("HN").seen(clock("08:00"))
    meeting, figures = Meeting(4), figures_for

    def meet(**when):
        meeting()
        return figures(**when)

    monkeypatch.setattr(bulletins, "be_the_only_maker", lambda: None)
    monkeypatch.setattr(bulletins, "figures_for", meet)
    with ThreadPoolExecutor(4) as pool:
        ends = [future.exception(60) for future in [pool.submit(closing(make)) for _ in range(4)]]

    assert sum(end is None for end in ends) == 1
    assert Bulletin.objects.count() == 1


TWO = Period("period", DAY - timedelta(days=1), DAY)


def make_both():
    return make_period(period=TWO, at=BEAT)


def days_of_both():
    gate = Traffic("HN")
    gate.leaves(gate.seen(clock("08:00")), clock("09:00"))
    for date in TWO.dates():
        make_bulletin(date=date, at=BEAT)


def test_many_makers_make_one_bulletin_of_a_period():
    days_of_both()

    assert race(*[make_both] * 8) == ["done"] * 8

    assert Bulletin.objects.get(kind="period").revision == 1


def test_of_a_period_too_the_constraint_holds_with_the_lock_taken_out(monkeypatch):
    days_of_both()
    meeting, figures = Meeting(4), periods.figures_of

    def meet(*said):
        meeting()
        return figures(*said)

    monkeypatch.setattr(periods, "be_the_only_maker", lambda: None)
    monkeypatch.setattr(periods, "figures_of", meet)
    with ThreadPoolExecutor(4) as pool:
        ends = [future.exception(60) for future in [pool.submit(closing(make_both)) for _ in range(4)]]

    assert sum(end is None for end in ends) == 1
    assert Bulletin.objects.filter(kind="period").count() == 1


def test_a_period_made_while_a_day_of_it_is_corrected_is_corrected_too():
    """Whichever of the two comes first, in the end the period sums the day as it holds."""
    days_of_both()
    make_both()
    Traffic("TT").seen(clock("10:00"), gate="TT")

    assert race(make, make_both, make, make_both) == ["done"] * 4
    orders.order_periods(at=BEAT)
    orders.work_orders(at=BEAT)

    last = Bulletin.objects.filter(kind="period").latest("revision")
    assert last.figures["days"][str(DAY)] == 2
    assert last.figures["total"]["arrived"] == 2


def test_a_truck_that_leaves_while_a_maker_counts_is_counted_before_or_after(monkeypatch):
    gate = Traffic("HN")
    truck = gate.seen(clock("08:00"))
    pause = Pause(monkeypatch)

    with ThreadPoolExecutor(1) as pool:
        maker = pool.submit(closing(make))
        assert pause.reached.wait(20)
        gate.leaves(truck, CUT_OFF - timedelta(minutes=1))
        pause.go_on.set()
        first = maker.result(30)

    assert first.figures["total"]["left_over"]["total"] == 1
    corrected = make()
    assert (corrected.revision, corrected.figures["total"]["export"]["total"]) == (2, 1)


def test_without_one_state_of_everything_such_a_day_would_not_add_up(monkeypatch):
    """What the isolation is for: the same story, read statement by statement."""
    gate = Traffic("HN")
    truck = gate.seen(clock("08:00"))
    pause = Pause(monkeypatch)

    def read_committed():
        with transaction.atomic():
            return figures_for(date=DAY, at=BEAT)

    with ThreadPoolExecutor(1) as pool:
        maker = pool.submit(closing(read_committed))
        assert pause.reached.wait(20)
        gate.leaves(truck, CUT_OFF - timedelta(minutes=1))
        pause.go_on.set()
        assert isinstance(maker.exception(30), bulletins.BulletinDoesNotBalance)


def test_a_maker_killed_in_the_middle_leaves_nothing_and_holds_nobody_up(monkeypatch):
    Traffic("HN").seen(clock("08:00"))
    order = orders.order_bulletin(date=DAY, at=BEAT)
    pause = Pause(monkeypatch)

    with ThreadPoolExecutor(2) as pool:
        killed = pool.submit(closing(lambda: orders.work_orders(at=BEAT)))
        assert pause.reached.wait(20)
        second = pool.submit(closing(make))
        assert not Bulletin.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [pause.backend])
        pause.go_on.set()
        assert isinstance(killed.exception(30), OperationalError)
        made = second.result(30)

    assert orders.sweep(at=BEAT + orders.LEASE) == 1
    assert orders.work_orders(at=BEAT + orders.LEASE) == 1
    order.refresh_from_db()
    assert (order.state, order.bulletin) == ("done", made)
    assert Bulletin.objects.count() == 1


def test_an_order_is_worked_by_one_worker():
    for days in range(4):
        orders.order_bulletin(date=DAY - timedelta(days=days), at=BEAT)

    assert race(*[lambda: orders.work_orders(at=BEAT)] * 4) == ["done"] * 4

    assert set(ReportOrder.objects.values_list("attempts", flat=True)) == {1}
    assert Bulletin.objects.count() == 4


def test_two_refusals_at_once_write_to_a_manager_once():
    gate = Traffic("HN")
    truck = gate.leaves(gate.seen(clock("08:00")), clock("09:00"))
    Vehicle.objects.filter(pk=truck.pk).update(direction="across")
    manager = given.manager(at=None)
    for by in (None, manager):
        orders.order_bulletin(date=DAY, at=BEAT, by=by)

    assert race(*[lambda: orders.work_orders(at=BEAT, most=1)] * 2) == ["done"] * 2

    assert set(ReportOrder.objects.values_list("refusal_code", flat=True)) == {"bulletin_does_not_balance"}
    assert Letter.objects.get().user == manager


def test_a_notice_is_told_once_by_many_deliverers():
    gate = Traffic("HN")
    for _ in range(3):
        gate.leaves(gate.seen(clock("08:00")), clock("09:00"))
    owed = OutboxMessage.objects.count()

    assert race(*[lambda: notices.deliver_due(at=BEAT)] * 6) == ["done"] * 6

    assert owed == Notice.objects.count() == 6
    assert set(OutboxMessage.objects.values_list("attempts", flat=True)) == {1}
