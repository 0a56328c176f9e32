"""Sheets are read as people send them; what cannot be is refused with its place; nothing makes the reader large."""

import io
import tracemalloc
import zipfile
from datetime import datetime
from typing import Any

import pytest
from openpyxl import Workbook

from workspace.folding import fold
from workspace.sheets import BadSheet, column_letter, find_heading, read_rows, read_text
from workspace.sheets import xlsx as xlsx_reader

pytestmark = pytest.mark.once

WORDS = {
    "customs_number": ["Số tờ khai", "报关单号"],
    "description": ["Tên hàng", "goods"],
    "weight_kg": ["Trọng lượng"],
}


def workbook(*rows: list[Any], **formats: str) -> bytes:
    book = Workbook()
    sheet: Any = book.active
    for row in rows:
        sheet.append(row)
    for cell, shown_as in formats.items():
        sheet[cell].number_format = shown_as
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def cells(data: bytes | str) -> list[tuple[str, ...]]:
    sheet = read_text(data) if isinstance(data, str) else read_rows(data)
    return [line.cells for line in sheet.lines]


TABLE = [("Số tờ khai", "Tên hàng"), ("300000005010", "Sầu riêng, tươi")]
AS_TEXT = 'Số tờ khai;Tên hàng\r\n300000005010;"Sầu riêng, tươi"\r\n'


@pytest.mark.parametrize(
    "data",
    [
        AS_TEXT,
        AS_TEXT.replace("\r\n", "\r"),
        "sep=;\n" + AS_TEXT,
        "Số tờ khai\tTên hàng\n300000005010\tSầu riêng, tươi",
        'Số tờ khai,Tên hàng\n300000005010,"Sầu riêng, tươi"\n',
        AS_TEXT.encode(),
        AS_TEXT.encode("utf-8-sig"),
        AS_TEXT.encode("utf-16"),
        AS_TEXT.encode("utf-16-le"),
        AS_TEXT.encode("utf-16-be"),
        workbook(list(TABLE[0]), [300000005010, TABLE[1][1]]),
    ],
)
def test_one_table_however_it_is_sent(data):
    assert cells(data) == TABLE


def test_windows_vietnamese_is_read():
    tones_apart = "Hàng;Đô\u0300ng\n1;2\n"
    assert cells(tones_apart.encode("cp1258")) == [("Hàng", "Đồng"), ("1", "2")]


def test_numbers_dates_and_formulas_of_a_workbook_become_what_one_sees():
    morning, day = map(datetime.fromisoformat, ("2026-11-22T09:30", "2027-01-31"))
    data = workbook(
        [100005019, 18000.0, 0.1, morning, day, True, "=1+1"],
        A1="0000000000",
    )
    assert cells(data) == [("0100005019", "18000", "0.1", "2026-11-22T09:30:00", "2027-01-31", "TRUE")]


def test_lines_keep_their_numbers_over_gaps_and_quoted_breaks():
    sheet = read_text('a;b\n\n"x\ny";1\n;\n2;3\n')
    assert [(line.number, line.cells) for line in sheet.lines] == [
        (1, ("a", "b")), (3, ("x y", "1")), (6, ("2", "3")),
    ]  # fmt: skip
    assert [line.number for line in read_rows(workbook(["a"], [], ["b"])).lines] == [1, 3]


@pytest.mark.parametrize("inside", "\v\f\x1c\x1d\x1e\x85\u2028\u2029")
def test_only_a_line_break_ends_a_line(inside):
    assert cells(f"a\tb\n1\tTrần{inside}Thử\n")[1][0] == "1"
    assert len(cells(f"a\tb\n1\tTrần{inside}Thử\n")) == 2


def test_the_header_is_found_below_titles_in_any_language():
    sheet = read_text("TỜ KHAI XUẤT\nngày\t22/11\n\nSO TO KHAI (*)\tghi chú\tTÊN HÀNG\n3\t\tvải\n")
    heading = find_heading(sheet, WORDS)
    assert heading is not None
    assert (heading.line.number, heading.columns, heading.unknown) == (4, {"customs_number": 0, "description": 2}, (1,))
    (row,) = heading.below(sheet)
    assert [heading.cell(row, member) for member in WORDS] == ["3", "vải", ""]
    assert find_heading(read_text("报关单号\tgoods\n1\t2"), WORDS) is not None
    assert find_heading(read_text("1\t2\n3\t4"), WORDS) is None


def _zip(**parts: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return kept.getvalue()


def _swapped(data: bytes, part: str, content: bytes) -> bytes:
    """A workbook with one of its parts replaced."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(name, content if name == part else before.read(name))
    return kept.getvalue()


def _packed(data: bytes, way: int) -> bytes:
    """A workbook that is packed in another way."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(kept, "w", way) as after:
        for name in before.namelist():
            after.writestr(name, before.read(name))
    return kept.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
NS = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><worksheet ' + NS + b">&b;</worksheet>"
)
FAR = b"<worksheet " + NS + b'><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n \n;;\n",
        b"PK\x03\x04 not a zip",
        b"\xd0\xcf\x11\xe0" + b"\0" * 600,
        b"\x81\x8d\x8f\x90\xff\xfe" * 20,
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        _zip(**{"word__document.xml": b"<w/>"}),
        _zip(**{"[Content_Types].xml": b"<Types>"}),
        _swapped(workbook(["a"]), SHEET, LAUGHS),
        _swapped(workbook(["a"]), SHEET, b"<worksheet><broken"),
        _swapped(workbook(["a"]), SHEET, FAR),
        _swapped(workbook(["a"]), SHEET, b'<?xml version="1.0" encoding="foo"?><worksheet ' + NS + b"/>"),
        _swapped(workbook(["a"]), "[Content_Types].xml", b"<a/>"),
        _packed(workbook(["a"]), zipfile.ZIP_LZMA),
        _packed(workbook(["a"]), zipfile.ZIP_BZIP2),
        _swapped(workbook(["a"]), "xl/styles.xml", b"A" * 30_000_000),  # 30 kB of zip
        _zip(**{f"part{n}": b"x" for n in range(500)}),
        workbook(["x"] * 101),
        workbook(["x" * 2001]),
        b"x" * (2 * 1024 * 1024 + 1),
        b'a;b\n1;"never closed\n' + b"x;y\n" * 2000,
    ],
)
def test_nasty_files_are_refused_and_stay_small(data):
    tracemalloc.start()
    with pytest.raises(BadSheet):
        read_rows(data)
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def test_the_place_of_the_fault_is_named():
    with pytest.raises(BadSheet, match="Line 3, column B "):
        read_text("a;b\n1;2\n3;" + "x" * 2001)
    with pytest.raises(BadSheet, match="Line 2 "):
        read_text("a\n" + "\t" * 100 + "x")
    with pytest.raises(BadSheet, match="more than 2 lines"):
        read_text("a\n1\n2\n3", most_rows=2)


def test_a_number_that_claims_too_much_is_left_to_the_findings():
    assert cells(workbook([1e300, 123456789012345.0, 0.1 + 0.2, 1.125])) == [
        ("1" + "0" * 300, "123456789012345", "0.3", "1.1250")
    ]


def test_what_was_announced_of_its_size_is_not_believed(monkeypatch):
    """The zip's entries are what is looked at: a part cannot give more than its entry says."""
    monkeypatch.setattr(xlsx_reader, "MOST_UNPACKED", 1_000)
    with pytest.raises(BadSheet, match="too large"):
        read_rows(workbook(["a"]))


def test_columns_have_letters():
    assert [column_letter(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Sầu riêng TƯƠI", "sau rieng tuoi"),
        ("Đường kính", "duong kinh"),
        ("ＧＡＴＵ１２３", "gatu123"),
        ("桂F·12A45", "桂f 12a45"),
        ("  - . ", ""),
    ],
)
def test_folding(typed, folded):
    assert fold(typed) == folded
    assert fold(folded) == folded
