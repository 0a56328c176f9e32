"""Files say what the JSON says, to the figure, and no cell of them is a formula."""

import csv
import io
import itertools
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import openpyxl
import pypdf
import pytest
import time_machine
from django.utils import translation
from rest_framework.test import APIClient

from contract import printing
from contract.cells import harmless
from declarations.models import DayMode, Gate, Lane, Vehicle
from reports import reading, words
from reports.exports import making
from reports.exports.comma import COLUMNS
from reports.exports.passages import passed, write_passages
from reports.operations.bulletins import make_bulletin
from reports.reading import press_of
from tests import given
from tests.accounts.people import bearer
from tests.reports.days import CUT_OFF, DAY, START, Traffic, clock, read_without_declaration
from tests.reports.readback import READERS, expected
from tests.settings import BASE_DIR

pytestmark = pytest.mark.django_db
ONE = f"/api/v1/reports/bulletins/{DAY}"
BEAT = CUT_OFF + timedelta(minutes=5)
ALL = ["HN", "TT", "CN", "CM", "NH", "NN"]
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


def forms(*but):
    return [form for form in READERS if form not in but and (form != "pdf" or printing.is_available())]


@pytest.mark.parametrize("gates", [ALL, ["TT"]])
def test_every_form_says_the_same_figures_in_every_language(day, gates):
    bulletin = reading.shown(make_bulletin(date=DAY, at=BEAT), gates=gates)
    for form, language in itertools.product(forms(), ["vi", "en", "zh-hans"]):
        content = making.made(bulletin, form=form, language=language)
        assert READERS[form](content, bulletin.figures, language) == expected(bulletin.figures), (form, language)


def test_what_was_not_counted_yet_is_empty_and_never_nought(day):
    """A bulletin of before farm produce, trade value and fees were counted."""
    bulletin = make_bulletin(date=DAY, at=BEAT)
    for part in (bulletin.figures["total"], *bulletin.figures["gates"].values()):
        for name in ("farm_produce_kg", "trade_value", "fees", "lanes"):
            part.pop(name, None)
    shown = reading.shown(bulletin, gates=ALL)
    assert expected(shown.figures)["total", "fees.total"] is None
    for form in forms():
        content = making.made(shown, form=form, language="en")
        assert READERS[form](content, shown.figures, "en") == expected(shown.figures)
    assert "Fees" not in making.made(shown, form="txt", language="en").decode()


def test_the_csv_says_which_bulletin_it_is(day):
    make_bulletin(date=DAY, at=BEAT)
    caller = client()
    body, answer = caller.get(ONE).json(), caller.get(f"{ONE}.csv")

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="bulletin-2026-11-21-r1.csv"'
    rows = list(csv.DictReader(io.StringIO(content(answer).decode("ascii"))))
    assert tuple(rows[0])[: len(COLUMNS)] == COLUMNS
    assert [row["gate"] for row in rows if row["level"] != "lane"] == ["total", *body["gates"]]
    for row in rows:
        assert (row["kind"], row["starts_on"], row["date"], row["revision"]) == ("day", str(DAY), str(DAY), "1")
        assert (row["cut_off_at"], row["published_at"]) == (body["cut_off_at"], body["published_at"])
        assert row["closed"] == str(int(row["gate"] in body["closed_gates"]))


def test_the_columns_of_the_csv_stand_in_the_docs():
    text = (BASE_DIR / "docs" / "files.md").read_text(encoding="utf-8")
    assert set(COLUMNS) <= set(re.findall(r"`([a-z_]+)`", text))


def test_lanes_have_rows_of_their_own_in_csv_and_workbook(day):
    day.leaves(day.seen(clock("11:00"), lane="1119-1120"), clock("12:00"))
    shown = reading.shown(make_bulletin(date=DAY, at=BEAT), gates=ALL)
    rows = list(csv.DictReader(io.StringIO(making.made(shown, form="csv", language="en").decode())))
    lanes = {(row["gate"], row["lane"]): row for row in rows if row["level"] == "lane"}
    assert lanes["HN", "1119-1120"]["cleared"] == lanes["HN", ""]["cleared"] == "1"
    assert lanes["HN", ""]["left_over_total"] == ""

    book = openpyxl.load_workbook(io.BytesIO(making.made(shown, form="xlsx", language="en")))
    below = [row for row in book["HN"].iter_rows(values_only=True) if row[0] in ("no lane named", "1119-1120")]
    assert [(row[0], row[2], row[3]) for row in below] == [("no lane named", 1, 0), ("1119-1120", 1, 0)]


def test_a_provisional_csv_has_no_time_of_publication(day):
    with time_machine.travel(clock("12:00"), tick=False):
        answer = client().get(f"{ONE}.csv")
    (total, *_) = csv.DictReader(io.StringIO(content(answer).decode()))
    assert (total["revision"], total["published_at"]) == ("0", "")


def test_the_workbook_has_a_sheet_for_each_gate_and_says_what_it_is(day):
    made = make_bulletin(date=DAY, at=BEAT)
    answer = client().get(f"{ONE}.xlsx")

    assert answer["Content-Type"] == XLSX
    book = openpyxl.load_workbook(io.BytesIO(content(answer)))
    assert book.sheetnames == ["Bulletin", "Comparison", *ALL, "About"]
    assert all(sheet.freeze_panes == "B2" for sheet in book.worksheets[:-1])
    said = {str(name): value for name, value in book["About"].iter_rows(values_only=True)}
    assert said["Last day"] == datetime(2026, 11, 21)  # noqa: DTZ001 - a spreadsheet knows no zone
    assert said["Published (Hanoi time)"] == datetime(2026, 11, 21, 20, 5)  # noqa: DTZ001
    assert (said["Revision"], said["SHA-256 of the published figures"]) == (1, made.sha256)
    assert said["Assessment"] == words.assessment(made.figures)


def test_the_workbook_holds_figures_against_the_year_before_and_the_plan(day):
    bulletin = make_bulletin(date=DAY, at=BEAT)
    base = {"cleared": 3, "export": None, "import": 8, "farm_produce_kg": {"export": None, "import": None},
            "trade_value": {"export": None, "import": None}}  # fmt: skip
    bulletin.figures["comparison"]["year_before"]["gates"]["HN"] = base
    bulletin.figures["comparison"]["plan"]["total"] = base | {"cleared": 7}
    shown = reading.shown(bulletin, gates=ALL)
    content = making.made(shown, form="xlsx", language="en")
    READERS["xlsx"](content, shown.figures, "en")  # its formulas agree with what is shown

    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    cleared = [[cell.value for cell in book[name][2]] for name in ("HN", "Comparison")]
    assert cleared[0] == ["Vehicles cleared", 1, 3, -66.7, None, None]
    assert cleared[1] == ["Vehicles cleared", 2, None, None, 7, 28.6]
    assert [cell.value for cell in book["HN"][3]][2:4] == [None, None]


def test_names_that_begin_like_a_formula_are_harmless_in_every_cell(day):
    Gate.objects.filter(code="HN").update(name_en="=HYPERLINK(1)", name_vi="+x", name_zh="@x")
    Lane.objects.filter(gate__code="HN", code="1119-1120").update(code="=1+1")
    day.leaves(day.seen(clock("11:00"), lane="=1+1"), clock("12:00"))
    shown = reading.shown(make_bulletin(date=DAY, at=BEAT), gates=ALL)
    book = openpyxl.load_workbook(io.BytesIO(making.made(shown, form="xlsx", language="en")))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    texts = [str(cell.value) for cell in cells if cell.data_type == "s"]
    assert {"'=HYPERLINK(1)", "'=1+1"} <= set(texts)
    assert not [text for text in texts if text.startswith(("=", "+", "-", "@"))]
    csv_text = making.made(shown, form="csv", language="en").decode()
    assert ",'=1+1," in csv_text
    assert not [cell for row in csv.reader(io.StringIO(csv_text)) for cell in row if cell.startswith(("=", "+", "@"))]


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
@pytest.mark.parametrize("language", ["vi", "en", "zh-hans"])
def test_the_pdf_is_tagged_numbered_and_in_its_language(day, language):
    shown = reading.shown(make_bulletin(date=DAY, at=BEAT), gates=ALL)
    printed = pypdf.PdfReader(io.BytesIO(making.made(shown, form="pdf", language=language)))

    root: Any = printed.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == (language, True)
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert {"/Table", "/TH", "/Figure", "/H1", "/L"} <= _tags(root["/StructTreeRoot"])
    for number, page in enumerate(printed.pages, start=1):
        assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)  # A4
        assert f"{number} / {len(printed.pages)}" in page.extract_text()
    with translation.override(language):
        assert press_of(shown).title.replace(" ", "") in re.sub(r"\s", "", printed.pages[0].extract_text())
    fonts = {name for page in printed.pages for name in _fonts(page)}
    assert all("Noto" in name or "DejaVu" in name or "Droid" in name for name in fonts)


def _tags(node):
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return set().union(*(_tags(one) for one in node))
    return {node.get("/S"), *_tags(node["/K"])} if isinstance(node, dict) and "/K" in node else set()


def _fonts(page):
    return [str(font.get_object()["/BaseFont"]) for font in page["/Resources"]["/Font"].values()]


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
