"""Files say what the JSON says, to the figure, and no cell of them is a formula."""

import csv
import io
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
import time_machine
from rest_framework.test import APIClient

from contract import printing
from contract.cells import harmless
from declarations.models import DayMode, Vehicle
from reports import words
from reports.exports.bulletin import COLUMNS
from reports.exports.passages import passed, write_passages
from reports.operations.bulletins import make_bulletin
from tests import given
from tests.accounts.people import bearer
from tests.reports.days import CUT_OFF, DAY, START, Traffic, clock, read_without_declaration

pytestmark = pytest.mark.django_db
ONE = f"/api/v1/reports/bulletins/{DAY}"
BEAT = CUT_OFF + timedelta(minutes=5)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def day():
    gate = Traffic("HN", "TT")
    gate.leaves(gate.seen(clock("08:00")), clock("09:00"))
    gate.leaves(gate.seen(clock("08:00"), gate="TT", direction="import", cargo="new_vehicle"), clock("09:30"))
    gate.seen(clock("10:00"), gate="TT")
    read_without_declaration("12C99999", clock("11:00"))
    DayMode.objects.create(gate=given.gate("CM"), date=DAY, mode="closed")
    return gate


def client(at=None):
    return APIClient(headers={"Accept-Language": "en", **bearer(given.manager(at=at))})


def content(answer):
    return b"".join(answer.streaming_content)


def parts(body):
    return [("total", body["total"]), *body["gates"].items()]


@pytest.mark.parametrize("query", [{}, {"gate": "TT"}])
def test_the_csv_says_what_the_json_says(day, query):
    make_bulletin(date=DAY, at=BEAT)
    caller = client()
    body, answer = caller.get(ONE, query).json(), caller.get(f"{ONE}.csv", query)

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="bulletin-2026-11-21-r1.csv"'
    rows = list(csv.DictReader(io.StringIO(content(answer).decode("ascii"))))
    assert list(rows[0]) == list(COLUMNS)
    assert [row["gate"] for row in rows] == [gate for gate, _ in parts(body)]
    for row, (gate, part) in zip(rows, parts(body), strict=True):
        assert (row["date"], row["revision"]) == ("2026-11-21", "1")
        assert (row["cut_off_at"], row["published_at"]) == (body["cut_off_at"], body["published_at"])
        assert row["closed"] == str(int(gate in body["closed_gates"]))
        for path, _label in words.FIGURES:
            assert int(row[path.replace(".", "_")]) == words.figure(part, path)


def test_a_provisional_csv_has_no_time_of_publication(day):
    with time_machine.travel(clock("12:00"), tick=False):
        answer = client().get(f"{ONE}.csv")
    (total, *_) = csv.DictReader(io.StringIO(content(answer).decode()))
    assert (total["revision"], total["published_at"]) == ("0", "")


@pytest.mark.parametrize("at", [None, "TT"])
def test_the_workbook_says_what_the_json_says(day, at):
    made = make_bulletin(date=DAY, at=BEAT)
    caller = client(at)
    body, answer = caller.get(ONE).json(), caller.get(f"{ONE}.xlsx")

    assert answer["Content-Type"] == XLSX
    book = openpyxl.load_workbook(io.BytesIO(content(answer)))
    figures, about = book.worksheets
    head, *rows = figures.iter_rows(values_only=True)
    assert head == ("Gate", *(str(label) for _path, label in words.FIGURES))
    assert figures.freeze_panes == "B2"
    assert [row[0] for row in rows] == ["All gates", *body["gates"]]
    for row, (_gate, part) in zip(rows, parts(body), strict=True):
        assert list(row[1:]) == [words.figure(part, path) for path, _label in words.FIGURES]
        assert {type(value) for value in row[1:]} == {int}
    said = {str(name): value for name, value in about.iter_rows(values_only=True)}
    assert said["Day"] == datetime(2026, 11, 21)  # noqa: DTZ001 - a spreadsheet knows no zone
    assert said["Published (Hanoi time)"] == datetime(2026, 11, 21, 20, 5)  # noqa: DTZ001
    assert (said["Revision"], said["Assessment"]) == (made.revision, body["assessment"])


def test_a_file_can_be_asked_for_as_what_it_is_and_not_as_another(day):
    make_bulletin(date=DAY, at=BEAT)
    caller = client()
    assert caller.get(f"{ONE}.csv", headers={"Accept": "text/csv"}).status_code == 200
    answer = caller.get(f"{ONE}.csv", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (406, "not_acceptable")


def test_a_machine_without_print_library_says_so(day, monkeypatch):
    make_bulletin(date=DAY, at=BEAT)
    monkeypatch.setattr(printing, "_engine", lambda: None)
    answer = client().get(f"{ONE}.pdf")
    assert (answer.status_code, answer.json()["code"]) == (503, "pdf_unavailable")
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.skipif(not printing.is_available(), reason="this machine cannot print")
def test_the_pdf_is_one_page(day):
    make_bulletin(date=DAY, at=BEAT)
    answer = client().get(f"{ONE}.pdf")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    printed = content(answer)
    assert printed.startswith(b"%PDF-")
    assert printed.count(b"/Type /Page\n") <= 1


@pytest.mark.parametrize("text", ["=1+1", "+84", "-x", "@SUM(A1)", "\tx", "\r=1"])
def test_no_text_begins_a_formula(text):
    assert harmless(text) == "'" + text
    assert harmless("12C-123.45 = x") == "12C-123.45 = x"


def test_the_vehicles_that_passed_are_listed_without_people(day):
    Vehicle.objects.filter(end="left", gate__code="HN").update(trailer_plate="=HYPERLINK(1)", container="@x")
    answer = client().get("/api/v1/reports/passages.xlsx", {"from": str(DAY), "to": str(DAY)})

    assert answer["Content-Type"] == XLSX
    (sheet,) = openpyxl.load_workbook(io.BytesIO(content(answer))).worksheets
    head, *rows = sheet.iter_rows(values_only=True)
    assert head[:3] == ("Declaration", "Gate", "Direction")
    assert [row[1] for row in rows] == ["HN", "TT"]
    assert rows[0][5:7] == ("'=HYPERLINK(1)", "'@x")
    assert (rows[0][8], rows[0][10]) == (18000, datetime(2026, 11, 21, 9, 0))  # noqa: DTZ001
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert not any("Trần" in str(value) for row in rows for value in row)


@pytest.mark.parametrize(
    ("query", "status"),
    [({"gate": "TT"}, 200), ({"gate": "HN"}, 404), ({"to": "2026-11-01"}, 400), ({"to": "2027-11-01"}, 400),
     ({"from": ""}, 400)],
)  # fmt: skip
def test_the_list_of_vehicles_keeps_to_gates_and_periods(day, query, status):
    asked = {"from": str(DAY), "to": str(DAY), **query}
    answer = client("TT").get("/api/v1/reports/passages.xlsx", asked)
    assert answer.status_code == status
    if status == 200:
        (sheet,) = openpyxl.load_workbook(io.BytesIO(content(answer))).worksheets
        assert [row[1] for row in sheet.iter_rows(values_only=True, min_row=2)] == ["TT"]


def test_a_workbook_of_any_rows_is_counted():
    row = (
        "2026112100001",
        "HN",
        "export",
        "",
        "12C-123.45",
        "",
        "",
        "VT6",
        None,
        START,
        datetime(2026, 1, 1, tzinfo=UTC),
    )
    file = io.BytesIO()
    assert write_passages(file, (row for _ in range(5000))) == 5000
    (sheet,) = openpyxl.load_workbook(file, read_only=True).worksheets
    assert sum(1 for _ in sheet.iter_rows()) == 5001
    assert list(passed(gates=["HN"], start=START, end=CUT_OFF)) == []
