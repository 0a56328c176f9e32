"""My declarations: what needs me stands first, filters live in the address, pages have no end and no count."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from declarations.operations import drafting, filing
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
        ("?plate=12C-777.77", [0]), ("?plate=777", [0]), ("?plate=nowhere", []), ("?gate=TT&direction=import", []),
        ("?status=nonsense", [3, 2, 1, 0]), ("?gate=' OR 1=1", []),
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

    assert shown(client, f"?number={wanted.number[:8]} {wanted.number[8:]}") == ([], [wanted.pk])


def test_every_page_begins_after_the_one_before(client: Client, user: User) -> None:
    filed = [file(user).pk for _ in range(23)]

    first = client.get(f"{LIST}?status=open").context["page"]
    second = client.get(f"{LIST}?{first.next}").context["page"]

    assert [one.row.pk for one in [*first.rest, *second.rest]] == filed[::-1]
    assert "status=open" in first.next
    assert second.next == ""


@pytest.mark.parametrize("before", ["x", "-1", "²", "9" * 30, ""])
def test_a_page_that_makes_no_sense_is_the_first(client: Client, user: User, before: str) -> None:
    declaration = file(user)

    assert shown(client, f"?before={before}")[1] == [declaration.pk]


@pytest.mark.parametrize("rows", [1, 12])
def test_the_list_needs_as_many_queries_for_many_as_for_one(
    client: Client, user: User, rows: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(rows):
        file(user)
        drafting.save_draft(body={"vehicles": [{"plate": "12C-111.11"}]}, by=user, at=timezone.now())

    with django_assert_max_num_queries(14):
        client.get(LIST)


@pytest.mark.parametrize("body", [{"vehicles": "x"}, {"gate": 5, "vehicles": [3, {"plate": 4}]}, {}])
def test_a_draft_of_any_shape_is_listed(client: Client, user: User, body: dict[str, Any]) -> None:
    drafting.save_draft(body=body, by=user, at=timezone.now())

    assert client.get(LIST).status_code == 200
