"""The dossier's own clock (domain §4, §7, §8): drafts, amendments, cancelling, overdue and expired."""

from datetime import timedelta

import pytest

from contract.errors import DomainError
from declarations.models import Check, Declaration, Event, Vehicle
from declarations.operations import acting, amending, cancelling, drafting, filing, lapsing
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


def test_a_draft_keeps_what_was_typed_and_files_under_its_own_id(by):
    draft = drafting.save_draft(body={"vehicles": [{"plate": "half a pl"}]}, by=by, at=NOON)
    with pytest.raises(filing.Unfileable):
        filing.file_draft(declaration_id=draft.pk, by=by, at=NOON)
    draft.refresh_from_db()
    assert draft.draft == {"vehicles": [{"plate": "half a pl"}]}

    drafting.replace_draft(declaration_id=draft.pk, body=given.body(), by=by, at=NOON, version=1)
    with pytest.raises(filing.Stale):
        filing.file_draft(declaration_id=draft.pk, by=by, at=NOON, version=1)
    filed = filing.file_draft(declaration_id=draft.pk, by=by, at=NOON, version=2)

    assert (filed.pk, filed.status, filed.draft) == (draft.pk, Status.OPEN, None)
    with pytest.raises(DomainError):
        drafting.discard_draft(declaration_id=draft.pk, by=by)


def test_a_copy_is_a_draft_without_what_is_of_one_passage(by):
    original = given.filed(by=by, vehicles=[given.vehicle(seal="S1", container="GATU1234569")])

    copy = drafting.copy(declaration_id=original.pk, by=by, at=NOON)

    body = as_document(load_one(original.pk)) | {"expected_arrival": None, "window": None}
    body["consignments"][0]["customs_number"] = None
    body["vehicles"][0] |= {"seal": None, "container": None}
    assert copy.draft == body
    with pytest.raises(DomainError):
        drafting.copy(declaration_id=original.pk, by=given.declarant(), at=NOON)


@pytest.mark.parametrize("another_truck", [True, False])
def test_a_draft_of_whatever_kind_can_be_the_beginning_of_another(by, another_truck):
    odd = drafting.save_draft(body={"vehicles": [1, {"plate": "12C"}], "consignments": "x"}, by=by, at=NOON)

    body = drafting.like(declaration_id=odd.pk, by=by, another_truck=another_truck)

    assert body["consignments"] == "x"


def test_a_document_and_its_rows_say_the_same(by):
    original = as_document(load_one(given.filed(by=by, document=given.transshipment(receivers=2)).pk))
    cancelling.cancel(declaration_id=Declaration.objects.get().pk, by=by, at=NOON, reason="Làm lại")

    assert as_document(load_one(filing.file(body=original, by=by, at=NOON).pk)) == original


def test_an_amendment_matches_vehicles_by_key(by):
    declaration = given.filed(by=by, vehicles=[given.vehicle("1"), given.vehicle("2")])
    first, second = declaration.vehicles.order_by("position")
    body = as_document(load_one(declaration.pk))
    body["vehicles"] = [body["vehicles"][1] | {"seal": "VN1"}, given.vehicle("3")]

    amending.amend(declaration_id=declaration.pk, body=body, by=by, at=NOON, version=declaration.version)

    vehicles = {vehicle.key: vehicle for vehicle in declaration.vehicles.all()}
    assert set(vehicles) == {"2", "3"}
    assert vehicles["2"].pk == second.pk
    assert vehicles["2"].seal == "VN1"
    assert not Check.objects.filter(vehicle=first.pk).exists()
    assert Check.objects.get(vehicle=vehicles["3"], code="bg_arrival").state == CheckState.READY
    (change,) = [
        event for event in Event.objects.filter(declaration=declaration) if event.verb == "declaration.amended"
    ]
    assert {"path": "$.vehicles[0].seal", "old": None, "new": "VN1"} in change.data["changes"]


def test_an_amendment_that_changes_nothing_does_nothing(by):
    declaration = given.filed(by=by)

    amending.amend(declaration_id=declaration.pk, body=as_document(load_one(declaration.pk)), by=by, at=NOON)

    declaration.refresh_from_db()
    assert declaration.version == 2  # as filed
    assert Event.objects.filter(declaration=declaration, verb="declaration.amended").count() == 0


def test_an_amendment_may_not_take_another_s_plate(by):
    taken = given.filed()
    declaration = given.filed(by=by)
    body = as_document(load_one(declaration.pk))
    body["vehicles"][0]["plate"] = taken.vehicles.get().plate

    with pytest.raises(filing.Unfileable) as refusal:
        amending.amend(declaration_id=declaration.pk, body=body, by=by, at=NOON)

    assert (refusal.value.status, refusal.value.code) == (409, "vehicle_already_declared")
    assert str(taken.number) not in str([finding.as_json() for finding in refusal.value.findings])


def test_receivers_may_be_added_until_the_transshipment(by, staff):
    declaration = given.filed(by=by, document=given.transshipment(receivers=0))
    carrier = declaration.vehicles.get()
    given.confirmed(declaration, "bg_arrival", "customs_arrival", "transport_licence", staff=staff)
    body = as_document(load_one(declaration.pk))
    body["receiving_vehicles"] = [given.receiver()]

    amending.amend(declaration_id=declaration.pk, body=body, by=by, at=NOON)

    receiver = declaration.vehicles.get(role="receiver")
    assert given.check(declaration, "bg_arrival", carrier).state == CheckState.CONFIRMED  # nothing reopens
    given.confirmed(declaration, "bg_arrival", "customs_arrival", staff=staff, vehicle=receiver)
    given.confirmed(declaration, "transshipment", staff=staff)
    body["receiving_vehicles"].append(given.receiver("R2"))
    with pytest.raises(amending.NeedsChangeRequest):
        amending.amend(declaration_id=declaration.pk, body=body, by=by, at=NOON)
    assert declaration.vehicles.count() == 2


def test_cancelling_frees_the_plate_until_the_first_vehicle_is_seen(by, staff):
    declaration = given.filed(by=by)
    plate = declaration.vehicles.get().plate

    cancelling.cancel(declaration_id=declaration.pk, by=by, at=NOON, reason="Đổi kế hoạch")
    declaration.refresh_from_db()
    assert declaration.status == Status.CANCELLED
    again = given.filed(by=by, vehicles=[given.vehicle(plate=plate)])

    given.confirmed(again, "bg_arrival", staff=staff)
    with pytest.raises(cancelling.AlreadySeen):
        cancelling.cancel(declaration_id=again.pk, by=by, at=NOON, reason="Đổi kế hoạch")
    again.refresh_from_db()
    assert again.status == Status.OPEN


@pytest.mark.parametrize("who", ["company", "gate_centre", "other_company", "border_guard", "elsewhere"])
def test_who_may_cancel_one_vehicle(who, by, staff):
    declaration = given.filed(by=by, vehicles=[given.vehicle("1"), given.vehicle("2")])
    vehicle = declaration.vehicles.get(key="1")
    person = {
        "company": by, "gate_centre": staff["gate_centre"], "other_company": given.declarant(),
        "border_guard": staff["border_guard"], "elsewhere": given.officer("gate_centre", at="TT"),
    }[who]  # fmt: skip
    act = {"vehicle_id": vehicle.pk, "by": person, "at": NOON, "reason": "Hỏng xe"}

    if who in ("company", "gate_centre"):
        assert cancelling.cancel_vehicle(**act).end == "cancelled"
        declaration.refresh_from_db()
        assert declaration.status == Status.OPEN
    else:
        with pytest.raises(DomainError):
            cancelling.cancel_vehicle(**act)
        vehicle.refresh_from_db()
        assert vehicle.is_open


def test_a_truck_that_never_came_is_overdue_then_expired(by):
    declaration = given.filed(by=by)
    expected = declaration.expected_arrival
    assert expected is not None
    a_day, three_days = expected + timedelta(hours=24), expected + timedelta(hours=72)
    with pytest.raises(DomainError):
        lapsing.revive(declaration_id=declaration.pk, by=by, at=NOON, expected_arrival=NOON + timedelta(hours=3))

    revived = lapsing.revive(
        declaration_id=declaration.pk, by=by, at=a_day, expected_arrival=a_day + timedelta(hours=1)
    )
    assert revived.expected_arrival == a_day + timedelta(hours=1)
    assert lapsing.expirable(at=three_days) == []
    assert lapsing.expirable(at=a_day + timedelta(hours=73)) == [declaration.pk]
    assert lapsing.expire(declaration_id=declaration.pk, at=a_day + timedelta(hours=73)) == 1
    declaration.refresh_from_db()
    assert declaration.status == Status.EXPIRED
    assert Vehicle.objects.get().end == "expired"


def test_once_seen_nothing_expires(by, staff):
    declaration = given.filed(by=by)
    given.confirmed(declaration, "bg_arrival", staff=staff)
    much_later = NOON + timedelta(days=30)

    assert lapsing.expirable(at=much_later) == []
    assert lapsing.expire(declaration_id=declaration.pk, at=much_later) == 0


def test_a_plate_may_stand_open_once_as_carrier_and_once_as_receiver():
    first = given.transshipment()
    given.filed(document=first)
    second = given.transshipment()
    second["vehicles"][0] |= {"plate": first["receiving_vehicles"][0]["plate"], "country": "VN",
                              "driver": {"name": "Trần Văn Thử", "id_number": "012345678901"}}  # fmt: skip
    given.filed(document=second)
    third = given.transshipment()
    third["receiving_vehicles"][0]["plate"] = first["receiving_vehicles"][0]["plate"]

    with pytest.raises(filing.Unfileable) as refusal:
        given.filed(document=third)
    assert refusal.value.code == "vehicle_already_declared"


def test_a_plate_is_free_at_its_own_vehicle_s_end(staff):
    declaration = given.filed(vehicles=[given.vehicle("1"), given.vehicle("2")])
    gone = declaration.vehicles.get(key="1")
    given.confirmed(declaration, "bg_arrival", staff=staff, vehicle=gone)
    acting.turn_back(vehicle_id=gone.pk, by=staff["border_guard"], at=NOON, reason="Từ chối")

    assert given.filed(vehicles=[given.vehicle(plate=gone.plate)]).status == Status.OPEN
    declaration.refresh_from_db()
    assert declaration.status == Status.OPEN
