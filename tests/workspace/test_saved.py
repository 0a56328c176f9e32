"""Saved things by hand and while typing: found without marks, changed, forgotten; those of nobody else, ever."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import CompanyRole
from contract.errors import DomainError
from tests import given
from workspace.models import SavedDriver, SavedGoods, SavedOwner, SavedTruck
from workspace.operations import saving
from workspace.operations.learning import learn_due
from workspace.shelves import SHELVES

pytestmark = pytest.mark.django_db
TRUCK = {"vehicles": [{"plate": "12C-123.45", "country": "VN", "kind": "tractor", "fee_class": "VT6"}]}


@pytest.fixture
def haulier(client):
    user = given.declarant()
    client.force_login(user)
    return user


def filed(by, at=None, **changes):
    at = at or timezone.now()
    given.filed(by=by, at=at, **changes)
    learn_due(at=at)


def asked(client, what, q="", status=200, **more):
    answer = client.get(reverse("suggest", args=[what]), {"q": q, **more})
    assert answer.status_code == status
    return json.loads(answer.content)["found"] if status == 200 else []


def goods(*descriptions):
    items = [{"description": text, "hs_code": "08106000"} for text in descriptions]
    return given.consignment(items=items)


# While typing


def test_words_are_found_by_their_beginnings_without_marks(client, haulier):
    filed(haulier, consignments=[goods("Sầu riêng tươi", "Rau Đà Lạt", "新鲜龙眼")])

    for q, found in {
        "sau": "Sầu riêng tươi", "RIENG t": "Sầu riêng tươi", "tươi sầu": "Sầu riêng tươi", "da l": "Rau Đà Lạt",
        "新鲜": "新鲜龙眼",
    }.items():  # fmt: skip
        assert [one["text"] for one in asked(client, "goods", q)] == [found], q
    for q in ("ieng", "%", "_", "  .", "x" * 500, "'"):
        assert asked(client, "goods", q) == [], q
    assert len(asked(client, "goods", "sau\0")) == 1
    assert len(asked(client, "goods", "0810")) == 3


def test_a_plate_is_found_by_its_beginning_and_its_digits_however_typed(client, haulier):
    truck = given.vehicle(plate="桂F·12A45", country="CN", driver={"name": "李试", "id_number": "E1234567"})
    goods = [given.consignment(direction="import")]
    filed(haulier, direction="import", vehicles=[truck], consignments=goods)
    filed(haulier, vehicles=[given.vehicle(plate="12C-123.45", trailer_plate="12R-012.34")])

    for q in ("12c", "12C-1", "12c 123.4", "12345", "123.45"):
        assert [one["text"] for one in asked(client, "trucks", q)] == ["12C-123.45"], q
    for q in ("F12", "桂f", "桂F·12a"):
        assert [one["text"] for one in asked(client, "trucks", q)] == ["桂F·12A45"], q
    assert [one["text"] for one in asked(client, "trailers", "01234")] == ["12R-012.34"]
    for q in ("0987 654", "+84 987", "tran v", "012345678901"):
        assert [one["text"] for one in asked(client, "drivers", q)] == ["Trần Văn Thử"], q
    assert [one["text"] for one in asked(client, "owners", "0100005019")] == ["Công ty Mẫu"]


def test_a_choice_brings_along_what_goes_with_it(client, haulier):
    today = timezone.localdate()
    ran_out = (today - timedelta(days=1)).isoformat()
    truck = given.vehicle(
        plate="12C-123.45", trailer_plate="12R-012.34", licence_number="GP-1", insurance_until=ran_out
    )
    filed(haulier, vehicles=[truck])

    (one,) = asked(client, "trucks")
    assert one["fill"] == {
        "plate": "12C-123.45", "country": "VN", "kind": "tractor", "fee_class": "VT6", "own_weight_kg": "15000",
        "trailer_plate": "12R-012.34", "licence_number": "GP-1", "driver-name": "Trần Văn Thử",
        "driver-id_number": "012345678901", "driver-phone": "+84987654321",
    }  # fmt: skip
    (one,) = asked(client, "goods")
    assert one["fill"]["cargo_kind"] == "fruit"
    (one,) = asked(client, "owners")
    assert one["fill"]["owner-address"] == "Lạng Sơn"


def test_a_truck_that_stands_open_says_so_and_names_only_ones_own_declaration(client, haulier):
    left = given.filed(by=haulier, at=timezone.now() - timedelta(hours=3), vehicles=[given.vehicle(plate="12C-111.11")])
    given.confirmed(left, *given.EXPORT_WAY, staff=given.officers(), at=timezone.now())
    stands = given.filed(by=haulier, at=timezone.now(), vehicles=[given.vehicle(plate="12C-222.22")])
    learn_due(at=timezone.now())
    given.filed(by=given.declarant(), at=timezone.now(), vehicles=[given.vehicle(plate="12C-111.11")])

    said = {one["text"]: one["note"] for one in asked(client, "trucks")}

    digits = str(stands.number)
    number = f"{digits[:8]} {digits[8:]}"
    assert number in said["12C-222.22"]
    assert said["12C-111.11"]
    assert not any(character.isdigit() for character in said["12C-111.11"])
    assert {one["note"] for one in asked(client, "drivers")} == {""}


def test_the_latest_come_first_and_eight_at_most(client, haulier):
    start = timezone.now() - timedelta(hours=2)
    for number in range(10):
        filed(haulier, at=start + timedelta(minutes=number), vehicles=[given.vehicle(plate=f"12C-700.0{number}")])

    assert [one["text"][-1] for one in asked(client, "trucks", "12C")] == list("98765432")


def test_free_trucks_come_first_and_among_them_those_of_the_likelier_country(client, haulier):
    at = timezone.now()
    for plate, country in (("12C-111.11", "VN"), ("桂F·12A45", "CN")):
        truck = TRUCK["vehicles"][0] | {"plate": plate, "country": country}
        saving.add(what="trucks", body={"vehicles": [truck]}, by=haulier, at=at)
    filed(haulier, at=at + timedelta(minutes=1), vehicles=[given.vehicle(plate="12C-222.22")])

    def offered(country):
        return [one["text"] for one in asked(client, "trucks", country=country)]

    assert offered("VN") == ["12C-111.11", "桂F·12A45", "12C-222.22"]
    assert offered("") == ["桂F·12A45", "12C-111.11", "12C-222.22"]


def test_asking_costs_one_query_beside_the_session_and_nothing_when_nothing_changed(
    client, haulier, django_assert_num_queries
):
    for _ in range(3):
        filed(haulier, vehicles=[given.vehicle()])
    for what in SHELVES:
        # session, user, saved things; of trucks also which of them stand open
        with django_assert_num_queries(4 if what == "trucks" else 3):
            answer = client.get(reverse("suggest", args=[what]), {"q": "1"})
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Cookie" in answer.headers["Vary"]
    again = client.get(reverse("suggest", args=[what]), {"q": "1"}, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


# Whose they are


def test_nothing_of_another_company_is_shown_guessed_or_suggested(client, haulier):
    other = given.declarant()
    filed(other, vehicles=[given.vehicle(plate="29H-999.99")], consignments=[goods("Bí mật")])
    shared = SavedOwner.objects.get()
    rows: dict[str, Any] = {
        what: shelf.model.objects.first() for what, shelf in SHELVES.items() if shelf.model.objects.exists()
    }
    assert len(rows) == 4

    for what, row in rows.items():
        for q in ("", "2", "99999", "bi", "Trần", "0100005019", row.key):
            assert asked(client, what, q) == []
        page = client.get(reverse("saved-shelf", args=[what]), {"q": row.key[:5], "before": row.pk}).content.decode()
        assert "29H-999.99" not in page
        assert "Bí mật" not in page
        for name in ("saved-edit", "saved-forget"):
            assert client.get(reverse(name, args=[what, row.pk])).status_code == 404
            assert client.post(reverse(name, args=[what, row.pk]), {"vehicles-0-plate": "12C-1"}).status_code == 404
        with pytest.raises(shelf_of(what).DoesNotExist):
            saving.forget(what=what, row_id=row.pk, by=haulier, at=timezone.now())
        row.refresh_from_db()
        assert row.forgotten_at is None
    # The same owner, saved by both: each has his own.
    saving.add(what="owners", body=owner(), by=haulier, at=timezone.now())
    assert [one["fill"]["owner-name"] for one in asked(client, "owners", "0100005019")] == ["Tên của tôi"]
    shared.refresh_from_db()
    assert shared.name == "Công ty Mẫu"


def shelf_of(what):
    return SHELVES[what].model


def owner():
    return {"consignments": [{"owner": {"tax_code": "0100005019", "name": "Tên của tôi"}}]}


def test_officers_strangers_and_who_is_not_signed_in_are_offered_nothing(client):
    filed(given.declarant())
    assert asked(client, "trucks", status=401) == []
    for user in (given.officer(), given.manager(), given.administrator()):
        client.force_login(user)
        asked(client, "trucks", status=403)
        assert client.get(reverse("saved-shelf", args=["trucks"])).status_code == 403
    client.force_login(given.declarant())
    for what in ("users", "lessons", "progress"):
        asked(client, what, status=404)
        assert client.get(reverse("saved-shelf", args=[what])).status_code == 404


def test_a_viewer_looks_and_writes_nothing(client, haulier):
    filed(haulier)
    viewer = given.declarant(of=haulier.organisation, company_role=CompanyRole.VIEWER)
    row = SavedTruck.objects.get()
    client.force_login(viewer)

    assert "saved-forget" not in client.get(reverse("saved-shelf", args=["trucks"])).content.decode()
    for act in (
        lambda at: saving.add(what="trucks", body=TRUCK, by=viewer, at=at),
        lambda at: saving.change(what="trucks", row_id=row.pk, body=TRUCK, by=viewer, at=at),
        lambda at: saving.forget(what="trucks", row_id=row.pk, by=viewer, at=at),
    ):
        with pytest.raises(DomainError) as refusal:
            act(timezone.now())
        assert refusal.value.status == 403
    assert client.post(reverse("saved-forget", args=["trucks", row.pk])).status_code == 403
    assert SavedTruck.objects.get().forgotten_at is None


# By hand


def test_one_is_added_changed_and_forgotten(client, haulier):
    page = {"vehicles-0-plate": "12c 12345", "vehicles-0-country": "VN", "vehicles-0-own_weight_kg": "15.000"}
    client.post(reverse("saved-new", args=["trucks"]), page)
    truck = SavedTruck.objects.get()
    assert (truck.plate, truck.own_weight_kg, truck.times_used) == ("12C-123.45", 15000, 0)

    edit = reverse("saved-edit", args=["trucks", truck.pk])
    assert 'value="15000"' in client.get(edit).content.decode()
    client.post(edit, page | {"vehicles-0-plate": "12C-543.21", "vehicles-0-own_weight_kg": ""})
    truck.refresh_from_db()
    assert (truck.plate, truck.key, truck.own_weight_kg) == ("12C-543.21", "12C54321", None)
    assert [one["text"] for one in asked(client, "trucks", "54321")] == ["12C-543.21"]

    forget = reverse("saved-forget", args=["trucks", truck.pk])
    assert "12C-543.21" in client.get(forget).content.decode()
    client.post(forget)
    assert asked(client, "trucks") == []
    assert client.get(edit).status_code == 404
    client.post(reverse("saved-new", args=["trucks"]), page | {"vehicles-0-plate": "12C-543.21"})
    assert (SavedTruck.objects.get().pk, len(asked(client, "trucks"))) == (truck.pk, 1)


@pytest.mark.parametrize("what", SHELVES)
def test_every_shelf_has_its_pages(client, haulier, what):
    filed(haulier, vehicles=[given.vehicle(trailer_plate="12R-012.34")])
    row = shelf_of(what).objects.get()
    for name, args in (("saved-shelf", [what]), ("saved-new", [what]), ("saved-edit", [what, row.pk])):
        assert client.get(reverse(name, args=args)).status_code == 200
    shown = client.get(reverse("saved-edit", args=[what, row.pk])).context["fields"]
    answer = client.post(
        reverse("saved-edit", args=[what, row.pk]), {field.name: field.value for field in shown if field.value}
    )
    assert answer.status_code == 302
    before = SHELVES[what].values(row)
    row.refresh_from_db()
    assert SHELVES[what].values(row) == before
    assert client.post(reverse("saved-new", args=[what]), {}).status_code == 422


def test_what_is_wrong_is_said_at_its_field_and_stays_typed(client, haulier):
    page = {"vehicles-0-plate": "??", "vehicles-0-country": "VN", "vehicles-0-own_weight_kg": "nặng"}
    answer = client.post(reverse("saved-new", args=["trucks"]), page)

    assert answer.status_code == 422
    at = {finding.path for field in answer.context["fields"] for finding in field.findings}
    assert at == {"$.vehicles[0].plate", "$.vehicles[0].own_weight_kg"}
    assert "nặng" in answer.content.decode()
    assert not SavedTruck.objects.exists()


def test_two_alike_are_refused_and_a_forgotten_one_makes_room(haulier):
    at = timezone.now()
    first = saving.add(what="owners", body=owner(), by=haulier, at=at)
    with pytest.raises(saving.AlreadySaved):
        saving.add(what="owners", body=owner(), by=haulier, at=at)
    other = {"consignments": [{"owner": {"tax_code": "0100109106", "name": "Khác"}}]}
    second = saving.add(what="owners", body=other, by=haulier, at=at)
    with pytest.raises(saving.AlreadySaved):
        saving.change(what="owners", row_id=second.pk, body=owner(), by=haulier, at=at)
    saving.forget(what="owners", row_id=first.pk, by=haulier, at=at)
    saving.change(what="owners", row_id=second.pk, body=owner(), by=haulier, at=at)
    assert [row.name for row in SavedOwner.objects.all()] == ["Tên của tôi"]


def test_lists_are_searched_and_turned_page_by_page(client, haulier, django_assert_max_num_queries):
    at = timezone.now()
    organisation = haulier.organisation
    SavedDriver.objects.bulk_create(
        SavedDriver(organisation=organisation, key=f"{n:012d}", name=f"Tài {n:02d}", words=f" tai {n:02d}",
                    id_number=f"{n:012d}", last_used_at=at - timedelta(minutes=n // 2))
        for n in range(65)
    )  # fmt: skip
    SavedGoods.objects.create(organisation=organisation, key="x", last_used_at=at)
    names: list[str] = []
    query: dict[str, str] = {}
    for _ in range(3):
        with django_assert_max_num_queries(5):
            page = client.get(reverse("saved-shelf", args=["drivers"]), query).context
        names += [entry.name for entry in page["entries"]]
        query = {"before": page["before"]}
    assert page["before"] is None
    assert len(names) == len(set(names)) == 65
    found = client.get(reverse("saved-shelf", args=["drivers"]), {"q": "tài 07"}).context["entries"]
    assert [entry.name for entry in found] == ["Tài 07"]


@pytest.mark.parametrize("name", ["saved-edit", "saved-forget"])
def test_what_a_colleague_forgets_this_very_moment_is_not_there(client, haulier, monkeypatch, name):
    filed(haulier)
    row = SavedTruck.objects.get()
    forgotten = SavedTruck.objects.filter(pk=row.pk)
    monkeypatch.setattr(saving, "lock_saved_things", lambda _company: forgotten.update(forgotten_at=timezone.now()))
    typed = {"vehicles-0-plate": row.plate, "vehicles-0-country": "VN"}
    assert client.post(reverse(name, args=["trucks", row.pk]), typed).status_code == 404
