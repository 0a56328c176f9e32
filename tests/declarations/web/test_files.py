"""The list as a file: what the filters show and nothing else, no cell a formula, cut where it is said."""

import csv
import io
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from declarations.models import Declaration
from declarations.operations import drafting, filing
from declarations.web import files
from tests import given
from tests.declarations.web.typing import signed_in

pytestmark = pytest.mark.django_db
CSV, XLSX = "/declarations/files/list.csv", "/declarations/files/list.xlsx"


@pytest.fixture
def user() -> User:
    return given.declarant()


@pytest.fixture
def client(user: User) -> Client:
    client = signed_in(user)
    client.cookies["django_language"] = "en"
    return client


def file(user: User, **changes: Any) -> Declaration:
    at = timezone.now()
    return filing.file(body=given.body(at=at, **changes), by=user, at=at)


def read_csv(client: Client, query: str = "") -> list[dict[str, str]]:
    raw = b"".join(client.get(CSV + query))
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))


def read_xlsx(client: Client, query: str = "") -> list[dict[str, Any]]:
    book = openpyxl.load_workbook(io.BytesIO(b"".join(client.get(XLSX + query))))
    head, *lines = list(book.active.iter_rows(values_only=True))  # type: ignore[union-attr]
    return [dict(zip(map(str, head), line, strict=True)) for line in lines]


def test_both_files_say_the_same_of_every_vehicle(client: Client, user: User) -> None:
    declaration = file(user, vehicles=[given.vehicle("1"), given.vehicle("2")], client_reference="LS-7")
    staff = given.officers()
    first, second = declaration.vehicles.order_by("position")
    given.confirmed(declaration, "bg_arrival", "customs_arrival", "fee_infrastructure", staff=staff,
                    at=timezone.now(), vehicle=first)  # fmt: skip
    drafting.save_draft(body={}, by=user, at=timezone.now())
    file(given.declarant())

    from_csv, from_xlsx = read_csv(client), read_xlsx(client)

    assert [row["Plate"] for row in from_csv] == [row["Plate"] for row in from_xlsx] == [first.plate, second.plate]
    assert {row["Declaration"] for row in from_csv} == {declaration.number}
    assert [row["Still to pay (₫)"] for row in from_csv] == ["0", "800000"]
    assert [row["Still to pay (₫)"] for row in from_xlsx] == [0, 800000]
    entered = from_xlsx[0]["Enter gate"]
    assert from_csv[0]["Enter gate"] == entered.strftime("%Y-%m-%d %H:%M")
    assert (from_csv[1]["Enter gate"], from_xlsx[1]["Enter gate"]) == ("", None)


@pytest.mark.parametrize("query", ["?gate=TT", "?q=LS-O8"])
def test_filters_are_those_of_the_list(client: Client, user: User, query: str) -> None:
    file(user)
    wanted = file(user, gate="TT", client_reference="LS-08")

    assert [row["Declaration"] for row in read_csv(client, query)] == [wanted.number]
    assert [row["Declaration"] for row in read_xlsx(client, query)] == [wanted.number]


@pytest.mark.parametrize("evil", ["=1+1", "@SUM(A1)", "+84", "-2"])
def test_no_cell_is_a_formula(client: Client, user: User, evil: str) -> None:
    file(user, client_reference=evil)

    for rows in (read_csv(client), read_xlsx(client)):
        assert rows[0]["Your own reference"] == f"'{evil}"


def test_a_cut_is_said_in_the_file(client: Client, user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_ROWS", 2)
    monkeypatch.setattr(files, "CHUNK", 1)
    file(user)
    shown = [file(user).number for _ in range(2)][::-1]

    for rows in (read_csv(client), read_xlsx(client)):
        assert [row["Declaration"] for row in rows[:2]] == shown
        assert rows[2]["Declaration"].startswith("Cut here")


def test_as_many_queries_for_many_rows_as_for_one(
    client: Client, user: User, django_assert_max_num_queries: Any
) -> None:
    for _ in range(15):
        file(user)

    with django_assert_max_num_queries(12):
        assert len(read_csv(client)) == 15


def test_files_are_a_companys(client: Client) -> None:
    for address in (CSV, XLSX):
        assert Client().get(address).status_code == 302
        assert signed_in(given.officer()).get(address).status_code == 403
