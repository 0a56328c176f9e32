"""The till at the desk: a shift from its float to its count, receipts printed once and copied; the company's copy."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from contract import printing
from declarations import paper
from declarations.models import CashShift, Fee, Receipt
from declarations.operations import paying
from tests import given
from tests.declarations.admin import desk

pytestmark = pytest.mark.django_db
PRINTS = pytest.mark.skipif(not printing.is_available(), reason="this machine cannot print")


@pytest.fixture
def cashier():
    return given.officer("gate_centre", full_name="Thu Ngân Mẫu")


def url(name, *args):
    return reverse(f"admin:declarations_{name}", args=args)


def pay(by, *, method="cash", company=None):
    declaration = given.filed(by=company, at=timezone.now())
    fee = Fee.objects.get(vehicle__declaration=declaration)
    return paying.pay(fee_id=fee.pk, by=by, at=timezone.now(), method=method)


def test_a_shift_from_its_float_to_its_files(cashier) -> None:
    client, gate = desk.client_of(cashier), given.gate()
    outside = pay(cashier)
    page = client.get(url("cashshift_changelist")).content.decode()
    assert "800.000 đ" in page
    assert url("cashshift_open", gate.pk) in page

    client.post(url("cashshift_open", gate.pk), {"opening_float": 500_000})
    shift = CashShift.objects.get()
    pay(cashier, method="transfer")
    count = {"note_500000": 2, "note_200000": 1, "transfer": 800_000}
    looked = client.post(url("cashshift_close", shift.pk), count)
    assert [line.difference for line in looked.context["lines"]] == [-100_000, 0, 0]
    shift.refresh_from_db()
    assert shift.closed_at is None

    sure = {**count, "compared": looked.context["compared"]}
    refused = client.post(url("cashshift_close", shift.pk), sure)
    assert "Say in the note" in refused.content.decode()
    client.post(url("cashshift_close", shift.pk), {**sure, "note": "=Thối nhầm"})
    shift.refresh_from_db()
    assert (shift.closed_by, shift.note) == (cashier, "=Thối nhầm")

    manager = desk.client_of(given.manager())
    (row,) = manager.get(url("cashshift_changelist")).context["cl"].result_list
    assert (row.payments, row.taken, row.difference) == (2, 1_600_000, -100_000)
    text = manager.get(url("cashshift_csv", shift.pk)).content.decode("utf-8-sig")
    assert f"{outside.receipt_number}," in text
    assert "Cash,1,800000,1300000,1200000,-100000" in text
    assert "'=Thối nhầm" in text
    assert client.get(url("cashshift_close", shift.pk), follow=True).redirect_chain[0][0] == url(
        "cashshift_change", shift.pk
    )


def test_another_count_or_more_money_is_compared_anew(cashier) -> None:
    client = desk.client_of(cashier)
    client.post(url("cashshift_open", given.gate().pk), {"opening_float": 0})
    shift = CashShift.objects.get()
    compared = client.post(url("cashshift_close", shift.pk), {"cash": 0}).context["compared"]

    client.post(url("cashshift_close", shift.pk), {"cash": 1_000, "compared": compared, "note": "x"})
    pay(cashier)
    client.post(url("cashshift_close", shift.pk), {"cash": 0, "compared": compared, "note": "x"})

    shift.refresh_from_db()
    assert shift.closed_at is None


def test_the_list_of_shifts_and_of_receipts_ask_as_much_of_many_as_of_one(
    cashier, django_assert_max_num_queries
) -> None:
    client, gate = desk.client_of(cashier), given.gate()
    for _ in range(4):
        pay(cashier)
        client.post(url("cashshift_open", gate.pk), {"opening_float": 0})
        shift = CashShift.objects.get(closed_at=None)
        client.post(url("cashshift_close", shift.pk), {"cash": 800_000, "compared": "800000.800000-0.0-0.0"})
    assert CashShift.objects.filter(closed_at__isnull=False).count() == 4
    for name in ("cashshift_changelist", "receipt_changelist"):
        with django_assert_max_num_queries(10):
            assert len(client.get(url(name)).context["cl"].result_list) == 4


def test_a_receipt_is_found_by_number_and_by_plate(cashier) -> None:
    client = desk.client_of(cashier)
    first, second = pay(cashier).receipt, pay(cashier).receipt
    for text, found in ((first.number, [first]), (second.said["plate"], [second]), ("HN", [second, first]), ("?", [])):
        assert list(client.get(url("receipt_changelist"), {"q": text}).context["cl"].result_list) == found


@PRINTS
def test_the_original_is_printed_once_and_then_copies(cashier, monkeypatch) -> None:
    client, receipt = desk.client_of(cashier), pay(cashier).receipt
    pages: list[list[str]] = []

    def drawn(html: str) -> bytes:
        pages.append(re.findall(r'class="copy">([^<]*)', html))
        return b"%"

    monkeypatch.setattr(printing, "pdf_of", drawn)
    for _ in range(3):
        answer = client.post(url("receipt_print", receipt.pk))
        assert (answer["Content-Type"], answer.content) == ("application/pdf", b"%")
    assert pages == [[], ["COPY no. 1"], ["COPY no. 2"]]
    shown = client.get(url("receipt_change", receipt.pk)).content.decode()
    assert shown.count("Thu Ngân Mẫu") >= 3


@PRINTS
def test_the_company_takes_a_copy_and_no_other_company_does(cashier) -> None:
    company = given.declarant()
    fee = pay(cashier, company=company)
    number = fee.vehicle.declaration.number
    address = reverse("receipt-pdf", args=[number, fee.pk])
    assert address in desk.client_of(company).get(f"/declarations/{number}/").content.decode()

    mine = desk.client_of(company).get(address)
    assert (mine.status_code, mine.content[:5]) == (200, b"%PDF-")
    assert f"receipt-{fee.receipt_number}.pdf" in mine["Content-Disposition"]
    for stranger in (given.declarant(), cashier, given.manager()):
        assert desk.client_of(stranger).get(address).status_code in (403, 404)
    unpaid = Fee.objects.get(vehicle__declaration=given.filed(by=company, at=timezone.now()))
    theirs = unpaid.vehicle.declaration.number
    assert desk.client_of(company).get(reverse("receipt-pdf", args=[theirs, unpaid.pk])).status_code == 404
    assert desk.client_of(company).get(reverse("receipt-pdf", args=[theirs, fee.pk])).status_code == 404


def test_where_nothing_is_printed_it_is_said_and_no_original_is_lost(cashier, monkeypatch) -> None:
    monkeypatch.setattr(printing, "_engine", lambda: None)
    client, company = desk.client_of(cashier), given.declarant()
    fee = pay(cashier, company=company)
    receipt = Receipt.objects.get(fee=fee)
    client.post(url("cashshift_open", given.gate().pk), {"opening_float": 0})
    shift = CashShift.objects.get()

    answers = [
        client.post(url("receipt_print", receipt.pk), follow=True),
        client.get(url("cashshift_pdf", shift.pk)),
        desk.client_of(company).get(
            reverse("receipt-pdf", args=[fee.vehicle.declaration.number, fee.pk]), follow=True
        ),
    ]  # fmt: skip

    assert ["PDF is not available" in answer.content.decode() for answer in answers] == [True] * 3
    assert not receipt.prints.exists()


@PRINTS
def test_a_shift_and_a_receipt_are_pdfs_in_every_language(cashier) -> None:
    client, gate = desk.client_of(cashier), given.gate()
    pay(cashier)
    client.post(url("cashshift_open", gate.pk), {"opening_float": 0})
    shift = CashShift.objects.get()
    assert client.get(url("cashshift_pdf", shift.pk)).content[:5] == b"%PDF-"
    shown = paper.receipt_shown(Receipt.objects.get())
    assert (shown.number, shown.said["amount"]) == (Receipt.objects.get().number, 800_000)
