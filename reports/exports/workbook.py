"""A bulletin as a workbook: all gates beside each other, a sheet for each, and what it is of.

Every sheet has a figure in the same row. What is counted stands on the gate's own sheet as a number; every whole is a
formula over its parts, with the figure of the bulletin as the value that programs show before they compute.
"""

import io
import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_rowcol_to_cell

from contract.cells import harmless
from reports import words
from reports.exports.about import write_about
from reports.exports.days import write_days
from reports.reading import Shown, names
from reports.shares import change_percent, share_percent
from reports.words.held import Held, held
from reports.words.told import Figures

OPTIONS: Final = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
NOT_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\']")
VALUE, BEFORE, CHANGE, PLAN, REACHED, FORMER, MOVED = range(1, 8)
"""The columns of a sheet that holds figures against others; the last two, the period before, are a period's."""
ALL_GATES, FIRST_GATE = 1, 2
"""The columns of the first sheet."""


class Line(NamedTuple):
    """A figure's row: the same on every sheet."""

    row: int
    path: str
    label: str
    is_money: bool


class Book:
    """The workbook being written: its formats and the rows of the figures."""

    def __init__(self, book: Any, figures: Figures) -> None:
        self.book = book
        self.figures = figures
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.label = book.add_format({"text_wrap": True})
        self.whole = book.add_format({"num_format": "#,##0"})
        self.money = book.add_format({"num_format": "#,##0.00"})
        self.percent = book.add_format({"num_format": "0.0"})
        named = [(path, label, False) for path, label in words.named(figures)]
        named += [(path, label, True) for path, _way, _currency, label in words.trades(figures)]
        self.lines = [Line(row, *one) for row, one in enumerate(named, start=1)]
        self.rows = {line.path: line.row for line in self.lines}

    def sheet(self, name: str, heads: list[str]) -> Any:
        """A new sheet with a head that stays, and the figures' names in its first column."""
        sheet = self.book.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, 38)
        sheet.set_column(1, max(len(heads) - 1, 5), 16)
        for column, head in enumerate(heads):
            sheet.write_string(0, column, harmless(head), self.head)
        for line in self.lines:
            sheet.write_string(line.row, 0, line.label, self.label)
        return sheet

    def number(self, sheet: Any, line: Line, column: int, value: Any, *, formula: str = "") -> None:
        """Write a figure into its row; what is unknown stays empty."""
        form = self.money if line.is_money else self.whole
        if value is None:
            return
        if formula:
            sheet.write_formula(line.row, column, formula, form, float(value) if line.is_money else int(value))
        else:
            sheet.write_number(line.row, column, float(value) if line.is_money else int(value), form)


def xlsx_of(bulletin: Shown) -> bytes:
    """The bulletin as a workbook in the active language."""
    file, figures, called = io.BytesIO(), bulletin.figures, names(bulletin)
    with xlsxwriter.Workbook(file, OPTIONS) as opened:
        opened.set_properties({"title": _("Bulletin"), "created": timezone.make_naive(bulletin.made_at)})
        book = Book(opened, figures)
        first = _all_gates(book, called)
        _against(book, _("Comparison"), _("All gates"), held(figures), refer_to=first)
        for code, part in figures["gates"].items():
            sheet = _against(book, sheet_name(code), called.get(code, code), held(figures, code))
            _lanes(book, sheet, part.get("lanes") or {})
        write_days(opened, bulletin)
        write_about(opened, bulletin, called)
    return file.getvalue()


def sheet_name(code: str) -> str:
    """A gate's code as the name of its sheet."""
    return NOT_IN_NAMES.sub("_", code)[:31]


def _all_gates(book: Book, called: Mapping[str, str]) -> str:
    """Write the first sheet: every gate's figures by reference to its own sheet, and their sums."""
    gates = book.figures["gates"]
    name = _("Bulletin")
    sheet = book.sheet(name, [_("Figure"), _("All gates"), *(called.get(code, code) for code in gates)])
    for line in book.lines:
        values = [words.figure(part, line.path) for part in gates.values()]
        ends = [xl_rowcol_to_cell(line.row, column) for column in (FIRST_GATE, FIRST_GATE + len(gates) - 1)]
        formula = f"=SUM({':'.join(ends)})" if values and None not in values else ""
        book.number(sheet, line, ALL_GATES, words.figure(book.figures["total"], line.path), formula=formula)
        for column, (code, value) in enumerate(zip(gates, values, strict=True), start=FIRST_GATE):
            reference = f"='{sheet_name(code)}'!{xl_rowcol_to_cell(line.row, VALUE)}"
            book.number(sheet, line, column, value, formula=reference)
    return name


def _against(book: Book, name: str, title: str, of: Held, *, refer_to: str = "") -> Any:
    """Write a sheet of one part: its figures, those of a year before, the plan, and how they stand to each other."""
    heads = [title, _("Figures"), _("A year before"), _("Change (%)"), _("Plan"), _("Of the plan (%)")]
    if of.kind not in ("day", "year"):
        heads += [_("The period before"), _("Change on it (%)")]
    sheet = book.sheet(name, heads)
    for line in book.lines:
        value = words.figure(of.part, line.path)
        formula = f"='{refer_to}'!{xl_rowcol_to_cell(line.row, ALL_GATES)}" if refer_to else _whole(book, line)
        book.number(sheet, line, VALUE, value, formula=formula)
        before, plan, former = of.before_of(line.path), of.plan_of(line.path), of.former_of(line.path)
        for column, base in ((BEFORE, before), (PLAN, plan), (FORMER, former)):
            book.number(sheet, line, column, base)
        now, then, goal, once = (xl_rowcol_to_cell(line.row, column) for column in (VALUE, BEFORE, PLAN, FORMER))
        percents = {
            CHANGE: (f"=ROUND(({now}-{then})/{then}*100,1)", change_percent(value, before)),
            REACHED: (f"=ROUND({now}/{goal}*100,1)", share_percent(value, plan)),
            MOVED: (f"=ROUND(({now}-{once})/{once}*100,1)", change_percent(value, former)),
        }
        for column, (formula, percent) in percents.items():
            if percent is not None:
                sheet.write_formula(line.row, column, formula, book.percent, float(percent))
    return sheet


def _whole(book: Book, line: Line) -> str:
    parts = words.WHOLES.get(line.path, ())
    return "=" + "+".join(xl_rowcol_to_cell(book.rows[part], VALUE) for part in parts) if parts else ""


def _lanes(book: Book, sheet: Any, lanes: Mapping[str, Mapping[str, int]]) -> None:
    """Write a gate's lanes below its figures, and their sums."""
    if not lanes:
        return
    head = len(book.lines) + 2
    for column, label in enumerate([_("Lane"), _("Vehicles cleared"), _("Export"), _("Import")]):
        sheet.write_string(head, column, label, book.head)
    last = head + len(lanes)
    for row, (code, lane) in enumerate(sorted(lanes.items()), start=head + 1):
        sheet.write_string(row, 0, harmless(code) or _("no lane named"))
        ways = [xl_rowcol_to_cell(row, column) for column in (2, 3)]
        sheet.write_formula(row, 1, f"={'+'.join(ways)}", book.whole, lane["cleared"])
        sheet.write_number(row, 2, lane["export"], book.whole)
        sheet.write_number(row, 3, lane["import"], book.whole)
    sheet.write_string(last + 1, 0, _("All lanes"), book.head)
    for column, name in enumerate(("cleared", "export", "import"), start=1):
        cells = f"{xl_rowcol_to_cell(head + 1, column)}:{xl_rowcol_to_cell(last, column)}"
        total = sum(lane[name] for lane in lanes.values())
        sheet.write_formula(last + 1, column, f"=SUM({cells})", book.whole, total)
