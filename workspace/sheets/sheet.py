"""A sheet: lines of cells as text, numbered as the person sees them in the file."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from contract.errors import Invalid

MOST_BYTES: Final = 5 * 1024 * 1024
MOST_COLUMNS: Final = 100
LONGEST_CELL: Final = 2_000  # characters; the longest member of a document is as long
MOST_EMPTY: Final = 10_000  # empty lines that are passed over before the end
_BREAKS = re.compile(r"[\t\r\n\v\f\u0085\u2028\u2029]+")


class BadSheet(Invalid):
    """The file or the pasted text cannot be read as a sheet; the sentence names the line and the column."""

    code = "bad_sheet"


class Line(NamedTuple):
    """One line that holds something. `number` counts from 1, as the program that made the file does."""

    number: int
    cells: tuple[str, ...]

    def cell(self, column: int) -> str:
        """What stands in a column (from 0); nothing, where the line is shorter."""
        return self.cells[column] if column < len(self.cells) else ""


class EmptySheet(BadSheet):
    """There is nothing in it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """All lines that hold something, in order. `name` is the sheet's or the file's, for messages."""

    lines: tuple[Line, ...]
    name: str = ""

    @property
    def header(self) -> tuple[str, ...]:
        """The first line, which usually names the columns."""
        return self.lines[0].cells if self.lines else ()

    @property
    def rows(self) -> tuple[Line, ...]:
        """The lines below it."""
        return self.lines[1:]


def column_letter(column: int) -> str:
    """`A` for 0, `AA` for 26."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def gathered(rows: Iterable[tuple[int, Iterable[str]]], *, name: str, most_rows: int) -> Sheet:
    """The sheet of these numbered rows; looks at no more of them than it takes.

    :param most_rows: lines that may hold something, a header among them not counted.
    :raises BadSheet: too many lines, columns or letters in a cell; nothing at all.
    """
    lines: list[Line] = []
    for line in _filled(rows):
        if len(lines) > most_rows:
            raise BadSheet(
                ngettext_lazy(
                    "There is more than %(most)d line; divide the file.",
                    "There are more than %(most)d lines; divide the file.",
                    most_rows,
                )
                % {"most": most_rows}
            )
        lines.append(line)
    if not lines:
        raise EmptySheet(_("There is nothing in it."))
    return Sheet(tuple(lines), name)


def _filled(rows: Iterable[tuple[int, Iterable[str]]]) -> Iterator[Line]:
    empty = 0
    for number, cells in rows:
        cleaned = tuple(_cell(text, number, column) for column, text in enumerate(cells))
        while cleaned and not cleaned[-1]:
            cleaned = cleaned[:-1]
        if len(cleaned) > MOST_COLUMNS:
            raise BadSheet(_("Line %(line)d has more than %(most)d columns.") % {"line": number, "most": MOST_COLUMNS})
        if cleaned:
            yield Line(number, cleaned)
        empty = 0 if cleaned else empty + 1
        if empty > MOST_EMPTY:
            return


def _cell(text: str, line: int, column: int) -> str:
    """One line of text without marks that no database takes; what else is wrong with it the findings say."""
    if len(text) > LONGEST_CELL:
        raise BadSheet(
            _("Line %(line)d, column %(column)s holds more than %(most)d characters; a quotation mark may be open.")
            % {"line": line, "column": column_letter(column), "most": LONGEST_CELL}
        )
    return unicodedata.normalize("NFC", _BREAKS.sub(" ", text).replace("\0", "\ufffd")).strip()
