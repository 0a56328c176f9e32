"""Files that go back: the rows to be mended with their reasons, to be sent again, and what came of each row.

Nothing in them is computed by a spreadsheet: a workbook's cells are text, and in CSV an apostrophe stands before what
would begin a formula (it is taken away again when the file comes back).
"""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import xlsxwriter
from django.utils.translation import gettext as _

from contract.finding import Severity
from workspace.bulk.columns import COLUMNS, REASON
from workspace.bulk.sheet import UNKNOWN
from workspace.bulk.telling import Told, read
from workspace.bulk.values import FORMULA
from workspace.models import BulkEntry, BulkFile, EntryState

_WIDE, _NARROW = 70, 18


class Cell(NamedTuple):
    """A text, and whether something is wrong with it."""

    text: str
    is_at_fault: bool = False


def label_of(code: str) -> str:
    """The name of a column in the active language; of an unknown one the name it came with."""
    return code.removeprefix(UNKNOWN) if code.startswith(UNKNOWN) else str(COLUMNS[code].label)


def to_mend(file: BulkFile, entries: Iterable[BulkEntry]) -> Iterator[list[Cell]]:
    """The rows of these entries as they came, behind the reasons, in the active language; the names first."""
    columns = [code for code in file.columns if code != REASON]
    yield [Cell(label_of(code)) for code in (REASON, *columns)]
    for entry in entries:
        wrong = [told for told in read(entry.findings) if told.severity == Severity.ERROR]
        for line in entry.lines:
            here = [told for told in wrong if told.row == line["row"]]
            at_fault = {told.column for told in here}
            yield [
                Cell("; ".join(reason_of(told) for told in here)),
                *(Cell(line["cells"].get(code, ""), code in at_fault) for code in columns),
            ]


def reason_of(told: Told) -> str:
    """A finding in one sentence: which column, what is wrong, what to do."""
    said = f"{told.message} {told.fix}".strip()
    return f"{label_of(told.column)}: {said}" if told.column else said


def results(entries: Iterable[BulkEntry]) -> Iterator[list[Cell]]:
    """What came of each row, in the active language; the names first."""
    labels = (_("Row"), label_of("plate"), label_of("customs_number"), _("Declaration"), _("State"), label_of(REASON))
    yield [Cell(label) for label in labels]
    states = dict(EntryState.choices)
    for entry in entries:
        wrong = [told for told in read(entry.findings) if told.severity == Severity.ERROR]
        number = entry.declaration.number if entry.declaration else ""
        for line in entry.lines:
            cells = line["cells"]
            reasons = "; ".join(reason_of(told) for told in wrong if told.row == line["row"])
            said = (str(line["row"]), cells.get("plate", ""), cells.get("customs_number", ""), number or "",
                    str(states[EntryState(entry.state)]), "" if entry.declaration else reasons)  # fmt: skip
            yield [Cell(text) for text in said]


def write(kind: str, rows: Iterable[list[Cell]], *, wide: int) -> bytes:
    """A file of that kind.

    :param wide: the place of the column with sentences.
    """
    return _as_workbook(rows, wide) if kind == BulkFile.Kind.XLSX else _as_csv(rows)


def _as_csv(rows: Iterable[list[Cell]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerows([in_csv(cell.text) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def in_csv(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _as_workbook(rows: Iterable[list[Cell]], wide: int) -> bytes:
    file = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, {"constant_memory": True, **plain}) as book:
        sheet = book.add_worksheet(_("Trucks"))
        head, text = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"num_format": "@"})
        bad = book.add_format({"num_format": "@", "bg_color": "#fbe3e0", "border": 1, "border_color": "#a01d18"})
        said = book.add_format({"num_format": "@", "text_wrap": True, "font_color": "#a01d18"})
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows):
            if not number:
                sheet.set_column(0, len(row) - 1, _NARROW, text)
                sheet.set_column(wide, wide, _WIDE, text)
            for place, cell in enumerate(row):
                look = head if not number else bad if cell.is_at_fault else said if place == wide else text
                if cell.text:
                    sheet.write_string(number, place, cell.text, look)
                elif cell.is_at_fault:
                    sheet.write_blank(number, place, None, look)
    return file.getvalue()
