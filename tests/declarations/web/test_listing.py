"""My declarations: what needs me stands first, filters live in the address, pages have no end and no count."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from declarations.operations import amending, drafting, filing
from declarations.web import listing
from tests import given
from tests.declarations.web.typing import signed_in

pytestmark = pytest.mark.django_db
LIST = "/declarations/"


@pytest.fixture
def user() -> User:
    return given.declarant()


@pytest.fixture
def client(user: User) -> Client:
    return signed_in(user)


def file(user: User, *, hours_ago: int = 0, **changes: Any) -> Any:
    at = timezone.now() - timedelta(hours=hours_ago)
    return filing.file(body=given.body(at=at, **changes), by=user, at=at)


def shown(client: Client, query: str = "") -> tuple[list[int], list[int]]:
    page = client.get(LIST + query).context["page"]
    return [one.row.pk for one in page.needing], [one.row.pk for one in page.rest]


def test_what_needs_the_company_stands_first_and_once(client: Client, user: User) -> None:
    overdue = file(user, hours_ago=40)
    mended = file(user)
    calm = file(user)
    draft = drafting.save_draft(body={}, by=user, at=timezone.now())
    staff = given.officers()
    given.sent_back(mended, "customs_registration", "$.vehicles[0].seal", staff=staff, at=timezone.now())

    needing, rest = shown(client)

    assert sorted(needing) == sorted([overdue.pk, mended.pk, draft.pk])
    assert rest == [calm.pk]


def test_a_truck_that_was_seen_is_not_overdue(client: Client, user: User) -> None:
    declaration = file(user, hours_ago=40)
    given.confirmed(declaration, "bg_arrival", staff=given.officers(), at=timezone.now())

    assert shown(client) == ([], [declaration.pk])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?gate=TT", [1]), ("?direction=import", [2]), ("?status=draft", [3]), ("?status=open", [2, 1, 0]),
        ("?q=12C-777.77", [0]), ("?q=777", [0]), ("?q=nowhere", []), ("?gate=TT&direction=import", []),
        ("?q=12c 777 77", [0]), ("?q=12C-777.7O", []), ("?gate=' OR 1=1", []), ("?q=--", []),
    ],
)  # fmt: skip
def test_filters(client: Client, user: User, query: str, found: list[int]) -> None:
    rows = [
        file(user, vehicles=[given.vehicle(plate="12C-777.77")]),
        file(user, gate="TT"),
        file(user, direction="import", consignments=[given.consignment(direction="import")]),
        drafting.save_draft(body={}, by=user, at=timezone.now()),
    ]

    assert shown(client, query) == ([], [rows[index].pk for index in found])


def test_a_number_is_found_as_it_is_read_aloud(client: Client, user: User) -> None:
    file(user)
    wanted = file(user)

    assert shown(client, f"?q={wanted.number[:8]} {wanted.number[8:]}") == ([], [wanted.pk])


@pytest.mark.parametrize(
    "typed",
    ["12C-120.45", "12c12o45", "2O45", "12C 120,45", "tran van thu", "Trần Văn Thử", "THỬ", "300000012345", "ls-0o7",
     "GATU 123456-9", "12R-012"],
)  # fmt: skip
def test_one_box_finds_by_any_mark_however_written(client: Client, user: User, typed: str) -> None:
    truck = given.vehicle(plate="12C-120.45", container="GATU1234569", trailer_plate="12R-012.34")
    goods = given.consignment(customs_number="300000012345")
    other = given.vehicle(driver={"name": "Lê Văn Khác", "id_number": "012345678901"})
    wanted = file(user, vehicles=[truck], consignments=[goods], client_reference="LS/007")
    file(user, vehicles=[other])
    file(given.declarant(), vehicles=[given.vehicle()])

    assert shown(client, f"?q={quote(typed)}") == ([], [wanted.pk])


def test_a_chinese_plate_is_found_with_and_without_its_province(client: Client, user: User) -> None:
    at = timezone.now()
    wanted = filing.file(body=given.transshipment(at=at), by=user, at=at)
    plate = wanted.vehicles.get(role="carrier").plate

    for typed in (plate, plate[1:], plate.replace("·", " "), plate[3:]):
        assert shown(client, f"?q={quote(typed)}") == ([], [wanted.pk]), typed


def test_what_was_amended_is_found_by_what_it_is_now(client: Client, user: User) -> None:
    at = timezone.now()
    body = given.body(at=at, vehicles=[given.vehicle(plate="12C-333.33")])
    declaration = filing.file(body=body, by=user, at=at)
    body["vehicles"][0]["plate"] = "12C-444.44"
    amending.amend(declaration_id=declaration.pk, body=body, by=user, at=at)

    assert shown(client, "?q=33333") == ([], [])
    assert shown(client, "?q=44444") == ([], [declaration.pk])


def test_drafts_are_found_too_whatever_they_hold(client: Client, user: User) -> None:
    wanted = drafting.save_draft(
        body={"vehicles": [{"plate": "12C-345.67", "driver": 7}, 5], "consignments": "x"}, by=user, at=timezone.now()
    )
    assert shown(client, "?q=345.67") == ([], [wanted.pk])
    drafting.replace_draft(declaration_id=wanted.pk, body={"client_reference": "LS-9"}, by=user, at=timezone.now())
    assert shown(client, "?q=345.67") == ([], [])


def test_a_period_is_of_whole_days_in_hanoi(client: Client, user: User) -> None:
    declaration = file(user)
    day = timezone.localtime(declaration.expected_arrival).date()
    around = [day - timedelta(days=1), day, day + timedelta(days=1)]

    found = [bool(shown(client, f"?since={since}&until={until}")[1]) for since in around for until in around]

    assert found == [False, True, True, False, True, True, False, False, False]


@pytest.mark.parametrize("query", ["?since=9999-12-31", "?until=0001-01-01", "?since=x", "?status=nonsense", "?q=%00"])
def test_what_makes_no_sense_asks_for_nothing(client: Client, user: User, query: str) -> None:
    declaration = file(user)

    assert shown(client, query) == ([], [declaration.pk])


def test_what_waits_for_the_company_can_be_asked_for(client: Client, user: User) -> None:
    overdue, draft = file(user, hours_ago=40), drafting.save_draft(body={}, by=user, at=timezone.now())
    file(user)

    assert shown(client, "?status=needing") == ([], [draft.pk, overdue.pk])


@pytest.mark.parametrize(
    ("query", "found", "is_bounded"),
    [("?q=12C", 2, True), ("?gate=HN", 2, True), ("?q={number}", 1, False), ("?q=12C&since=2020-01-01", 4, False),
     ("", 4, False)],
)  # fmt: skip
def test_of_a_long_history_the_newest_is_looked_through(
    client: Client, user: User, monkeypatch: pytest.MonkeyPatch, query: str, found: int, is_bounded: bool
) -> None:
    monkeypatch.setattr(listing, "LOOKED_AT", 2)
    filed = [file(user) for _ in range(4)]

    page = client.get(LIST + query.format(number=filed[0].number)).context["page"]

    assert (len(page.rest), page.is_bounded) == (found, is_bounded)


def test_every_page_begins_after_the_one_before(client: Client, user: User) -> None:
    filed = [file(user).pk for _ in range(33)]

    first = client.get(f"{LIST}?status=open").context["page"]
    second = client.get(f"{LIST}?{first.next}").context["page"]

    assert [one.row.pk for one in [*first.rest, *second.rest]] == filed[::-1]
    assert "status=open" in first.next
    assert second.next == ""


@pytest.mark.parametrize("before", ["x", "-1", "²", "9" * 30, ""])
def test_a_page_that_makes_no_sense_is_the_first(client: Client, user: User, before: str) -> None:
    declaration = file(user)

    assert shown(client, f"?before={before}")[1] == [declaration.pk]


@pytest.mark.parametrize("rows", [1, 50])
def test_the_list_needs_as_many_queries_for_many_as_for_one(
    client: Client, user: User, rows: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(rows):
        file(user)
        drafting.save_draft(body={"vehicles": [{"plate": "12C-111.11"}]}, by=user, at=timezone.now())

    with django_assert_max_num_queries(14):
        assert len(client.get(LIST).context["page"].rest) == min(rows, 30)
    with django_assert_max_num_queries(13):
        assert len(client.get(f"{LIST}?q=12C&gate=HN&since=2020-01-01").context["page"].rest) == min(rows, 30)


@pytest.mark.parametrize("body", [{"vehicles": "x"}, {"gate": 5, "vehicles": [3, {"plate": 4}]}, {}])
def test_a_draft_of_any_shape_is_listed(client: Client, user: User, body: dict[str, Any]) -> None:
    drafting.save_draft(body=body, by=user, at=timezone.now())

    assert client.get(LIST).status_code == 200
