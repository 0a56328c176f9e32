"""Amendments that try to get round something: a hold, another agency's confirmation, a truck that was seen, a yard."""

import pytest

from contract.errors import Conflict
from declarations.errors import WrongState
from declarations.models import Check
from declarations.operations import acting, amending, cancelling, checking, scanning, withdrawing
from declarations.queries.document import as_document
from declarations.queries.whole import load_one
from declarations.stages import CheckState, Status
from tests import given
from tests.given import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return given.declarant()


@pytest.fixture
def staff():
    return given.officers()


def change(declaration, by, **members):
    body = as_document(load_one(declaration.pk)) | members
    return amending.amend(declaration_id=declaration.pk, body=body, by=by, at=NOON)


def vehicles(declaration):
    return as_document(load_one(declaration.pk))["vehicles"]


@pytest.mark.parametrize("how", ["hold", "hold_on_road", "send_back"])
def test_a_held_vehicle_is_not_left_out(how, by, staff):
    declaration = given.filed(by=by, vehicles=[given.vehicle("1"), given.vehicle("2")])
    held = declaration.vehicles.get(key="2")
    arrival = given.check(declaration, "bg_arrival", held)
    act = {"by": staff["border_guard"], "at": NOON, "reason": "Nghi vấn"}
    if how == "hold":
        checking.hold(check_id=arrival.pk, **act)
    elif how == "send_back":
        checking.send_back(check_id=arrival.pk, fields=["$.vehicles[1].plate"], **act)
    else:
        acting.hold_on_road(vehicle_id=held.pk, by=staff["traffic_police"], at=NOON, reason="Nghi vấn")

    with pytest.raises(Conflict):
        change(declaration, by, vehicles=vehicles(declaration)[:1])
    first, second = vehicles(declaration)
    with pytest.raises(Conflict):  # nor under another key
        change(declaration, by, vehicles=[first, second | {"key": "X", "plate": given.plate()}])

    assert declaration.vehicles.get(key="2") == held


def test_taking_a_vehicle_out_does_not_mend_a_field_of_it(by, staff):
    declaration = given.filed(by=by, vehicles=[given.vehicle("1"), given.vehicle("2")])
    first = declaration.vehicles.get(key="1")
    given.confirmed(declaration, "bg_arrival", staff=staff, vehicle=first)
    given.sent_back(declaration, "customs_registration", "$.vehicles[1].driver.phone", staff=staff)

    with pytest.raises(Conflict):
        change(declaration, by, vehicles=vehicles(declaration)[:1])

    assert declaration.vehicles.count() == 2
    assert given.check(declaration, "customs_registration").state == CheckState.HELD


def test_a_changed_plate_reopens_what_border_guard_and_customs_confirmed(by, staff):
    declaration = given.filed(by=by)
    given.confirmed(declaration, "customs_arrival", "medical", "fee_infrastructure", staff=staff)
    given.sent_back(declaration, "bg_arrival", "$.vehicles[0].plate", staff=staff)

    change(declaration, by, vehicles=[vehicles(declaration)[0] | {"plate": given.plate()}])

    states = dict(Check.objects.filter(declaration=declaration).values_list("code", "state"))
    assert states["customs_arrival"] == states["bg_arrival"] == CheckState.READY
    assert states["medical"] == states["fee_infrastructure"] == CheckState.CONFIRMED


@pytest.mark.parametrize(("here", "there", "state"), [
    ("CN", "HN", CheckState.PENDING), ("HN", "CN", CheckState.NOT_REQUIRED),
])  # fmt: skip
def test_a_gate_with_other_yards_brings_its_own_yard_checks(here, there, state, by):
    declaration = given.filed(by=by, gate=here)

    change(declaration, by, gate=there, yard=None)

    assert given.check(declaration, "yard_in").state == state
    assert given.check(declaration, "yard_out").state == state


def test_a_vehicle_may_get_another_key_and_two_may_swap_plates(by):
    declaration = given.filed(by=by, vehicles=[given.vehicle("1"), given.vehicle("2")])
    first, second = vehicles(declaration)

    change(declaration, by, vehicles=[first | {"key": "one"}, second])
    assert declaration.vehicles.get(key="one").plate == first["plate"]

    first, second = vehicles(declaration)
    change(declaration, by, vehicles=[first | {"plate": second["plate"]}, second | {"plate": first["plate"]}])
    assert [vehicle["plate"] for vehicle in vehicles(declaration)] == [second["plate"], first["plate"]]


@pytest.mark.parametrize("member", [{"plate": "12C-990.01"}, {"fee_class": "VT4"}, {"consignments": []}, {"note": "x"}])
def test_what_a_vehicle_was_that_has_ended_is_not_changed(member, by):
    declaration = given.filed(by=by, vehicles=[given.vehicle("1"), given.vehicle("2"), given.vehicle("3")])
    ended = declaration.vehicles.get(key="2")
    cancelling.cancel_vehicle(vehicle_id=ended.pk, by=by, at=NOON, reason="Xe hỏng")
    first, second, third = vehicles(declaration)
    with pytest.raises(WrongState):
        change(declaration, by, vehicles=[first, second | member, third])

    change(declaration, by, vehicles=[second, third | member], note="x")  # what stands around it is
    assert declaration.vehicles.get(key="2").plate == ended.plate
    assert not Check.objects.filter(vehicle=ended, state__in=[CheckState.READY, CheckState.PENDING]).exists()


def test_a_vehicle_that_has_ended_gets_no_checks_of_another_journey(by):
    trucks = [given.vehicle("1"), given.vehicle("2")]
    declaration = given.filed(by=by, document=given.body(direction="import", vehicles=trucks))
    ended = declaration.vehicles.get(key="1")
    cancelling.cancel_vehicle(vehicle_id=ended.pk, by=by, at=NOON, reason="Xe hỏng")
    change(declaration, by, transshipment=True, receiving_vehicles=[given.receiver("R1", unloads=["2"])])
    assert not Check.objects.filter(vehicle=ended, state__in=[CheckState.READY, CheckState.PENDING]).exists()


@pytest.mark.parametrize("what", ["plate", "container", "gate"])
def test_a_truck_that_was_seen_stays_that_truck(what, by, staff):
    declaration = given.filed(by=by)
    vehicle = declaration.vehicles.get()
    read = scanning.Read(plate=vehicle.plate)
    scanning.scan(gate="HN", read=read, by=staff["border_guard"], at=NOON, nonce="1")
    own = vehicles(declaration)[0]
    choices: dict[str, dict[str, object]] = {
        "plate": {"vehicles": [own | {"plate": given.plate()}]},
        "container": {"vehicles": [own | {"container": "GATU1234569"}]},
        "gate": {"gate": "TT", "yard": None},
    }

    with pytest.raises(amending.NeedsChangeRequest):
        change(declaration, by, **choices[what])

    assert vehicles(declaration)[0] == own
    change(declaration, by, note="xe đã đến")  # what does not make it another truck is still free


def test_the_registration_of_an_ended_declaration_stays_as_it_is(by, staff):
    declaration = given.filed(by=by)
    given.confirmed(declaration, "customs_registration", staff=staff)
    cancelling.cancel(declaration_id=declaration.pk, by=by, at=NOON, reason="Đổi kế hoạch")
    registration = given.check(declaration, "customs_registration")

    for move in (withdrawing.withdraw, lambda **act: checking.hold(**act, reason="Chờ")):
        with pytest.raises(Conflict):
            move(check_id=registration.pk, by=staff["customs"], at=NOON)

    assert given.check(declaration, "customs_registration").state == CheckState.CONFIRMED


def through_to_finish(declaration, staff):
    carrier, receiver = declaration.vehicles.order_by("role")
    for vehicle in (carrier, receiver):
        given.confirmed(declaration, "bg_arrival", "customs_arrival", "medical", staff=staff, vehicle=vehicle)
    given.confirmed(
        declaration, "customs_registration", "transport_licence", "transshipment", "fee_transfer",
        "fee_infrastructure", "finish", staff=staff,
    )  # fmt: skip
    return carrier, receiver


def test_a_laden_receiver_does_not_go_back_with_its_carrier(staff):
    declaration = given.filed(document=given.transshipment())
    carrier, receiver = through_to_finish(declaration, staff)

    acting.turn_back(vehicle_id=carrier.pk, by=staff["border_guard"], at=NOON, reason="Xe hỏng")

    receiver.refresh_from_db()
    assert receiver.is_open
    given.confirmed(declaration, "customs_out", "bg_out", staff=staff, vehicle=receiver)
    declaration.refresh_from_db()
    assert declaration.status == Status.COMPLETED


def test_a_receiver_whose_carrier_never_came_carries_nothing_out(by, staff):
    declaration = given.filed(by=by, document=given.transshipment())
    carrier, receiver = declaration.vehicles.order_by("role")
    arrived = ("bg_arrival", "customs_arrival", "medical", "fee_infrastructure")
    given.confirmed(declaration, *arrived, staff=staff, vehicle=receiver)

    cancelling.cancel_vehicle(vehicle_id=carrier.pk, by=by, at=NOON, reason="Không đến")

    assert given.check(declaration, "customs_out", receiver).state == CheckState.PENDING
    acting.turn_back(vehicle_id=receiver.pk, by=staff["border_guard"], at=NOON, reason="Không có hàng")
    declaration.refresh_from_db()
    assert declaration.status == Status.COMPLETED
