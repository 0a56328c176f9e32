"""Cashiers' shifts and receipts (ADR 0079): what falls into which shift, what a count says, what is frozen."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum

from accounts.models import Agency
from contract.errors import DomainError
from declarations.errors import NotYours, ReasonMissing
from declarations.models import CashCount, CashShift, Fee, Receipt, ReceiptPrint
from declarations.operations import cashing, paying, receipting
from declarations.operations.cashing import BadCount, Counted, ShiftClosed, ShiftMoved, ShiftOpen
from declarations.queries import cash
from tests import given
from tests.given import NOON

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def cashier():
    return given.officer(Agency.GATE_CENTRE, full_name="Thu Ngân Mẫu")


def paid(by, *, at=NOON, method="cash", gate="HN", **changes):
    """A payment of 800,000 đ."""
    fee = Fee.objects.get(vehicle__declaration=given.filed(gate=gate, **changes))
    return paying.pay(fee_id=fee.pk, by=by, at=at, method=method)


def opened(by, *, at=NOON, opening_float=500_000):
    return cashing.open_shift(gate_id=given.gate().pk, by=by, at=at, opening_float=opening_float)


def rows():
    return [list(model.objects.order_by("pk").values()) for model in (CashShift, CashCount, Fee)]


def test_a_shift_is_opened_paid_into_counted_and_closed(cashier):
    shift = opened(cashier)
    for method in ("cash", "cash", "transfer"):
        paid(cashier, method=method)
    lines = {line.method: line for line in cash.lines_of(shift)}
    assert [(line.payments, line.taken, line.expected) for line in lines.values()] == [
        (2, 1_600_000, 2_100_000), (1, 800_000, 800_000), (0, 0, 0)
    ]  # fmt: skip

    counted = Counted(transfer=800_000, notes={500_000: 4, 100_000: 1})
    cashing.close_shift(shift_id=shift.pk, by=cashier, at=NOON + HOUR, counted=counted, seen=2_900_000)

    shift.refresh_from_db()
    assert (shift.closed_at, shift.closed_by, shift.denominations) == (
        NOON + HOUR, cashier, {"500000": 4, "100000": 1}
    )  # fmt: skip
    assert [line.difference for line in cash.lines_of(shift)] == [0, 0, 0]


def test_every_payment_lies_in_exactly_one_shift_and_the_sums_are_those_of_the_receipts(cashier):
    """Before the first shift, in it, between two, in the second: nothing is lost and nothing counted twice."""
    other = given.officer(Agency.GATE_CENTRE)
    early = paid(cashier)
    first = opened(cashier)
    paid(cashier, at=NOON + HOUR)
    theirs = paid(other, at=NOON + HOUR)
    elsewhere = paid(given.officer(Agency.GATE_CENTRE, at="TT"), gate="TT")
    taken = sum(line.taken for line in cash.lines_of(first))
    cashing.close_shift(
        shift_id=first.pk, by=cashier, at=NOON + 2 * HOUR, counted=Counted(cash=taken + 500_000), seen=None
    )
    between = paid(cashier, at=NOON + 3 * HOUR)
    second = opened(cashier, at=NOON + 4 * HOUR)
    last = paid(cashier, at=NOON + 5 * HOUR)

    fees = {fee.pk: fee.shift_id for fee in Fee.objects.all()}
    assert fees[early.pk] == first.pk
    assert (fees[between.pk], fees[last.pk]) == (second.pk, second.pk)
    assert (fees[theirs.pk], fees[elsewhere.pk]) == (None, None)
    in_shifts = sum(row.taken for row in cash.shifts_seen_by(cashier))
    receipts = sum(said["amount"] for said in Receipt.objects.values_list("said", flat=True))
    assert receipts == Fee.objects.filter(paid_at__isnull=False).aggregate(sum=Sum("amount"))["sum"]
    assert receipts - in_shifts == theirs.amount + elsewhere.amount
    outside = cash.outside_shifts(type(given.gate()).objects.filter(code="HN"), since=NOON - HOUR)
    assert [(one.payments, one.taken) for one in outside] == [(1, theirs.amount)]


def test_a_difference_and_another_s_shift_need_a_note(cashier):
    shift, colleague = opened(cashier), given.officer(Agency.GATE_CENTRE)
    before = rows()
    exact, short = Counted(cash=500_000), Counted(cash=499_000)
    for by, counted in ((cashier, short), (colleague, exact)):
        for note in ("", " . "):
            with pytest.raises(ReasonMissing):
                cashing.close_shift(shift_id=shift.pk, by=by, at=NOON, counted=counted, note=note)
    assert rows() == before

    cashing.close_shift(shift_id=shift.pk, by=colleague, at=NOON, counted=short, note="Thối nhầm; người trực ốm")
    (row,) = cash.shifts_seen_by(colleague)
    assert (row.difference, row.closed_by) == (-1_000, colleague)


def test_money_that_came_in_since_one_looked_is_said(cashier):
    shift = opened(cashier)
    paid(cashier)
    with pytest.raises(ShiftMoved):
        cashing.close_shift(
            shift_id=shift.pk, by=cashier, at=NOON, counted=Counted(cash=500_000), note="x", seen=500_000
        )
    assert not CashCount.objects.exists()


def test_what_is_closed_stays(cashier):
    shift = opened(cashier)
    with pytest.raises(ShiftOpen):
        opened(cashier)
    cashing.close_shift(shift_id=shift.pk, by=cashier, at=NOON, counted=Counted(cash=500_000))
    before = rows()
    with pytest.raises(ShiftClosed):
        cashing.close_shift(shift_id=shift.pk, by=cashier, at=NOON, counted=Counted(), note="noch einmal")
    assert rows() == before
    opened(cashier)


def test_who_has_no_till_has_no_shift(cashier):
    shift = opened(cashier)
    before = rows()
    others = [given.officer(Agency.CUSTOMS), given.officer(Agency.GATE_CENTRE, at="TT"), given.manager()]
    for by in (*others, given.declarant(), given.administrator()):
        with pytest.raises(NotYours):
            opened(by)
        with pytest.raises(NotYours):
            cashing.close_shift(shift_id=shift.pk, by=by, at=NOON, counted=Counted(), note="x")
    assert rows() == before


@pytest.mark.parametrize(
    "counted", [Counted(cash=-1), Counted(card=10**13), Counted(notes={300_000: 1}), Counted(notes={500_000: -1})]
)
def test_a_count_that_cannot_be_is_refused(cashier, counted):
    shift = opened(cashier)
    with pytest.raises(BadCount):
        cashing.close_shift(shift_id=shift.pk, by=cashier, at=NOON, counted=counted, note="x")
    with pytest.raises(DomainError):
        opened(given.officer(Agency.GATE_CENTRE), opening_float=-1)


def test_a_receipt_says_what_was_paid_whatever_is_changed_afterwards(cashier):
    fee = paid(cashier, fee_payer={"name": "Công ty Trả Phí", "tax_code": "0100005019"})
    said = dict(fee.receipt.said)
    vehicle = fee.vehicle
    vehicle.plate = "29C-999.99"
    vehicle.save(update_fields=["plate"])

    receipt = Receipt.objects.get(fee=fee)
    assert receipt.said == said
    assert (receipt.number, receipt.issued_at) == ("HN2026-000001", NOON)
    assert said["payer"] == {"name": "Công ty Trả Phí", "tax_code": "0100005019"}
    assert (said["amount"], said["cashier"], said["plate"]) == (800_000, "Thu Ngân Mẫu", said["plate"])


def test_the_first_printout_is_the_original_and_the_others_are_copies(cashier):
    receipt = paid(cashier).receipt
    colleague = given.officer(Agency.GATE_CENTRE)
    copies = [receipting.take_print(receipt_id=receipt.pk, by=by, at=NOON).copy for by in (cashier, colleague, cashier)]
    assert copies == [0, 1, 2]
    for by in (given.officer(Agency.CUSTOMS), given.officer(Agency.GATE_CENTRE, at="TT"), given.declarant()):
        with pytest.raises(NotYours):
            receipting.take_print(receipt_id=receipt.pk, by=by, at=NOON)
    assert ReceiptPrint.objects.count() == 3


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="the triggers are PostgreSQL's")
def test_the_database_itself_keeps_what_is_written_once(cashier):
    receipt = paid(cashier).receipt
    receipting.take_print(receipt_id=receipt.pk, by=cashier, at=NOON)
    shift = opened(cashier, opening_float=0)
    cashing.close_shift(shift_id=shift.pk, by=cashier, at=NOON, counted=Counted(cash=800_000))
    for table in ("receipt", "receiptprint", "cashcount", "cashshift"):
        for statement in ("UPDATE declarations_{} SET id = id", "DELETE FROM declarations_{}"):
            refused = pytest.raises(IntegrityError, match="written once")
            with refused, transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement.format(table))
