"""Figures read back from each form of a bulletin, as somebody would who has the file and nothing else.

Each reader answers by place (`total` or a gate's code) and path what the file says; None is unknown.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import openpyxl
import pypdf
from django.utils import translation
from django.utils.translation import gettext as _

from reports import words
from reports.queries.naming import gate_names

Said = dict[tuple[str, str], Decimal | None]
TOTAL = "total"


def paths(figures: dict[str, Any]) -> dict[str, str]:
    """Every figure of a bulletin by its path, with its name in the active language."""
    return dict(words.named(figures)) | {path: label for path, _way, _currency, label in words.trades(figures)}


def expected(figures: dict[str, Any]) -> Said:
    """What every form has to say."""
    return _figures(figures, paths(figures))


def _figures(document: dict[str, Any], wanted: Iterable[str]) -> Said:
    parts = {TOTAL: document["total"], **document["gates"]}
    return {(place, path): _number(words.figure(part, path)) for place, part in parts.items() for path in wanted}


def _number(value: Any) -> Decimal | None:
    return None if value is None or value == "" else Decimal(str(value))


def from_json(content: bytes, figures: dict[str, Any], language: str) -> Said:
    return _figures(json.loads(content), paths(figures))


def from_csv(content: bytes, figures: dict[str, Any], language: str) -> Said:
    rows = [row for row in csv.DictReader(io.StringIO(content.decode("ascii"))) if row["level"] != "lane"]
    columns = {path: path.replace(".", "_").lower() for path in paths(figures)}
    return {(row["gate"], path): _number(row[column]) for row in rows for path, column in columns.items()}


def from_xlsx(content: bytes, figures: dict[str, Any], language: str) -> Said:
    """From the first sheet; every formula of the book is computed from its cells and agrees with what is shown."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    shown = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    cached = Decimal(str(shown[sheet.title][cell.coordinate].value))
                    assert computed(book, sheet.title, cell.coordinate) == cached, f"{sheet.title} {cell.value}"
    first = book.worksheets[0]
    with translation.override(language):
        called = {code: said[language] for code, said in gate_names(figures["gates"]).items()}
        labels = {label: path for path, label in paths(figures).items()}
        places = {_("All gates"): TOTAL, **{called.get(code, code): code for code in figures["gates"]}}
    heads = [cell.value for cell in first[1]]
    assert first.freeze_panes == "B2"
    said = {}
    for row in first.iter_rows(min_row=2):
        for head, cell in list(zip(heads, row, strict=True))[1:]:
            value = None if cell.value is None else computed(book, first.title, cell.coordinate)
            said[places[str(head)], labels[str(row[0].value)]] = value
    return said


def computed(book: Any, sheet: str, coordinate: str) -> Decimal:
    """The value of a cell: its number, or what its formula comes to, whatever value was written beside it."""
    cell = book[sheet][coordinate]
    if cell.data_type != "f":
        assert cell.data_type == "n"
        return Decimal(str(cell.value or 0))
    text = cell.value.removeprefix("=")
    found = re.fullmatch(r"'([^']+)'!([A-Z]+\d+)", text)
    if found:
        return computed(book, found[1], found[2])
    text = re.sub(
        r"SUM\(([A-Z]+\d+:[A-Z]+\d+)\)",
        lambda m: f"({'+'.join(one.coordinate for row in _area(book[sheet], m[1]) for one in row)})",
        text,
    )
    text = re.sub(r"[A-Z]+\d+", lambda m: f"Decimal('{computed(book, sheet, m[0])}')", text)
    return Decimal(eval(text, {"Decimal": Decimal, "ROUND": _rounded}))


def _area(sheet: Any, area: str) -> Any:
    return sheet[area]


def _rounded(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def from_pdf(content: bytes, figures: dict[str, Any], language: str) -> Said:
    """From the table of all figures, as the text of the pages gives it."""
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    said, places = {}, [TOTAL, *figures["gates"]]
    with translation.override(language):
        text = re.split(_spaced(_("All figures, by gate")), text)[1]
        for path, label in paths(figures).items():
            found = re.search(rf"{_spaced(label)}((?:\s+[−+\d.,]+|\s+–){{{len(places)}}})", text)
            assert found, f"{label} is not there"
            for place, number in zip(places, found[1].split(), strict=True):
                said[place, path] = _read(number, language)
    return said


def _spaced(label: str) -> str:
    """The label, wherever its lines were broken."""
    return r"\s*".join(re.escape(letter) for letter in label if not letter.isspace())


def _read(number: str, language: str) -> Decimal | None:
    marks = str.maketrans(".,", ",.") if language == "vi" else {}
    return None if number == "–" else Decimal(number.translate(marks).replace(",", "").replace("−", "-"))


READERS: dict[str, Callable[[bytes, dict[str, Any], str], Said]] = {
    "json": from_json,
    "csv": from_csv,
    "xlsx": from_xlsx,
    "pdf": from_pdf,
}
