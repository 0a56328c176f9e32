"""Money and shifts at the same moment: a payment falls into exactly one shift, whichever comes first.

Shown both ways: with the locks taken out, a payment slips into a shift that was counted without it.
"""

import pytest
from django.db import connection  # noqa: F401 - the skip below asks it
from django.db.models import QuerySet

from accounts.models import Agency
from declarations.models import CashCount, CashShift, Fee
from declarations.operations import cashing, paying
from declarations.operations.cashing import Counted
from declarations.queries import cash
from tests import given
from tests.concurrency.racing import Meeting, race
from tests.given import NOON

pytestmark = [
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="on SQLite one writer is alone anyway"),
    pytest.mark.django_db(transaction=True),
]


def _fee():
    return Fee.objects.get(vehicle__declaration=given.filed())


def _close_while_paying(monkeypatch, cashier):
    """Payment and count have both read before either writes, if nothing keeps them apart."""
    shift, fee = cashing.open_shift(gate_id=given.gate().pk, by=cashier, at=NOON, opening_float=0), _fee()
    meeting, find, read = Meeting(2), cashing.shift_for_payment, cash.expected_of

    def find_then_meet(**whose):
        found = find(**whose)
        meeting()
        return found

    def read_then_meet(shift):
        sums = read(shift)
        meeting()
        return sums

    monkeypatch.setattr("declarations.operations.paying.shift_for_payment", find_then_meet)
    monkeypatch.setattr("declarations.operations.cashing.expected_of", read_then_meet)
    outcomes = race(
        lambda: paying.pay(fee_id=fee.pk, by=cashier, at=NOON, method="cash"),
        lambda: cashing.close_shift(shift_id=shift.pk, by=cashier, at=NOON, counted=Counted(), note="Đếm"),
    )
    assert outcomes == ["done", "done"]
    monkeypatch.undo()
    return shift, Fee.objects.get(pk=fee.pk)


def _balances(shift):
    counted = sum(CashCount.objects.filter(shift=shift).values_list("expected", flat=True))
    return counted == sum(line.taken for line in cash.lines_of(shift))


def test_a_payment_during_the_count_is_in_this_shift_or_in_the_next(monkeypatch):
    cashier = given.officer(Agency.GATE_CENTRE)
    shift, fee = _close_while_paying(monkeypatch, cashier)

    assert _balances(shift)
    if fee.shift_id is None:
        following = cashing.open_shift(gate_id=given.gate().pk, by=cashier, at=NOON, opening_float=0)
        fee.refresh_from_db()
        assert fee.shift_id == following.pk
    else:
        assert fee.shift_id == shift.pk


def test_without_the_locks_it_would_be_in_a_shift_that_was_counted_without_it(monkeypatch):
    cashier = given.officer(Agency.GATE_CENTRE)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_: rows)
    shift, fee = _close_while_paying(monkeypatch, cashier)

    assert fee.shift_id == shift.pk
    assert not _balances(shift)


def test_of_two_openings_and_of_two_counts_one_comes_through():
    cashier, gate = given.officer(Agency.GATE_CENTRE), given.gate()
    opening = lambda: cashing.open_shift(gate_id=gate.pk, by=cashier, at=NOON, opening_float=0)  # noqa: E731
    assert sorted(race(opening, opening)) == ["done", "shift_open"]

    shift = CashShift.objects.get()
    counting = lambda: cashing.close_shift(shift_id=shift.pk, by=cashier, at=NOON, counted=Counted())  # noqa: E731
    assert sorted(race(counting, counting)) == ["done", "shift_closed"]
    assert CashCount.objects.count() == 3
