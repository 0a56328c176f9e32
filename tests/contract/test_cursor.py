"""Pages: every row once in order, with one query each, and no cursor that breaks them."""

import pytest
from django.core import signing
from rest_framework.test import APIClient

from accounts.models import Organisation
from tests.accounts import people

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.contract.urls")]


@pytest.fixture
def client():
    client = APIClient()
    client.force_authenticate(people.administrator())
    return client


def _rows(number):
    for index in range(number):
        people.organisation(name=f"Company {index % 3}", is_active=index % 2 == 0)


def _walk(client, limit):
    seen, cursor, pages = [], None, 0
    while True:
        answer = client.get("/api/made", {"limit": limit, **({"cursor": cursor} if cursor else {})}).json()
        seen += answer["results"]
        cursor, pages = answer["next"], pages + 1
        if cursor is None:
            return seen, pages


@pytest.mark.parametrize("limit", [1, 2, 5, 12, 13, 200])
def test_every_row_comes_once_and_in_order(client, limit):
    _rows(12)

    seen, pages = _walk(client, limit)

    assert seen == list(Organisation.objects.order_by("-is_active", "name", "-pk").values_list("pk", flat=True))
    assert pages == -(-12 // limit)


def test_rows_that_come_in_between_do_not_repeat_or_hide_others(client):
    _rows(6)
    first = client.get("/api/made", {"limit": 3}).json()
    people.organisation(name="AAA first")

    rest = client.get("/api/made", {"limit": 50, "cursor": first["next"]}).json()

    assert len(set(first["results"] + rest["results"])) == 6


@pytest.mark.parametrize("rows", [1, 50])
def test_a_page_is_one_query(client, rows, django_assert_num_queries):
    _rows(rows)
    cursor = client.get("/api/made", {"limit": 1}).json()["next"]

    with django_assert_num_queries(1):
        client.get("/api/made", {"limit": 20, **({"cursor": cursor} if cursor else {})})


def test_an_empty_list_is_a_page(client):
    assert client.get("/api/made").json() == {"results": [], "next": None}


def test_the_default_is_fifty(client):
    _rows(51)

    assert len(client.get("/api/made").json()["results"]) == 50


@pytest.mark.parametrize(
    ("query", "code", "path"),
    [
        ("limit=0", "malformed", "$.limit"),
        ("limit=201", "malformed", "$.limit"),
        ("limit=-1", "malformed", "$.limit"),
        ("limit=ten", "malformed", "$.limit"),
        ("limit=1e2", "malformed", "$.limit"),
        ("limit=" + "9" * 1500, "malformed", "$.limit"),
        ("limit=", "malformed", "$.limit"),
        ("limit=1&limit=2", "malformed", "$.limit"),
        ("cursor=", "malformed", "$.cursor"),
        ("cursor=abc", "malformed", "$.cursor"),
        ("cursor=a:b:c", "malformed", "$.cursor"),
        ("cursor=%00", "malformed", "$.cursor"),
        ("cursor=%ff%fe", "malformed", "$.cursor"),
        ("cursor=" + "a" * 3000, "malformed", "$.cursor"),
        ("page=2", "unknown_parameter", "$.page"),
        ("format=json", "unknown_parameter", "$.format"),
        ("limit=x&page=2", "malformed", None),
    ],
)
def test_a_query_that_cannot_be_read_is_a_400_with_its_place(client, query, code, path):
    response = client.get(f"/api/made?{query}")

    document = response.json()
    assert (response.status_code, document["code"]) == (400, code)
    if path:
        assert [finding["path"] for finding in document["findings"]] == [path]
    else:
        assert len(document["findings"]) == 2


def test_a_tampered_cursor_is_refused(client):
    _rows(3)
    cursor = client.get("/api/made", {"limit": 1}).json()["next"]
    assert cursor

    for position in range(0, len(cursor), 7):
        changed = cursor[:position] + ("A" if cursor[position] != "A" else "B") + cursor[position + 1 :]
        assert client.get("/api/made", {"cursor": changed}).status_code == 400


def test_a_cursor_of_another_list_is_refused(client):
    other = signing.dumps([["v", 1]], salt="cursor:accounts.user:pk")

    assert client.get("/api/made", {"cursor": other}).json()["findings"][0]["code"] == "bad_cursor"
