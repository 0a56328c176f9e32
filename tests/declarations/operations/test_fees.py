"""Fees (domain §9): the worked examples of the resolution, what reassessment does, and recording a payment."""

from datetime import date, datetime, timedelta

import pytest

from contract.errors import DomainError
from declarations.models import Fee, Tariff
from declarations.operations import acting, amending, checking, paying, withdrawing
from declarations.queries.document import as_document
from declarations.queries.whole import load_one
from declarations.stages import CheckState
from tests import given
from tests.given import HANOI, NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return given.officers()


def fees_of(declaration):
    fees = Fee.objects.filter(vehicle__declaration=declaration, voided_at__isnull=True)
    return sorted((fee.vehicle.role, fee.kind, fee.amount) for fee in fees.select_related("vehicle"))


def truck(fee_class, **changes):
    return [given.vehicle(fee_class=fee_class, **changes)]


@pytest.mark.parametrize(("document", "expected"), [
    ({"direction": "import", "vehicles": truck("VT4")}, [("carrier", "infrastructure", 390_000)]),
    ({"vehicles": truck("VT6")}, [("carrier", "infrastructure", 800_000)]),
    ({"vehicles": truck("VT4")}, [("carrier", "infrastructure", 300_000)]),
    ({"vehicles": truck("VT1"), "consignments": [given.consignment(cargo_kind="farm_produce")]},
     [("carrier", "infrastructure", 100_000)]),
    ({"vehicles": truck("VT6"), "regime": "temporary_import_reexport",
      "consignments": [given.consignment(cargo_kind="farm_produce")]}, [("carrier", "infrastructure", 4_000_000)]),
    ({"vehicles": truck("VT6", consignments=[]), "consignments": []}, []),  # an empty vehicle owes nothing
])  # fmt: skip
def test_the_resolution_s_examples(document, expected):
    assert fees_of(given.filed(**document)) == expected


def test_transshipment_to_two_receivers():
    assert fees_of(given.filed(document=given.transshipment(receivers=2))) == [
        ("carrier", "transfer", 90_000),
        ("receiver", "infrastructure", 300_000), ("receiver", "infrastructure", 300_000),
    ]  # fmt: skip


@pytest.mark.parametrize(("fruit", "produce", "expected"), [(10, 20, 4_000_000), (20, 10, 800_000)])
def test_of_several_goods_the_dearest_sets_the_rate(fruit, produce, expected):
    items = given.consignment()["items"][0]
    goods = [
        given.consignment("A", cargo_kind="fruit", items=[items | {"value": fruit}]),
        given.consignment("B", cargo_kind="farm_produce", items=[items | {"value": produce}]),
    ]
    declaration = given.filed(
        consignments=goods, vehicles=truck("VT6", consignments=["A", "B"]), regime="temporary_import_reexport"
    )
    assert fees_of(declaration) == [("carrier", "infrastructure", expected)]


def test_the_tariff_of_the_day_applies():
    before = datetime(2025, 5, 7, 12, tzinfo=HANOI)
    Tariff.objects.filter(fee_class="VT4", valid_from=date(2019, 1, 1)).update(amount=111_000)

    assert fees_of(given.filed(at=before, vehicles=truck("VT4"))) == [("carrier", "infrastructure", 111_000)]
    assert fees_of(given.filed(at=before + timedelta(days=1), vehicles=truck("VT4")))[0][2] == 300_000


def test_a_class_without_a_price_is_not_assessed_and_its_check_waits():
    Tariff.objects.filter(fee_class="VT3").delete()
    declaration = given.filed(vehicles=truck("VT3"))

    assert fees_of(declaration) == []
    assert given.check(declaration, "fee_infrastructure").state == CheckState.PENDING


def test_nothing_to_pay_confirms_itself():
    Tariff.objects.filter(fee_class="VT3").update(amount=0)
    check = given.check(given.filed(vehicles=truck("VT3")), "fee_infrastructure")

    assert (check.state, check.automatic, check.decided_by) == (CheckState.CONFIRMED, True, None)


def test_a_payment_confirms_the_check_and_is_not_taken_back(staff):
    declaration = given.filed()
    fee = Fee.objects.get(vehicle__declaration=declaration)
    check = given.check(declaration, "fee_infrastructure")

    with pytest.raises(DomainError, match="payment"):
        checking.confirm(check_id=check.pk, by=staff["gate_centre"], at=NOON)
    paid = paying.pay(fee_id=fee.pk, by=staff["gate_centre"], at=NOON, method="cash")

    assert paid.receipt_number == "HN2026-000001"
    assert given.check(declaration, "fee_infrastructure").state == CheckState.CONFIRMED
    for again in (
        lambda: paying.pay(fee_id=fee.pk, by=staff["gate_centre"], at=NOON, method="cash"),
        lambda: withdrawing.withdraw(check_id=check.pk, by=staff["gate_centre"], at=NOON),
    ):
        with pytest.raises(DomainError) as refusal:
            again()
        assert refusal.value.status == 409
    fee.refresh_from_db()
    assert (fee.paid_at, fee.paid_to) == (NOON, staff["gate_centre"])


def test_receipts_run_without_gaps_and_a_typed_one_stands_once(staff):
    fees = [Fee.objects.get(vehicle__declaration=given.filed()) for _ in range(4)]
    pay = {"by": staff["gate_centre"], "at": NOON, "method": "cash"}

    assert paying.pay(fee_id=fees[0].pk, **pay, receipt_number="HN2026-000001").receipt_number == "HN2026-000001"
    with pytest.raises(paying.ReceiptTaken):
        paying.pay(fee_id=fees[1].pk, **pay, receipt_number="HN2026-000001")
    assert [paying.pay(fee_id=fee.pk, **pay).receipt_number for fee in fees[1:]] == [
        f"HN2026-00000{n}" for n in (2, 3, 4)
    ]


def test_a_transfer_fee_waits_for_the_transshipment(staff):
    declaration = given.filed(document=given.transshipment())
    fee = Fee.objects.get(vehicle__declaration=declaration, kind="transfer")

    with pytest.raises(DomainError) as refusal:
        paying.pay(fee_id=fee.pk, by=staff["gate_centre"], at=NOON, method="cash")

    assert refusal.value.code == "not_ready"
    fee.refresh_from_db()
    assert fee.paid_at is None


@pytest.mark.parametrize("who", ["customs", "company", "elsewhere"])
def test_only_the_gate_centre_of_the_gate_takes_money(who, staff):
    fee = Fee.objects.get(vehicle__declaration=given.filed())
    other = {
        "customs": staff["customs"],
        "company": given.declarant(),
        "elsewhere": given.officer("gate_centre", at="TT"),
    }

    with pytest.raises(DomainError) as refusal:
        paying.pay(fee_id=fee.pk, by=other[who], at=NOON, method="cash")

    assert refusal.value.status == 403
    fee.refresh_from_db()
    assert fee.paid_at is None


def test_no_finish_before_every_fee_is_paid(staff):
    declaration = given.filed()
    given.confirmed(declaration, *given.EXPORT_WAY[:5], staff=staff)

    with pytest.raises(DomainError) as refusal:
        checking.confirm(check_id=given.check(declaration, "finish").pk, by=staff["gate_centre"], at=NOON)

    assert refusal.value.code == "not_ready"


def test_a_dearer_class_before_payment_replaces_the_fee():
    by = given.declarant()
    declaration = given.filed(by=by, vehicles=truck("VT4"))
    body = as_document(load_one(declaration.pk))
    body["vehicles"][0]["fee_class"] = "VT6"

    amending.amend(declaration_id=declaration.pk, body=body, by=by, at=NOON)

    assert fees_of(declaration) == [("carrier", "infrastructure", 800_000)]
    assert Fee.objects.filter(voided_at__isnull=False).count() == 1


@pytest.mark.parametrize(("fee_class", "owed", "state"), [
    ("VT6", [300_000, 500_000], CheckState.READY), ("VT1", [300_000], CheckState.CONFIRMED),
])  # fmt: skip
def test_after_payment_a_higher_sum_adds_the_difference_and_a_lower_one_nothing(fee_class, owed, state, staff):
    by = given.declarant()
    declaration = given.filed(by=by, vehicles=truck("VT4"))
    given.confirmed(declaration, "fee_infrastructure", staff=staff)
    finish = given.check(declaration, "finish")
    fields = ["$.vehicles[0].fee_class"]
    checking.send_back(check_id=finish.pk, by=staff["gate_centre"], at=NOON, reason="Sai tải trọng", fields=fields)
    body = as_document(load_one(declaration.pk))
    body["vehicles"][0]["fee_class"] = fee_class

    amending.amend(declaration_id=declaration.pk, body=body, by=by, at=NOON)

    assert [fee[2] for fee in fees_of(declaration)] == owed
    assert given.check(declaration, "fee_infrastructure").state == state


def test_what_a_vehicle_turned_back_has_not_paid_is_void(staff):
    declaration = given.filed()
    given.confirmed(declaration, "bg_arrival", staff=staff)

    acting.turn_back(vehicle_id=declaration.vehicles.get().pk, by=staff["border_guard"], at=NOON, reason="Từ chối")

    fee = Fee.objects.get(vehicle__declaration=declaration)
    assert fee.voided_at == NOON
    with pytest.raises(DomainError):
        paying.pay(fee_id=fee.pk, by=staff["gate_centre"], at=NOON, method="cash")


@pytest.mark.parametrize("way", ["sent_back", "held"])
def test_a_difference_is_not_forgotten_under_a_hold(way, staff):
    by = given.declarant()
    declaration = given.filed(by=by, vehicles=truck("VT4"))
    given.confirmed(declaration, *given.EXPORT_WAY[:6], staff=staff)
    fee_check = given.check(declaration, "fee_infrastructure")
    act = {"by": staff["gate_centre"], "at": NOON, "reason": "Sai tải trọng"}
    if way == "sent_back":
        checking.send_back(check_id=fee_check.pk, fields=["$.vehicles[0].fee_class"], **act)
    else:
        checking.hold(check_id=fee_check.pk, **act)
        finish = given.check(declaration, "finish")
        checking.send_back(check_id=finish.pk, fields=["$.vehicles[0].fee_class"], **act)
    body = as_document(load_one(declaration.pk))
    body["vehicles"][0]["fee_class"] = "VT6"

    amending.amend(declaration_id=declaration.pk, body=body, by=by, at=NOON)
    if way == "held":
        checking.release(check_id=fee_check.pk, by=staff["gate_centre"], at=NOON)

    assert given.check(declaration, "fee_infrastructure").state == CheckState.READY
    assert given.check(declaration, "finish").state != CheckState.READY
    given.confirmed(declaration, "fee_infrastructure", staff=staff)
    assert Fee.objects.filter(vehicle__declaration=declaration, paid_at=None).count() == 0


def test_after_payment_only_the_gate_centre_opens_what_a_fee_is_made_of(staff):
    by = given.declarant()
    declaration = given.filed(by=by, vehicles=truck("VT4"))
    given.confirmed(declaration, "fee_infrastructure", staff=staff)
    registration = given.check(declaration, "customs_registration")
    fields = ["$.vehicles[0].fee_class"]
    checking.send_back(check_id=registration.pk, by=staff["customs"], at=NOON, reason="Sai tải trọng", fields=fields)
    body = as_document(load_one(declaration.pk))
    body["vehicles"][0]["fee_class"] = "VT1"

    with pytest.raises(amending.NeedsChangeRequest):
        amending.amend(declaration_id=declaration.pk, body=body, by=by, at=NOON)
    assert declaration.vehicles.get().fee_class == "VT4"
