"""What a company files is saved for its next filing: once each, newest last word, forgotten for good, nobody else's."""

from datetime import date, timedelta

import pytest

from declarations.operations import amending
from declarations.queries.document import as_document
from declarations.queries.whole import load_one
from tests import given
from workspace.models import Lesson, Progress, SavedDriver, SavedGoods, SavedOwner, SavedTrailer, SavedTruck
from workspace.operations import saving
from workspace.operations.learning import OVERLAP, learn_due

pytestmark = pytest.mark.django_db
NOON = given.NOON
LATER = NOON + timedelta(minutes=10)


@pytest.fixture
def haulier():
    return given.declarant()


def filed(haulier, *, at=NOON, goods=None, **truck):
    truck = {"plate": "12C-123.45", "trailer_plate": "12R-012.34", "licence_number": "GP-1", **truck}
    consignments = [given.consignment(**(goods or {}))]
    document = given.body(at=at, vehicles=[given.vehicle(**truck)], consignments=consignments)
    return given.filed(by=haulier, at=at, document=document)


def ended(declaration, at=NOON):
    """Let its plates be declared again."""
    given.confirmed(declaration, *given.EXPORT_WAY, staff=given.officers(), at=at)


def test_a_filing_is_learnt_whole(haulier):
    filed(haulier, insurance_until="2027-01-31")

    assert learn_due(at=LATER) == 1
    truck = SavedTruck.objects.get()
    assert (truck.plate, truck.country, truck.fee_class, truck.kind, truck.own_weight_kg) == (
        "12C-123.45", "VN", "VT6", "tractor", 15000,
    )  # fmt: skip
    assert (truck.trailer_plate, truck.licence_number, truck.insurance_until) == (
        "12R-012.34", "GP-1", date(2027, 1, 31),
    )  # fmt: skip
    assert truck.driver == SavedDriver.objects.get()
    assert (truck.driver.name, truck.driver.phone) == ("Trần Văn Thử", "+84987654321")
    assert SavedTrailer.objects.get().plate == "12R-012.34"
    assert SavedOwner.objects.get().address == "Lạng Sơn"
    goods = SavedGoods.objects.get()
    assert (goods.description, goods.hs_code, goods.cargo_kind, goods.customs_regime) == (
        "Sầu riêng tươi", "08106000", "fruit", "B11",
    )  # fmt: skip
    assert {row.organisation_id for row in (truck, truck.driver, goods)} == {haulier.organisation_id}
    assert (truck.times_used, truck.last_used_at) == (1, NOON)


def test_rounds_that_come_again_or_overlap_count_once(haulier):
    filed(haulier)
    learn_due(at=LATER)

    assert [learn_due(at=LATER), learn_due(at=LATER + OVERLAP / 2), learn_due(at=NOON)] == [0, 0, 0]
    assert SavedTruck.objects.get().times_used == 1
    assert Progress.objects.get().until == LATER + OVERLAP / 2


def test_what_was_committed_late_is_learnt_and_what_is_left_over_too(haulier):
    Progress.objects.create(until=LATER)
    for number in range(3):
        filed(haulier, plate=f"12C-000.0{number}", trailer_plate=None)  # bears an instant before the last round

    assert [learn_due(at=LATER, most=2) for _ in range(3)] == [2, 1, 0]
    assert Lesson.objects.count() == 3
    assert SavedDriver.objects.get().times_used == 3


def test_the_newer_use_has_the_last_word_and_an_empty_one_none(haulier):
    new = filed(haulier, at=LATER, driver={"name": "Trần Văn Thử", "id_number": "012345678901", "phone": "0911111111"})
    ended(new, at=LATER)
    filed(haulier, at=LATER + timedelta(minutes=1), trailer_plate=None, licence_number=None, own_weight_kg=14000)
    learn_due(at=LATER + timedelta(minutes=2))

    truck = SavedTruck.objects.get()
    assert (truck.trailer_plate, truck.licence_number, truck.own_weight_kg, truck.times_used) == (
        "12R-012.34", "GP-1", 14000, 2,
    )  # fmt: skip
    assert SavedDriver.objects.get().phone == "+84987654321"


def test_an_amendment_mends_what_was_learnt_from_its_filing(haulier):
    declaration = filed(haulier, driver={"name": "Sai Tên", "id_number": "099999999999", "phone": None})
    learn_due(at=NOON)
    body = as_document(load_one(declaration.pk))
    body["vehicles"][0] |= {"driver": given.vehicle()["driver"], "own_weight_kg": 12000}
    amending.amend(declaration_id=declaration.pk, body=body, by=haulier, at=LATER, version=None)

    assert learn_due(at=LATER) == 1
    truck = SavedTruck.objects.get()
    assert (truck.own_weight_kg, truck.times_used) == (12000, 1)
    assert [driver.name for driver in SavedDriver.objects.all()] == ["Trần Văn Thử"]
    assert truck.driver == SavedDriver.objects.get()


def test_what_was_forgotten_comes_back_only_by_a_new_filing(haulier):
    first = filed(haulier)
    learn_due(at=NOON)
    saving.forget(what="drivers", row_id=SavedDriver.objects.get().pk, by=haulier, at=LATER)
    assert SavedTruck.objects.get().driver is None
    assert set(SavedDriver.objects.values_list("name", "phone", "words")) == {("", "", "")}

    Lesson.objects.all().delete()
    learn_due(at=LATER)
    assert not SavedDriver.objects.visible_to(haulier).exists()

    ended(first)
    filed(haulier, at=LATER + timedelta(minutes=1))
    learn_due(at=LATER + timedelta(minutes=2))
    driver = SavedDriver.objects.visible_to(haulier).get()
    assert (driver.name, driver.times_used, SavedTruck.objects.get().driver) == ("Trần Văn Thử", 1, driver)


def test_what_was_mended_by_hand_is_not_undone_by_an_older_filing(haulier):
    filed(haulier)
    learn_due(at=NOON)
    truck = SavedTruck.objects.get()
    body = {"vehicles": [{"plate": "12c 12345", "country": "VN", "own_weight_kg": 16000}]}
    saving.change(what="trucks", row_id=truck.pk, body=body, by=haulier, at=LATER)
    Lesson.objects.all().delete()
    learn_due(at=LATER)

    truck.refresh_from_db()
    assert (truck.plate, truck.own_weight_kg, truck.trailer_plate) == ("12C-123.45", 16000, "")


def test_companies_learn_apart(haulier):
    other = given.declarant()
    ended(filed(haulier))
    filed(other, at=LATER)
    learn_due(at=LATER)

    assert SavedTruck.objects.count() == 2
    for user in (haulier, other):
        (truck,) = SavedTruck.objects.visible_to(user)
        assert (truck.organisation_id, truck.driver.organisation_id) == (user.organisation_id, user.organisation_id)


def test_a_new_vehicle_is_goods_and_a_receiver_a_truck(haulier):
    given.filed(by=haulier, document=given.transshipment())
    driver = {"name": "李试", "id_number": "E1234567"}
    vin = given.vehicle(plate="LSGTC58U06A000001", country="CN", driver=driver)
    goods = given.consignment(cargo_kind="new_vehicle", direction="import")
    given.filed(by=haulier, document=given.body(direction="import", vehicles=[vin], consignments=[goods]))
    learn_due(at=LATER)

    assert sorted(SavedTruck.objects.values_list("country", "kind")) == [("CN", "tractor"), ("VN", "")]
    assert SavedDriver.objects.filter(name="李试").count() == 2
