"""The study as a workbook: its figures on the first sheet, its passages on the second, in the reader's language."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import IO, Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from contract.cells import harmless
from declarations.stages import CargoKind, Direction
from release.exports.passages import COLUMNS, Row
from release.spread import Spread
from release.words import Segment

Figures = tuple[str, str, int, Spread, Spread, int | None, int | None]
"""A line of figures: of what, of which group, how many; net and gross; means of paused and closed (seconds)."""
DIRECTION, CARGO = COLUMNS.index("direction"), COLUMNS.index("cargo")


def write_xlsx(
    file: IO[bytes], *, said: Sequence[tuple[str, str]], figures: Iterable[Figures], rows: Iterable[Row]
) -> None:
    """Write the workbook into `file`; passages row by row. `said` is what stands above: the period, the filters."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        bold, instant = book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        sheet = book.add_worksheet(_("Figures"))
        sheet.set_column(0, 1, 28)
        sheet.set_column(2, len(_figure_labels()) - 1, 14)
        for number, pair in enumerate(said):
            _write(sheet, number, pair, instant)
        _table(sheet, len(said) + 1, _figure_labels(), map(_figure_row, figures), bold, instant)
        sheet = book.add_worksheet(_("Passages"))
        sheet.set_column(0, len(COLUMNS) - 1, 17)
        sheet.freeze_panes(1, 2)
        _table(sheet, 0, _passage_labels(), map(_in_words, rows), bold, instant)


def _table(sheet: Any, top: int, labels: Sequence[str], rows: Iterable[Row], bold: Any, instant: Any) -> None:
    for column, label in enumerate(labels):
        sheet.write_string(top, column, label, bold)
    for number, row in enumerate(rows, start=top + 1):
        _write(sheet, number, row, instant)


def _write(sheet: Any, number: int, row: Row, instant: Any) -> None:
    for column, cell in enumerate(row):
        if isinstance(cell, dt.datetime):
            sheet.write_datetime(number, column, timezone.make_naive(cell), instant)
        elif isinstance(cell, int):
            sheet.write_number(number, column, cell)
        elif cell:
            sheet.write_string(number, column, harmless(cell))


def _figure_labels() -> list[str]:
    spread = [
        _("Half took at most (s)"), _("Nine in ten took at most (s)"), _("Mean (s)"), _("Most often from (s)"),
        _("Shortest (s)"), _("Longest (s)"),
    ]  # fmt: skip
    return [
        _("By"), _("Group"), _("How many"), _("Measured"),
        *(_("Net: %(figure)s") % {"figure": figure} for figure in spread),
        _("Paused, mean (s)"), _("Outside opening hours, mean (s)"),
        *(_("Gross: %(figure)s") % {"figure": figure} for figure in spread),
    ]  # fmt: skip


def _figure_row(figures: Figures) -> Row:
    by, group, size, net, gross, paused, closed = figures
    return (by, group, size, gross.measured, *_spread(net), paused, closed, *_spread(gross))


def _spread(found: Spread) -> Row:
    return (found.p50, found.p90, found.mean, found.mode and found.mode.since, found.least, found.most)


def _passage_labels() -> list[str]:
    labels = [
        _("Declaration"), _("Plate"), _("Gate"), _("Lane"), _("Direction"), _("Cargo"), _("Arrived (Hanoi time)"),
        _("Entered (Hanoi time)"), _("Into the yard (Hanoi time)"), _("Finished (Hanoi time)"),
        _("Customs exit (Hanoi time)"), _("Left (Hanoi time)"), _("Gross (s)"), _("Paused (s)"),
        _("Outside opening hours (s)"), _("Net (s)"), _("Held (s)"),
    ]  # fmt: skip
    columns = (_("gross (s)"), _("paused (s)"), _("outside opening hours (s)"))
    return [*labels, *(f"{segment.label}: {column}" for segment in Segment for column in columns)]


def _in_words(row: Row) -> Row:
    cells = list(row)
    cells[DIRECTION] = str(Direction(row[DIRECTION]).label)
    cells[CARGO] = str(CargoKind(row[CARGO]).label) if row[CARGO] else _("Empty")
    return tuple(cells)
