"""What is looked up for an examination: who is told what, what is counted, and in how many queries."""

from datetime import timedelta

import pytest

from declarations.models import DayMode, Gate, IntakeStop
from declarations.operations import cancelling, drafting
from declarations.operations.examining import examine_for
from declarations.queries import facts
from tests import given
from tests.declarations.findings.bodies import export

pytestmark = pytest.mark.django_db

NOON = given.NOON


@pytest.fixture(autouse=True)
def _nothing_remembered():
    facts.forget_places()
    yield
    facts.forget_places()


def told(body, *, by=None, leaving_out=None):
    examination = examine_for(body=body, by=by, at=NOON, leaving_out=leaving_out)
    return [(finding.code, finding.path) for finding in examination.findings]


def test_the_example_of_the_contract_has_no_finding():
    assert told(export()) == []


def test_a_vehicle_open_elsewhere_is_named_to_its_owner_only():
    owner, stranger = given.declarant(), given.declarant()
    filed = given.filed(by=owner)
    body = given.body(vehicles=[given.vehicle(plate=filed.vehicles.get().plate)])

    for asking, number in ((owner, filed.number), (stranger, None), (None, None)):
        [conflict] = examine_for(body=body, by=asking, at=NOON).errors
        assert (conflict.code, conflict.path) == ("vehicle_already_declared", "$.vehicles[0].plate")
        assert (str(filed.number) in f"{conflict.message}{conflict.fix}") is (number is not None)


def test_a_plate_that_is_put_right_is_looked_up_as_it_will_be_kept():
    given.filed(document=given.body(vehicles=[given.vehicle(plate="12C-101.01")]))

    assert told(given.body(vehicles=[given.vehicle(plate="I2C 1O1O1")])) == [
        ("vehicle_already_declared", "$.vehicles[0].plate")
    ]


def test_a_declaration_is_not_in_its_own_way():
    owner = given.declarant()
    body = given.body()
    filed = given.filed(by=owner, document=body)

    assert told(body, by=owner, leaving_out=filed.pk) == []
    assert ("vehicle_already_declared", "$.vehicles[0].plate") in told(body, by=owner)


def test_a_plate_is_free_when_its_vehicle_has_ended_and_no_draft_holds_one():
    owner = given.declarant()
    body = given.body()
    drafting.save_draft(body=body, by=owner, at=NOON)
    assert told(body, by=owner) == []

    first = given.filed(by=owner, document=body)
    cancelling.cancel(declaration_id=first.pk, by=owner, at=NOON, reason="sold")
    assert told(body, by=owner) == []

    given.filed(by=owner, document=body)
    assert examine_for(body=body, by=owner, at=NOON, leaving_out=first.pk).is_fileable
    assert not examine_for(body=body, by=owner, at=NOON).is_fileable


def test_the_arrival_of_a_filed_declaration_is_not_judged_again():
    owner = given.declarant()
    body = given.body()
    filed = given.filed(by=owner, document=body)
    late = NOON + timedelta(hours=3)

    assert not examine_for(body=body, by=owner, at=late, leaving_out=filed.pk).errors
    assert [f.code for f in examine_for(body=given.body(), by=owner, at=late).errors] == ["arrival_past"]


def test_trucks_of_one_customs_declaration_are_counted_across_companies():
    goods = given.consignment()
    given.filed(consignments=[goods], vehicles=[given.vehicle(cargo_weight_kg=10_000)])
    amended = goods | {"customs_number": goods["customs_number"][:-1] + "1"}

    within = given.body(consignments=[amended], vehicles=[given.vehicle(cargo_weight_kg=8_000)])
    beyond = given.body(consignments=[amended], vehicles=[given.vehicle(cargo_weight_kg=8_001)])

    assert [code for code, _path in told(within)] == ["split_load"]
    assert sorted(code for code, _path in told(beyond)) == ["split_load", "split_load_too_heavy"]


def test_a_truck_with_goods_of_two_customs_declarations_weighs_in_for_neither():
    first, second = given.consignment("A"), given.consignment("B")
    given.filed(consignments=[first, second], vehicles=[given.vehicle(consignments=["A", "B"])])

    assert [code for code, _path in told(given.body(consignments=[first]))] == ["split_load"]


def test_the_gate_is_known_as_it_stands():
    gate = Gate.objects.get(code="HN")
    body = given.body()
    DayMode.objects.create(gate=gate, date=NOON.date(), mode="closed")
    IntakeStop.objects.create(gate=gate, cargo_kind="fruit", starts_at=NOON - timedelta(days=9), reason="full")

    assert told(body) == [("gate_closed", "$.expected_arrival"), ("intake_stopped", "$.consignments[0].cargo_kind")]
    assert told(body | {"gate": "QQ"}) == [("unknown_gate", "$.gate")]


def test_a_remembered_gate_leaves_two_queries(settings, django_assert_num_queries):
    settings.PLACE_FACTS_SECONDS = 60
    told(given.body())

    with django_assert_num_queries(2):
        told(given.transshipment(receivers=2) | {"gate": "HN"})


def test_a_gate_is_remembered_only_so_long(settings):
    settings.PLACE_FACTS_SECONDS = 60
    body = given.body()
    told(body)
    Gate.objects.filter(code="HN").update(paused_at=NOON)
    assert told(body) == []

    facts.forget_places()
    assert told(body) == [("gate_paused", "$.gate")]
