"""Rows are added and taken away without touching what was typed."""

from copy import deepcopy

import pytest

from declarations.web.form.rows import add, blank, remove
from tests import given

pytestmark = pytest.mark.django_db


def test_a_new_form_has_one_truck_with_one_consignment_for_tomorrow_morning() -> None:
    user = given.declarant(full_name="Nguyễn Văn Mẫu", phone="0912345678")

    document = blank(by=user, at=given.NOON, like={"gate": "TT", "direction": "import"})

    assert (document["gate"], document["direction"]) == ("TT", "import")
    assert document["expected_arrival"] == "2026-11-22T09:00:00+07:00"
    assert document["contact"] == {"name": "Nguyễn Văn Mẫu", "phone": "0912345678"}
    assert [row["key"] for row in document["consignments"]] == ["A"]
    assert document["vehicles"] == [{"country": "VN", "consignments": ["A"], "key": "1"}]


@pytest.mark.parametrize(
    ("where", "keys"), [("consignments", ["A", "B"]), ("vehicles", ["1", "2"]), ("receiving_vehicles", ["R1"])]
)
def test_a_row_is_added_under_a_free_key(where: str, keys: list[str]) -> None:
    document = given.body()

    add(document, where)

    assert [row["key"] for row in document[where]] == keys


def test_what_there_is_only_one_truck_for_it_carries() -> None:
    document = given.body()

    add(document, "consignments")

    assert document["vehicles"][0]["consignments"] == ["A", "B"]


def test_a_consignment_taken_away_is_carried_by_nobody() -> None:
    document = given.body(vehicles=[given.vehicle("1"), given.vehicle("2")])

    remove(document, "consignments-0")

    assert document["consignments"] == []
    assert [row["consignments"] for row in document["vehicles"]] == [[], []]


def test_a_vehicle_taken_away_is_unloaded_by_nobody() -> None:
    document = given.transshipment()

    remove(document, "vehicles-0")

    assert document["receiving_vehicles"][0]["unloads"] == []


def test_goods_are_added_to_their_consignment() -> None:
    document = given.body()

    add(document, "consignments-0-items")
    remove(document, "consignments-0-items-0")

    assert document["consignments"][0]["items"] == [{}]


@pytest.mark.parametrize("where", ["consignments-5-items", "items", "vehicles-0-items", "nothing", "vehicles-9", "²"])
def test_what_is_not_there_stays_as_it_is(where: str) -> None:
    document = given.body()
    before = deepcopy(document)

    add(document, where)
    remove(document, where)

    assert document == before


def test_there_is_an_end_to_rows() -> None:
    document = given.body()
    for _ in range(120):
        add(document, "vehicles")

    assert len(document["vehicles"]) == 100
