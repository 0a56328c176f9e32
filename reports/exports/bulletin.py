"""A bulletin as CSV and XLSX: one row for all gates together and one for each, the columns always the same."""

import csv
import datetime as dt
import io
from typing import Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from contract.cells import harmless
from reports import words
from reports.reading import Shown, document

TOTAL = "total"
COLUMNS = (
    "date", "revision", "cut_off_at", "published_at", "gate", "closed",
    *(path.replace(".", "_") for path, _label in words.FIGURES),
)  # fmt: skip
"""The columns of the CSV, documented in docs/bulletin.md; programs rely on their names, not on their order."""


def csv_of(bulletin: Shown) -> bytes:
    """The bulletin as CSV in UTF-8; nothing in it but ASCII, so that no program needs a byte order mark."""
    written = document(bulletin)
    text = io.StringIO()
    sheet = csv.writer(text)
    sheet.writerow(COLUMNS)
    head = [written["date"], written["revision"], written["cut_off_at"], written["published_at"] or ""]
    for gate, part in _parts(bulletin):
        closed = int(gate in bulletin.figures["closed_gates"])
        sheet.writerow([*head, harmless(gate), closed, *_figures(part)])
    return text.getvalue().encode()


def xlsx_of(bulletin: Shown) -> bytes:
    """The bulletin as a workbook: the figures as numbers on the first sheet, what they are of on the second."""
    file = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": _("Daily bulletin"), "created": timezone.make_naive(bulletin.made_at, dt.UTC)})
        _figures_sheet(book, bulletin)
        _about_sheet(book, bulletin)
    return file.getvalue()


def _figures_sheet(book: Any, bulletin: Shown) -> None:
    sheet = book.add_worksheet(_("Bulletin"))
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    number = book.add_format({"num_format": "#,##0"})
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, len(words.FIGURES), 12)
    for column, label in enumerate([_("Gate"), *(label for _path, label in words.FIGURES)]):
        sheet.write_string(0, column, str(label), bold)
    for row, (gate, part) in enumerate(_parts(bulletin), start=1):
        sheet.write_string(row, 0, _("All gates") if gate == TOTAL else gate, bold)
        for column, value in enumerate(_figures(part), start=1):
            sheet.write_number(row, column, value, number)


def _about_sheet(book: Any, bulletin: Shown) -> None:
    sheet = book.add_worksheet(_("About"))
    sheet.set_column(0, 1, 32)
    day = book.add_format({"num_format": "dd/mm/yyyy", "align": "left"})
    instant = book.add_format({"num_format": "dd/mm/yyyy hh:mm", "align": "left"})
    closed = ", ".join(bulletin.figures["closed_gates"])
    rows: list[tuple[str, Any, Any]] = [
        (_("Day"), bulletin.date, day),
        (_("Revision"), bulletin.revision, None),
        (_("Cut-off (Hanoi time)"), bulletin.cut_off_at, instant),
        (_("Published (Hanoi time)"), bulletin.published_at or _("provisional"), instant),
        (_("Closed gates"), closed or "–", None),
        (_("Assessment"), words.assessment(bulletin.figures), None),
    ]
    for row, (label, value, form) in enumerate(rows):
        sheet.write_string(row, 0, label)
        if isinstance(value, dt.date):
            local = timezone.make_naive(value) if isinstance(value, dt.datetime) else value
            sheet.write_datetime(row, 1, local, form)
        elif isinstance(value, int):
            sheet.write_number(row, 1, value)
        else:
            sheet.write_string(row, 1, value)


def _parts(bulletin: Shown) -> list[tuple[str, dict[str, Any]]]:
    return [(TOTAL, bulletin.figures["total"]), *bulletin.figures["gates"].items()]


def _figures(part: dict[str, Any]) -> list[int]:
    return [words.figure(part, path) for path, _label in words.FIGURES]
