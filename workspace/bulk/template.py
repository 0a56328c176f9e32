"""The file to fill in: typed columns, an example, explanations, and lists of the values there are; as XLSX and CSV."""

import csv
import io
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

import xlsxwriter
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from declarations.findings.limits import GATE_TIME
from declarations.stages import CargoKind, Country, Direction, Regime, VehicleKind
from declarations.web.form.fields import Kind
from declarations.web.form.options import FIXED, SUGGESTED
from workspace.bulk.columns import COLUMNS, GROUP, TEMPLATE, Column
from workspace.bulk.values import NO, YES, Places
from workspace.folding import fold

EXAMPLE: Final = gettext_lazy("Example")
"""What stands in the column of groups of a row that is only shown."""
ROWS: Final = 2_000
_WIDTH: Final = {Kind.PHONE: 15, Kind.PLATE: 14, Kind.WHOLE: 12, Kind.DECIMAL: 12, Kind.INSTANT: 17, Kind.DAY: 12}
_FORMATS: Final = {
    Kind.WHOLE: "#,##0",
    Kind.DECIMAL: "#,##0.###",
    Kind.INSTANT: "dd/mm/yyyy hh:mm",
    Kind.DAY: "dd/mm/yyyy",
}
"""Everything else is text, so that no zero is lost at its beginning."""
_PLAIN: Final = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def is_example(cells: Mapping[str, str]) -> bool:
    """Whether a row is the one that is only shown."""
    return fold(cells.get(GROUP, "")) in _example_words()


@cache
def _example_words() -> frozenset[str]:
    words = set()
    for language, _name in settings.LANGUAGES:
        with override(language):
            words.add(fold(str(EXAMPLE)))
    return frozenset(words)


def example(at: datetime) -> dict[str, Any]:
    """An invented truck, in the active language; expected tomorrow at nine."""
    tomorrow = at.astimezone(GATE_TIME).date() + timedelta(days=1)
    return {
        GROUP: str(EXAMPLE), "gate": "HN", "direction": str(Direction.EXPORT.label),
        "expected_arrival": datetime(tomorrow.year, tomorrow.month, tomorrow.day, 9),  # noqa: DTZ001 - the gate's time
        "regime": str(Regime.COMMERCIAL.label), "contact_name": "Nguyễn Văn Mẫu", "contact_phone": "0912345678",
        "plate": "12C-123.45", "plate_country": str(Country.VN.label), "vehicle_kind": str(VehicleKind.TRACTOR.label),
        "fee_class": "VT6", "driver_name": "Trần Văn Thử", "driver_id_number": "012345678901",
        "driver_phone": "0987654321", "trailer_plate": "12R-012.34", "container": "GATU1234569",
        "own_weight_kg": 15000, "cargo_weight_kg": 18000, "cargo_kind": str(CargoKind.FRUIT.label),
        "customs_number": "300000005010", "customs_regime": "B11", "owner_tax_code": "0100005019",
        "owner_name": "Công ty Mẫu", "description": "Sầu riêng tươi", "hs_code": "08106000", "origin": "VN",
        "quantity": 900, "unit": "CTN", "value": 30000, "currency": "USD", "goods_weight_kg": 18000,
    }  # fmt: skip


def write_csv(*, at: datetime) -> bytes:
    """The names of the columns and the example, in the active language. It begins with the mark of UTF-8, for Excel."""
    text, shown = io.StringIO(newline=""), example(at)
    writer = csv.writer(text)
    writer.writerow([str(COLUMNS[code].label) for code in TEMPLATE])
    writer.writerow([_in_csv(shown.get(code, "")) for code in TEMPLATE])
    return text.getvalue().encode("utf-8-sig")


def _in_csv(value: Any) -> str:
    return f"{value:%d/%m/%Y %H:%M}" if isinstance(value, datetime) else str(value)


def write_workbook(*, at: datetime, places: Places) -> bytes:
    """The same as a workbook, with explanations and lists to choose from."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, **_PLAIN}) as book:
        data = book.add_worksheet(_("Trucks"))
        explained = book.add_worksheet(_("Explanations"))
        lists = _write_lists(book, places)
        _write_data(book, data, example(at), lists)
        _write_explanations(book, explained, places)
    return file.getvalue()


def _write_data(book: Any, sheet: Any, shown: dict[str, Any], lists: dict[str, str]) -> None:
    look = {"bold": True, "text_wrap": True, "valign": "top", "border": 1, "border_color": "#cfccc0"}
    needed, other = book.add_format({**look, "bg_color": "#dcebe6"}), book.add_format({**look, "bg_color": "#f5f4ef"})
    sheet.set_row(0, 32)
    sheet.freeze_panes(1, 0)
    for place, code in enumerate(TEMPLATE):
        column = COLUMNS[code]
        kind = column.field.kind if column.field else Kind.TEXT
        cells = book.add_format({"num_format": _FORMATS.get(kind, "@")})
        sheet.set_column(place, place, _WIDTH.get(kind, 20), cells)
        mark = " *" if column.is_needed else ""
        sheet.write_string(0, place, f"{column.label}{mark}", needed if column.is_needed else other)
        _write_cell(sheet, 1, place, shown.get(code), cells)
        if told := _validation(column, lists.get(code)):
            sheet.data_validation(1, place, ROWS + 1, place, told)


def _write_cell(sheet: Any, row: int, place: int, value: Any, cells: Any) -> None:
    if isinstance(value, datetime):
        sheet.write_datetime(row, place, value, cells)
    elif isinstance(value, int):
        sheet.write_number(row, place, value, cells)
    elif value is not None:
        sheet.write_string(row, place, value, cells)


def _validation(column: Column, source: str | None) -> dict[str, Any]:
    """What is said beside a cell, and the list that it is chosen from."""
    told = {"input_title": str(column.label)[:32], "input_message": str(column.hint)[:255]} if column.hint else {}
    if source:
        return {"validate": "list", "source": source, "error_type": "warning", **told}
    return {"validate": "any", **told} if told else {}


def choices_of(column: Column, places: Places) -> list[tuple[str, str]]:
    """The values of a column that has a list, each with its name in the active language."""
    options = column.field.options if column.field else ""
    if options in FIXED:
        return [(value, str(label)) for value, label in FIXED[options].choices]
    if options == "gates":
        return list(places.gates)
    if options in ("lanes", "yards"):
        return [pair for pairs in (places.lanes if options == "lanes" else places.yards).values() for pair in pairs]
    if column.field and column.field.kind == Kind.FLAG:
        return [("yes", str(YES[0])), ("no", str(NO[0]))]
    return [(value, value) for value in SUGGESTED.get(options, ())]


def _write_lists(book: Any, places: Places) -> dict[str, str]:
    """A sheet with every list in a column of its own; answers where each column's list stands."""
    sources: dict[str, str] = {}
    sheet = book.add_worksheet(_("Lists"))
    head = book.add_format({"bold": True})
    name = _("Lists").replace("'", "''")
    for code in TEMPLATE:
        if found := choices_of(COLUMNS[code], places):
            place = len(sources)
            letter = xlsxwriter.utility.xl_col_to_name(place)
            sheet.set_column(place, place, 24)
            sheet.write_string(0, place, str(COLUMNS[code].label), head)
            for row, (value, label) in enumerate(found, start=1):
                sheet.write_string(row, place, value if code == "gate" else label)
            sources[code] = f"='{name}'!${letter}$2:${letter}${len(found) + 1}"
    return sources


def _write_explanations(book: Any, sheet: Any, places: Places) -> None:
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    for place, width in enumerate((30, 20, 9, 60, 60)):
        sheet.set_column(place, place, width, wrapped)
    plain = book.add_format({"valign": "top"})
    for row, line in enumerate(notes()):
        sheet.write_string(row, 0, line, plain)
    first = len(notes()) + 1
    for place, title in enumerate((_("Column"), _("Code"), _("Needed"), _("What it is"), _("Values"))):
        sheet.write_string(first, place, title, bold)
    for row, code in enumerate(TEMPLATE, start=first + 1):
        column = COLUMNS[code]
        values = "; ".join(
            value if value == name else f"{name} ({value})" for value, name in choices_of(column, places)
        )
        cells = (str(column.label), code, "*" if column.is_needed else "", str(column.hint), values)
        for place, text in enumerate(cells):
            sheet.write_string(row, place, text)


def notes() -> list[str]:
    """What somebody needs to know before he fills the file in."""
    return [
        _("One row is one truck with its goods. Columns marked * are needed; the others may stay empty or be removed."),
        _("Several trucks, or several goods, of one declaration: write the same word into the column “Group” of "
          "their rows. What a row repeats may be left empty."),
        _("The row marked “Example” is passed over."),
        _("Columns may stand in any order and bear their names in Vietnamese, English or Chinese, or their codes."),
        _("Write times as 31/01/2027 09:00, in Hanoi time. Receiving vehicles are added later, at the declaration."),
        _("At most 2,000 rows and 5 MB."),
    ]  # fmt: skip
