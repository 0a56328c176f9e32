"""Two officers at one check, two cashiers at one fee: the second is told that the first was first.

Shown both ways: with the declaration's lock taken out, both go through.
"""

import pytest
from django.db import connection  # noqa: F401 - the skip below asks it
from django.db.models import QuerySet

from declarations.models import Event, Fee, Receipt
from declarations.operations import amending, checking, paying
from declarations.operations.dossier import read_dossier
from declarations.operations.verifying import broken_links
from declarations.queries.document import as_document
from declarations.queries.whole import load_one
from tests import given
from tests.concurrency.racing import Meeting, race
from tests.given import NOON

pytestmark = [
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="on SQLite one writer is alone anyway"),
    pytest.mark.django_db(transaction=True),
]


def confirm_twice_at_once(monkeypatch, declaration):
    """Both officers have read the dossier before either confirms, if nothing keeps them apart."""
    check = given.check(declaration, "bg_arrival")
    officers = [given.officer("border_guard"), given.officer("border_guard")]
    meeting = Meeting(2)

    def read_then_meet(declaration):
        dossier = read_dossier(declaration)
        meeting()
        return dossier

    monkeypatch.setattr("declarations.operations.moves.read_dossier", read_then_meet)
    return race(*(lambda by=by: checking.confirm(check_id=check.pk, by=by, at=NOON) for by in officers))


def test_of_two_officers_at_one_check_one_confirms(monkeypatch):
    declaration = given.filed()

    assert sorted(confirm_twice_at_once(monkeypatch, declaration)) == ["already_confirmed", "done"]
    assert Event.objects.filter(verb="check.confirmed", check_code="bg_arrival").count() == 1
    assert Event.objects.filter(verb="vehicle.seen").count() == 1
    assert not list(broken_links())


def test_without_the_lock_both_would(monkeypatch):
    declaration = given.filed()
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_: rows)

    with pytest.raises(Exception, match="event_seq_once"):  # the journal's own constraint is the second fence
        confirm_twice_at_once(monkeypatch, declaration)


def test_of_two_cashiers_at_one_fee_one_is_paid():
    fee = Fee.objects.get(vehicle__declaration=given.filed())
    cashiers = [given.officer("gate_centre"), given.officer("gate_centre")]

    outcomes = race(*(lambda by=by: paying.pay(fee_id=fee.pk, by=by, at=NOON, method="cash") for by in cashiers))

    assert sorted(outcomes) == ["already_paid", "done"]
    assert Event.objects.filter(verb="fee.paid").count() == 1


def test_officers_of_two_agencies_at_one_declaration_both_go_through():
    staff, declaration = given.officers(), given.filed()
    work = [("bg_arrival", "border_guard"), ("customs_arrival", "customs"), ("customs_registration", "customs")]

    outcomes = race(*(
        lambda code=code, agency=agency: checking.confirm(
            check_id=given.check(declaration, code).pk, by=staff[agency], at=NOON
        )
        for code, agency in work
    ))  # fmt: skip

    assert outcomes == ["done"] * 3
    assert Event.objects.filter(verb="vehicle.seen").count() == 1
    assert not list(broken_links())


def test_receipts_of_one_gate_run_without_gaps_under_load():
    fees = [Fee.objects.get(vehicle__declaration=given.filed()) for _ in range(8)]
    cashier = given.officer("gate_centre")

    outcomes = race(*(lambda fee=fee: paying.pay(fee_id=fee.pk, by=cashier, at=NOON, method="cash") for fee in fees))

    assert outcomes == ["done"] * 8
    numbers = Fee.objects.order_by("receipt_number").values_list("receipt_number", flat=True)
    assert list(numbers) == [f"HN2026-{n:06d}" for n in range(1, 9)]


def test_a_hold_and_a_confirmation_at_once_leave_the_check_held():
    declaration = given.filed()
    check = given.check(declaration, "customs_arrival")
    officers = [given.officer("customs"), given.officer("customs")]

    outcomes = race(
        lambda: checking.confirm(check_id=check.pk, by=officers[0], at=NOON),
        lambda: checking.hold(check_id=check.pk, by=officers[1], at=NOON, reason="Chờ giấy tờ"),
    )

    # The one that holds comes through, before the confirmation or after it; who was second to confirm is told so.
    assert outcomes in (["done", "done"], ["wrong_state", "done"])
    check.refresh_from_db()
    assert (check.state, check.decided_by) == ("held", officers[1])
    assert (check.confirmed_at is not None) == (outcomes[0] == "done")
    assert not list(broken_links())


def test_a_confirmation_and_a_change_of_the_goods_at_once_never_confirm_what_was_not_seen():
    declaration = given.filed()
    check, customs = given.check(declaration, "customs_arrival"), given.officer("customs")
    body = as_document(load_one(declaration.pk))
    body["consignments"][0]["items"][0]["hs_code"] = "08109092"

    outcomes = race(
        lambda: checking.confirm(check_id=check.pk, by=customs, at=NOON, read_to=declaration.journal_length),
        lambda: amending.amend(declaration_id=declaration.pk, body=body, by=declaration.created_by, at=NOON),
    )

    assert outcomes in (["changed_since_read", "done"], ["done", "wrong_state"])
    check.refresh_from_db()
    assert (check.state == "confirmed") == (outcomes[0] == "done")


def test_of_two_cashiers_who_write_one_receipt_number_one_is_told_and_nothing_of_his_is_kept():
    fees = [Fee.objects.get(vehicle__declaration=given.filed()) for _ in range(2)]
    cashiers = [given.officer("gate_centre"), given.officer("gate_centre")]

    outcomes = race(*(
        lambda fee=fee, by=by: paying.pay(fee_id=fee.pk, by=by, at=NOON, method="cash", receipt_number="AB-1")
        for fee, by in zip(fees, cashiers, strict=True)
    ))  # fmt: skip

    assert sorted(outcomes) == ["done", "receipt_taken"]
    assert Fee.objects.get(paid_at__isnull=False).receipt_number == "AB-1"
    assert Receipt.objects.count() == Event.objects.filter(verb="fee.paid").count() == 1
    assert not list(broken_links())


def test_a_number_written_by_hand_and_the_next_one_given_out_are_never_the_same():
    fees = [Fee.objects.get(vehicle__declaration=given.filed()) for _ in range(2)]
    cashier, numbers = given.officer("gate_centre"), ("HN2026-000001", "")

    outcomes = race(*(
        lambda fee=fee, number=number: paying.pay(
            fee_id=fee.pk, by=cashier, at=NOON, method="cash", receipt_number=number
        )
        for fee, number in zip(fees, numbers, strict=True)
    ))  # fmt: skip

    assert set(outcomes) <= {"done", "receipt_taken"}
    paid = list(Receipt.objects.order_by("number").values_list("number", flat=True))
    assert "done" in outcomes
    assert paid in (["HN2026-000001"], ["HN2026-000001", "HN2026-000002"])
