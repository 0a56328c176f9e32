"""Change requests: who must agree to what, what reopens, what is refused, and that a refusal changes nothing."""

from datetime import timedelta
from typing import Any

import pytest

from declarations.errors import NotYours, ReasonMissing, WrongState
from declarations.models import ChangeAnswer, ChangedField, ChangeRequest, Check, Event, Fee, OutboxMessage, Vehicle
from declarations.operations import acting, amending, cancelling, changing, checking, deciding, scanning, withdrawing
from declarations.operations.agreeing import ChangedMeanwhile, NotChangeable
from declarations.operations.filing import Stale, Unfileable
from declarations.operations.verifying import broken_links
from declarations.queries.document import as_document
from declarations.queries.whole import load_one
from declarations.stages import ChangeState, CheckState, FieldState
from declarations.units import UnknownPath
from tests import given
from tests.given import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=5)
DRIVER = {"name": "Lý Văn Thay", "id_number": "012345678909", "phone": "0987654322"}
ARRIVED = ("customs_registration", "bg_arrival", "customs_arrival", "medical", "transport_licence")


@pytest.fixture
def by():
    return given.declarant()


@pytest.fixture
def staff():
    return given.officers()


@pytest.fixture
def arrived(by, staff):
    """An export whose truck stands at the gate, confirmed by five."""
    declaration = given.filed(by=by)
    given.confirmed(declaration, *ARRIVED, staff=staff)
    return declaration


def ask(declaration, by, *changes, reason="Đổi xe", **more):
    return changing.ask_changes(declaration_id=declaration.pk, changes=changes, by=by, at=LATER, reason=reason, **more)


def approve(request, *agencies, staff, verdicts=True, reason=""):
    for agency in agencies:
        deciding.decide(change_id=request.pk, by=staff[agency], at=LATER, verdicts=verdicts, reason=reason)


def states(declaration):
    return dict(Check.objects.filter(declaration=declaration).order_by("pk").values_list("code", "state"))


def document(declaration):
    return as_document(load_one(declaration.pk))


def everything(declaration):
    declaration.refresh_from_db()
    return (
        document(declaration), states(declaration), declaration.version, declaration.journal_head,
        list(ChangedField.objects.order_by("pk").values_list("state", flat=True)),
        list(ChangeAnswer.objects.order_by("pk").values_list("answer", flat=True)),
        list(ChangeRequest.objects.order_by("pk").values_list("state", flat=True)),
    )  # fmt: skip


BORDER, CUSTOMS, CENTRE, TRANSPORT = "border_guard", "customs", "gate_centre", "transport"
CUSTOMS_DONE = {"customs_registration", "customs_arrival"}
FIELDS = [
    ("$.vehicles[0].driver", DRIVER, {BORDER}, {"bg_arrival"}),
    ("$.vehicles[0].driver.phone", "0987654329", {BORDER}, {"bg_arrival"}),
    ("$.vehicles[0].companion.name", "Vi Thị Phụ", {BORDER}, {"bg_arrival"}),
    ("$.vehicles[0].plate", "12C-999.99", {BORDER, CUSTOMS}, {"bg_arrival", *CUSTOMS_DONE}),
    ("$.vehicles[0].trailer_plate", "12R-043.21", {BORDER, CUSTOMS}, {"bg_arrival", *CUSTOMS_DONE}),
    ("$.vehicles[0].container", "GATU1234569", {BORDER, CUSTOMS}, {"bg_arrival", *CUSTOMS_DONE}),
    ("$.vehicles[0].seal", "VN123", {CUSTOMS}, CUSTOMS_DONE),
    ("$.vehicles[0].cargo_weight_kg", 17000, {CUSTOMS, CENTRE}, CUSTOMS_DONE),
    ("$.vehicles[0].fee_class", "VT4", {CUSTOMS, CENTRE}, CUSTOMS_DONE),
    ("$.vehicles[0].licence_number", "GP-77", {TRANSPORT}, {"transport_licence"}),
    ("$.consignments[0].customs_number", "300000009990", {CUSTOMS}, CUSTOMS_DONE),
    ("$.consignments[0].owner.address", "Đồng Đăng", {CUSTOMS}, CUSTOMS_DONE),
    ("$.consignments[0].items[0].weight_kg", 17000, {CUSTOMS}, CUSTOMS_DONE),
    ("$.regime", "border_transfer", {CUSTOMS}, CUSTOMS_DONE),
    ("$.yard", "VIETTEL", {CENTRE}, set()),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "agencies", "reopened"), FIELDS, ids=[field[0] for field in FIELDS])
def test_a_field_is_changed_once_its_agencies_agree_and_only_theirs_reopens(
    path, value, agencies, reopened, arrived, by, staff
):
    before, as_it_was, line_time = states(arrived), document(arrived), arrived.vehicles.get().line_time
    request = ask(arrived, by, (path, value))

    asked = ChangeAnswer.objects.filter(field__request=request)
    assert set(asked.values_list("agency", flat=True)) == agencies
    (field,) = request.fields.all()
    for agency in sorted(agencies):
        assert states(arrived) == before
        assert document(arrived) == as_it_was
        approve(request, agency, staff=staff)

    request.refresh_from_db()
    field.refresh_from_db()
    assert (request.state, field.state) == (ChangeState.DECIDED, FieldState.APPLIED)
    after = states(arrived)
    assert {code for code in after if (before[code], after[code]) == ("confirmed", "ready")} == reopened
    assert {
        code for code in after if before[code] == "confirmed" and after[code] not in ("confirmed", "ready")
    } == set()
    assert arrived.vehicles.get().line_time == line_time
    assert not list(broken_links())
    verbs = list(Event.objects.filter(declaration=arrived).order_by("seq").values_list("verb", flat=True))
    assert verbs.index("change.requested") < verbs.index("change.decided") < verbs.index("declaration.amended")
    owed = OutboxMessage.objects.filter(topic="change.decided").count()
    assert owed == len(agencies)


@pytest.mark.parametrize("code", ["bg_arrival", "customs_arrival"])
def test_a_reopened_check_is_confirmed_again_and_what_stood_on_it_stands(code, arrived, by, staff):
    given.confirmed(arrived, "fee_infrastructure", "finish", staff=staff)
    request = ask(arrived, by, ("$.vehicles[0].plate", "12C-999.98"))
    approve(request, BORDER, CUSTOMS, staff=staff)

    assert states(arrived)[code] == CheckState.READY
    assert states(arrived)["finish"] == CheckState.CONFIRMED
    assert states(arrived)["customs_out"] == CheckState.PENDING
    given.confirmed(arrived, "customs_registration", "bg_arrival", "customs_arrival", "customs_out", staff=staff)


def test_a_truck_that_was_seen_gets_another_plate_keeps_its_place_and_loses_its_pass(arrived, by, staff):
    was: Vehicle = arrived.vehicles.get()
    assert was.line_time

    preview = changing.preview(
        declaration_id=arrived.pk, by=by, at=LATER,
        body=document(arrived) | {"vehicles": [document(arrived)["vehicles"][0] | {"plate": "12C-999.97"}]},
    )  # fmt: skip
    assert preview.in_line == [was]
    assert {check.code for check, _vehicle in preview.reopens} == {"bg_arrival", *CUSTOMS_DONE}
    approve(ask(arrived, by, ("$.vehicles[0].plate", "12C-999.97")), BORDER, CUSTOMS, staff=staff)

    now = arrived.vehicles.get()
    assert (now.plate, now.line_time, now.seen_at) == ("12C-999.97", was.line_time, was.seen_at)
    assert now.pass_version == was.pass_version + 1


def test_a_seen_truck_needs_a_request_before_any_confirmation_too(by, staff):
    declaration = given.filed(by=by)
    read = scanning.Read(plate=declaration.vehicles.get().plate)
    scanning.scan(gate="HN", read=read, by=staff[BORDER], at=NOON, nonce="1")

    approve(ask(declaration, by, ("$.vehicles[0].container", "GATU1234569")), BORDER, CUSTOMS, staff=staff)

    assert declaration.vehicles.get().container == "GATU1234569"


def test_a_preview_changes_nothing_and_tells_the_fee(arrived, by):
    before = everything(arrived)
    body = document(arrived)
    body["vehicles"][0]["fee_class"] = "VT4"

    told = changing.preview(declaration_id=arrived.pk, body=body, by=by, at=LATER)

    (fee,) = told.fees
    assert (fee.was, fee.now, fee.paid) == (800_000, 300_000, 0)
    assert [sorted(one.agencies) for one in told.asked] == [[CUSTOMS, CENTRE]]
    assert everything(arrived) == before


def test_what_concerns_nobody_is_changed_at_once_alone_or_beside_a_request(arrived, by):
    body = document(arrived) | {"note": "gọi trước", "client_reference": "AB-17"}
    amending.amend(declaration_id=arrived.pk, body=body, by=by, at=LATER)
    assert document(arrived)["note"] == "gọi trước"

    with pytest.raises(changing.NoAgreementNeeded):
        ask(arrived, by, ("$.note", "gọi sau"))
    request = ask(arrived, by, ("$.contact.phone", "0912345679"), ("$.vehicles[0].driver", DRIVER))

    assert document(arrived)["contact"]["phone"] == "+84912345679"
    assert document(arrived)["vehicles"][0]["driver"]["name"] != DRIVER["name"]
    assert sorted(request.fields.values_list("state", flat=True)) == ["applied", "open"]
    assert request.state == ChangeState.OPEN


def test_what_was_sent_back_is_mended_at_once_within_a_request(arrived, by, staff):
    given.sent_back(arrived, "finish", "$.vehicles[0].seal", staff=staff)

    ask(arrived, by, ("$.vehicles[0].seal", "VN9"), ("$.vehicles[0].driver", DRIVER))

    assert arrived.vehicles.get().seal == "VN9"
    assert states(arrived)["finish"] == CheckState.PENDING


def test_a_field_goes_its_own_way(arrived, by, staff):
    request = ask(
        arrived, by, ("$.vehicles[0].plate", "12C-999.96"), ("$.vehicles[0].container", "GATU1234569"),
        ("$.vehicles[0].driver", DRIVER),
    )  # fmt: skip
    ids = {field.unit[-1]: field.pk for field in request.fields.all()}

    approve(request, BORDER, staff=staff, reason="Chỉ đổi lái xe và biển số",
            verdicts={ids["plate"]: True, ids["container"]: False, ids["driver"]: True})  # fmt: skip
    now = arrived.vehicles.get()
    assert (now.driver_name, now.container) == (DRIVER["name"], "")
    assert now.plate != "12C-999.96"
    with pytest.raises(deciding.AlreadyDecided):
        approve(request, BORDER, staff=staff)
    with pytest.raises(deciding.AlreadyDecided):
        approve(request, CUSTOMS, staff=staff, verdicts={ids["container"]: True})

    approve(request, CUSTOMS, staff=staff)
    assert arrived.vehicles.get().plate == "12C-999.96"
    request.refresh_from_db()
    assert request.state == ChangeState.DECIDED


def test_after_payment_the_gate_centre_must_agree_and_the_difference_is_owed(arrived, by, staff):
    dear = ("$.consignments[0].cargo_kind", "general")
    given.confirmed(arrived, "fee_infrastructure", staff=staff)
    request = ask(arrived, by, dear)
    assert set(ChangeAnswer.objects.values_list("agency", flat=True)) == {CUSTOMS, CENTRE}
    paid = Fee.objects.get(paid_at__isnull=False)

    approve(request, CUSTOMS, CENTRE, staff=staff)

    assert Fee.objects.get(pk=paid.pk).amount == paid.amount
    owed = list(Fee.objects.filter(paid_at=None, voided_at=None))
    assert states(arrived)["fee_infrastructure"] == (CheckState.READY if owed else CheckState.CONFIRMED)


def test_a_payment_between_asking_and_agreeing_asks_the_gate_centre_too(arrived, by, staff):
    request = ask(arrived, by, ("$.consignments[0].cargo_kind", "general"))
    assert list(ChangeAnswer.objects.values_list("agency", flat=True)) == [CUSTOMS]
    given.confirmed(arrived, "fee_infrastructure", staff=staff)

    approve(request, CUSTOMS, staff=staff)
    assert document(arrived)["consignments"][0]["cargo_kind"] == "fruit"
    approve(request, CENTRE, staff=staff)

    assert document(arrived)["consignments"][0]["cargo_kind"] == "general"


REFUSED = {
    "no reason": (ReasonMissing, {"reason": "…"}, [("$.vehicles[0].driver", DRIVER)]),
    "another version": (Stale, {"version": 1}, [("$.vehicles[0].driver", DRIVER)]),
    "an error": (Unfileable, {}, [("$.vehicles[0].driver.phone", "12")]),
    "nowhere": (UnknownPath, {}, [("$.vehicles[3].driver", DRIVER)]),
    "no such member": (Unfileable, {}, [("$.colour", "red")]),
    "another gate": (NotChangeable, {}, [("$.gate", "TT"), ("$.yard", None)]),
    "a truck more": (NotChangeable, {}, [("$.vehicles[1]", given.vehicle("2"))]),
    "a truck less": (NotChangeable, {}, [("$.vehicles[1]", None)]),
    "another key": (NotChangeable, {}, [("$.vehicles[0].key", "9")]),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_request_that_is_refused_changes_nothing(case, by, staff):
    declaration = given.filed(by=by, vehicles=[given.vehicle("1"), given.vehicle("2")])
    given.confirmed(declaration, "bg_arrival", staff=staff, vehicle=declaration.vehicles.get(key="1"))
    refused: Any = REFUSED[case]
    refusal, more, changes = refused
    if case == "a truck more":
        changes = [("$.vehicles[2]", given.vehicle("3"))]
    before = everything(declaration)

    with pytest.raises(refusal):
        ask(declaration, by, *changes, **more)

    assert everything(declaration) == before


def test_nobody_else_asks_withdraws_or_decides(arrived, by, staff):
    request = ask(arrived, by, ("$.vehicles[0].plate", "12C-999.95"))
    before, other = everything(arrived), given.declarant()
    for attempt in (
        lambda: ask(arrived, other, ("$.vehicles[0].driver", DRIVER)),
        lambda: changing.withdraw_change(change_id=request.pk, by=other, at=LATER),
        lambda: deciding.decide(change_id=request.pk, by=by, at=LATER, verdicts=True),
        lambda: deciding.decide(change_id=request.pk, by=staff["medical"], at=LATER, verdicts=True),
        lambda: deciding.decide(change_id=request.pk, by=given.officer(BORDER, at="TT"), at=LATER, verdicts=True),
    ):
        with pytest.raises(NotYours):
            attempt()
    assert everything(arrived) == before


def test_one_open_request_a_field(arrived, by, staff):
    request = ask(arrived, by, ("$.vehicles[0].driver", DRIVER))
    with pytest.raises(changing.AlreadyAsked):
        ask(arrived, by, ("$.vehicles[0].driver.phone", "0987654329"))
    ask(arrived, by, ("$.vehicles[0].seal", "VN5"))

    changing.withdraw_change(change_id=request.pk, by=by, at=LATER)
    again = ask(arrived, by, ("$.vehicles[0].driver.phone", "0987654329"))
    approve(again, BORDER, staff=staff)

    for late in (request, again):
        with pytest.raises(WrongState):
            changing.withdraw_change(change_id=late.pk, by=by, at=LATER)
        with pytest.raises(deciding.AlreadyDecided):
            approve(late, BORDER, staff=staff)
    assert arrived.vehicles.get().driver_phone == "+84987654329"


def test_a_rejection_needs_its_reason_and_is_one_agencys_word(arrived, by, staff):
    request = ask(arrived, by, ("$.vehicles[0].plate", "12C-999.94"))
    before = everything(arrived)
    with pytest.raises(ReasonMissing):
        approve(request, CUSTOMS, staff=staff, verdicts=False)
    assert everything(arrived) == before

    approve(request, CUSTOMS, staff=staff, verdicts=False, reason="Không đúng xe")

    request.refresh_from_db()
    assert request.state == ChangeState.DECIDED
    assert everything(arrived)[:2] == before[:2]
    with pytest.raises(deciding.AlreadyDecided):
        approve(request, BORDER, staff=staff)


def test_a_plate_that_was_taken_meanwhile_is_a_conflict_and_the_request_stays(arrived, by, staff):
    request = ask(arrived, by, ("$.vehicles[0].plate", "12C-999.93"))
    approve(request, CUSTOMS, staff=staff)
    other = given.filed(vehicles=[given.vehicle(plate="12C-999.93")])
    before = everything(arrived)

    with pytest.raises(Unfileable) as refusal:
        approve(request, BORDER, staff=staff)
    assert (refusal.value.status, refusal.value.code) == (409, "vehicle_already_declared")
    assert everything(arrived) == before

    cancelling.cancel(declaration_id=other.pk, by=other.created_by, at=LATER, reason="Nhầm")
    approve(request, BORDER, staff=staff)
    assert arrived.vehicles.get().plate == "12C-999.93"


def test_a_field_that_changed_meanwhile_is_told_and_left(arrived, by, staff):
    request = ask(arrived, by, ("$.vehicles[0].seal", "VN6"))
    given.sent_back(arrived, "finish", "$.vehicles[0].seal", staff=staff)
    body = document(arrived)
    body["vehicles"][0]["seal"] = "VN7"
    amending.amend(declaration_id=arrived.pk, body=body, by=by, at=LATER)
    before = everything(arrived)

    with pytest.raises(ChangedMeanwhile):
        approve(request, CUSTOMS, staff=staff)
    assert everything(arrived) == before
    approve(request, CUSTOMS, staff=staff, verdicts=False, reason="Đã sửa rồi")


def test_a_truck_that_went_meanwhile_is_not_changed(arrived, by, staff):
    request = ask(arrived, by, ("$.vehicles[0].driver", DRIVER))
    acting.turn_back(vehicle_id=arrived.vehicles.get().pk, by=staff[BORDER], at=LATER, reason="Hỏng xe")
    for attempt in (
        lambda: approve(request, BORDER, staff=staff),
        lambda: ask(arrived, by, ("$.vehicles[0].seal", "VN5")),
        lambda: changing.withdraw_change(change_id=request.pk, by=by, at=LATER),
    ):
        with pytest.raises(WrongState):
            attempt()
    request = ChangeRequest.objects.select_related("declaration").get(pk=request.pk)
    assert request.has_lapsed
    assert not ChangeRequest.objects.awaiting(staff[BORDER]).exists()


def test_goods_concern_only_the_trucks_that_carry_them(by, staff):
    declaration = given.filed(
        by=by, consignments=[given.consignment("A"), given.consignment("B")],
        vehicles=[given.vehicle("1"), given.vehicle("2", consignments=["B"])],
    )  # fmt: skip
    for vehicle in declaration.vehicles.all():
        given.confirmed(declaration, "customs_arrival", staff=staff, vehicle=vehicle)

    approve(ask(declaration, by, ("$.consignments[1].customs_number", "300000009980")), CUSTOMS, staff=staff)

    arrivals = Check.objects.filter(code="customs_arrival").order_by("vehicle__key").values_list("state", flat=True)
    assert list(arrivals) == ["confirmed", "ready"]


def test_a_truck_that_left_and_is_declared_anew_is_in_nobodys_way(by, staff):
    """Amending the rest neither conflicts with it nor brings it back."""
    declaration = given.filed(by=by, vehicles=[given.vehicle("1"), given.vehicle("2")])
    first, second = declaration.vehicles.order_by("key")
    given.confirmed(declaration, "customs_registration", staff=staff)
    given.confirmed(declaration, *given.EXPORT_WAY[1:], staff=staff, vehicle=first)
    anew = given.filed(by=by, vehicles=[given.vehicle(plate=first.plate)])
    given.confirmed(declaration, "bg_arrival", staff=staff, vehicle=second)
    was = {row["code"]: row["state"] for row in first.checks.values("code", "state")}

    amending.amend(declaration_id=declaration.pk, body=document(declaration) | {"note": "xe 2"}, by=by, at=LATER)
    approve(ask(declaration, by, ("$.vehicles[1].driver", DRIVER)), BORDER, staff=staff)
    request = ask(declaration, by, ("$.regime", "border_transfer"))
    approve(request, CUSTOMS, staff=staff)
    with pytest.raises(NotChangeable):
        ask(declaration, by, ("$.vehicles[0].driver", DRIVER))

    first.refresh_from_db()
    assert (first.end, first.is_open) == ("left", False)
    assert {row["code"]: row["state"] for row in first.checks.values("code", "state")} == was
    assert anew.vehicles.get().is_open
    assert declaration.vehicles.get(key="2").driver_name == DRIVER["name"]
    assert not list(broken_links())


def test_a_withdrawn_refusal_does_not_take_back_what_others_stand_on(arrived, by, staff):
    """Hold, refuse, take back: the confirmation that was there is gone, and finish stands on it (domain §6)."""
    given.confirmed(arrived, "fee_infrastructure", "finish", staff=staff)
    arrival = given.check(arrived, "customs_arrival")
    act = {"check_id": arrival.pk, "by": staff[CUSTOMS], "at": LATER}
    checking.hold(**act, reason="Nghi vấn")
    checking.refuse(**act, reason="Hàng cấm")

    with pytest.raises(withdrawing.NeededByOthers):
        withdrawing.withdraw(**act)
    assert given.check(arrived, "customs_arrival").state == CheckState.REFUSED

    finish = given.check(arrived, "finish")
    withdrawing.withdraw(check_id=finish.pk, by=staff[CENTRE], at=LATER)
    withdrawing.withdraw(**act)
    assert given.check(arrived, "customs_arrival").state == CheckState.READY
