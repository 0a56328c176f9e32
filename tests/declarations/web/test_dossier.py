"""One declaration: ticks, checks, fees, the journal in words, and what may be done to it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from declarations.models import Declaration, Vehicle
from declarations.operations import drafting, filing
from declarations.stages import Status, Verb
from declarations.web.journal_words import label_of
from tests import given
from tests.declarations.web.typing import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return given.declarant(full_name="Nguyễn Văn Mẫu")


@pytest.fixture
def client(user: User) -> Client:
    client = signed_in(user)
    client.cookies["django_language"] = "en"
    return client


def file(user: User, *, hours_ago: float = 0, **changes: Any) -> Declaration:
    at = timezone.now() - timedelta(hours=hours_ago)
    return filing.file(body=changes.pop("document", None) or given.body(at=at, **changes), by=user, at=at)


def at(name: str, *args: object) -> str:
    return reverse(name, args=args)


def test_the_ticks_are_those_of_the_checks(client: Client, user: User) -> None:
    declaration = file(user)
    staff = given.officers()
    given.confirmed(declaration, "bg_arrival", "customs_arrival", staff=staff, at=timezone.now())

    (truck,) = client.get(at("declaration", declaration)).context["followed"].trucks

    assert [bool(tick.at) for tick in truck.ticks] == [True, True, True, False, False, False]
    assert truck.stage == "in_yard"


def test_an_empty_vehicle_has_nothing_to_pay(client: Client, user: User) -> None:
    declaration = file(user, vehicles=[given.vehicle(consignments=[], cargo_weight_kg=None)], consignments=[])

    (truck,) = client.get(at("declaration", declaration)).context["followed"].trucks

    assert {str(tick.label): tick.concerns for tick in truck.ticks}["Payment"] is False


def test_the_whole_way_can_be_read(client: Client, user: User) -> None:
    declaration = file(user)
    staff = given.officers()
    given.confirmed(declaration, *given.EXPORT_WAY, staff=staff, at=timezone.now())

    page = client.get(at("declaration", declaration)).content.decode()

    for said in ("Border guard: exit: confirmed", "Fee paid", "Vehicle left", "Declaration completed", "800,000 ₫"):
        assert said in page
    assert staff["customs"].username not in page
    assert "Nguyễn Văn Mẫu" in page


def test_every_verb_of_the_journal_has_words(client: Client, user: User) -> None:
    for verb in Verb:
        assert verb.label


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("$.gate", "Gate"), ("$.contact.phone", "Phone of the contact"), ("$.vehicles[1].driver.name", "Driver (2)"),
        ("$.consignments[0].items[2].hs_code", "HS code (3)"), ("$.vehicles[0].consignments[1]", "Carries (1)"),
        ("$.vehicles[2]", "Vehicle (3)"), ("$.receiving_vehicles[0].unloads[0]", "Unloads (1)"),
    ],
)  # fmt: skip
def test_a_place_of_the_document_is_named_as_in_the_form(path: str, label: str) -> None:
    assert label_of(path) == label


@pytest.mark.parametrize("vehicles", [1, 10])
def test_a_dossier_needs_as_many_queries_for_many_trucks_as_for_one(
    client: Client, user: User, vehicles: int, django_assert_max_num_queries: Any
) -> None:
    declaration = file(user, vehicles=[given.vehicle(str(n)) for n in range(vehicles)])
    staff = given.officers()
    for vehicle in Vehicle.objects.filter(declaration=declaration):
        given.confirmed(declaration, "bg_arrival", staff=staff, at=timezone.now(), vehicle=vehicle)

    with django_assert_max_num_queries(18):  # two of them how long it will wait: for the version, and to show it
        client.get(at("declaration", declaration))


def test_a_draft_is_shown_in_its_form(client: Client, user: User) -> None:
    draft = drafting.save_draft(body={}, by=user, at=timezone.now())

    assert client.get(at("declaration", draft))["Location"] == at("declaration-edit", draft)


@pytest.mark.parametrize("reason", ["Đổi ngày"])
def test_cancelling_asks_then_does(client: Client, user: User, reason: str) -> None:
    declaration = file(user)
    address = at("declaration-cancel", declaration)

    assert client.get(address).status_code == 200
    declaration.refresh_from_db()
    assert declaration.status == Status.OPEN

    client.post(address, {"reason": reason})

    declaration.refresh_from_db()
    assert declaration.status == Status.CANCELLED


@pytest.mark.parametrize("reason", ["", "  ", ".", "\0"])
def test_cancelling_without_a_reason_changes_nothing(client: Client, user: User, reason: str) -> None:
    declaration = file(user)

    answer = client.post(at("declaration-cancel", declaration), {"reason": reason})

    declaration.refresh_from_db()
    assert (answer.status_code, declaration.status) == (422, Status.OPEN)


def test_what_was_seen_cannot_be_cancelled_and_the_reason_stays(client: Client, user: User) -> None:
    declaration = file(user)
    given.confirmed(declaration, "bg_arrival", staff=given.officers(), at=timezone.now())

    answer = client.post(at("declaration-cancel", declaration), {"reason": "Đổi ngày"})

    declaration.refresh_from_db()
    assert (answer.status_code, declaration.status) == (409, Status.OPEN)
    assert "Đổi ngày" in answer.content.decode()


def test_one_vehicle_is_cancelled_and_the_rest_stays(client: Client, user: User) -> None:
    declaration = file(user, vehicles=[given.vehicle("1"), given.vehicle("2")])
    first, second = Vehicle.objects.filter(declaration=declaration).order_by("position")

    client.post(at("vehicle-cancel", declaration, first.pk), {"reason": "Hỏng xe"})

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.end, second.end) == ("cancelled", "")


def test_a_vehicle_of_another_declaration_is_not_there(client: Client, user: User) -> None:
    mine, other = file(user), file(user)
    vehicle = other.vehicles.get()

    answer = client.post(at("vehicle-cancel", mine, vehicle.pk), {"reason": "Hỏng xe"})

    vehicle.refresh_from_db()
    assert (answer.status_code, vehicle.is_open) == (404, True)


@pytest.mark.parametrize("other_truck", [False, True])
def test_another_one_like_it_begins_with_what_it_shares(client: Client, user: User, other_truck: bool) -> None:
    declaration = file(user)
    truck, goods = declaration.vehicles.get(), declaration.consignments.get()

    page = client.get(f"/declarations/new/?like={declaration.number}{'&truck=other' * other_truck}").context["sheet"]

    (vehicle,), (consignment,) = page.document["vehicles"], page.document["consignments"]
    assert consignment["owner"]["tax_code"] == goods.owner_tax_code
    assert vehicle["consignments"] == [goods.key]
    said_of_the_truck = [vehicle.get(name) for name in ("plate", "kind", "fee_class")]
    assert said_of_the_truck == ([None] * 3 if other_truck else [truck.plate, truck.kind, truck.fee_class])
    assert consignment["customs_number"] == (goods.customs_number if other_truck else None)
    assert Declaration.objects.count() == 1


def test_an_overdue_declaration_is_given_a_new_time(client: Client, user: User) -> None:
    declaration = file(user, hours_ago=40)
    coming = timezone.localtime() + timedelta(hours=3)

    client.post(at("declaration-revive", declaration), {"expected_arrival": coming.strftime("%Y-%m-%dT%H:%M")})

    declaration.refresh_from_db()
    assert declaration.expected_arrival == coming.replace(second=0, microsecond=0)


@pytest.mark.parametrize("typed", ["", "later", "2020-01-01T09:00", "\0"])
def test_a_time_that_cannot_be_is_refused(client: Client, user: User, typed: str) -> None:
    declaration = file(user, hours_ago=40)
    before = declaration.expected_arrival

    answer = client.post(at("declaration-revive", declaration), {"expected_arrival": typed})

    declaration.refresh_from_db()
    assert (answer.status_code, declaration.expected_arrival) == (422, before)


def test_a_draft_is_thrown_away_after_asking(client: Client, user: User) -> None:
    draft = drafting.save_draft(body={}, by=user, at=timezone.now())

    client.get(at("declaration-discard", draft))
    assert Declaration.objects.filter(pk=draft.pk).exists()
    client.post(at("declaration-discard", draft))

    assert not Declaration.objects.filter(pk=draft.pk).exists()


def test_what_is_filed_is_not_thrown_away(client: Client, user: User) -> None:
    declaration = file(user)

    client.post(at("declaration-discard", declaration))

    assert Declaration.objects.filter(pk=declaration.pk, status=Status.OPEN).exists()
