"""A file to its rows: which column is what, which rows count. Columns that nobody knows are kept beside the others."""

from typing import Final, NamedTuple

from django.utils.translation import gettext_lazy as _

from workspace.bulk.columns import COLUMNS, GROUP, REASON, words
from workspace.bulk.entries import Row
from workspace.bulk.template import is_example
from workspace.bulk.values import typed
from workspace.models import BulkFile
from workspace.sheets import BadSheet, Heading, Line, find_heading, read_rows
from workspace.sheets.sheet import column_letter

UNKNOWN: Final = "?"
"""Stands before the name of a column that is none of ours."""
LONGEST_NAME: Final = 60
_SAYING: Final = COLUMNS.keys() - {GROUP, REASON}
_ABOVE: Final = 20
"""Lines that a title and the header may take beside the rows."""


class BulkSheet(NamedTuple):
    """What a file holds."""

    kind: str
    columns: list[str]  # codes in the file's own order
    rows: list[Row]


def read_file(data: bytes, *, name: str, most_rows: int) -> BulkSheet:
    """The rows of a file, without the example.

    :raises BadSheet: it cannot be read, no line of it names our columns, or there is no row below.
    """
    sheet = read_rows(data, name=name, most_rows=most_rows + _ABOVE)
    heading = find_heading(sheet, words())
    if heading is None:
        raise BadSheet(_("No line of this file names columns that are known here. Begin with the file to fill in."))
    columns = _columns(heading)
    rows = [Row(line.number, _cells(line, columns)) for line in heading.below(sheet)]
    rows = [row for row in rows if row.cells.keys() & _SAYING and not is_example(row.cells)]
    if not rows:
        raise BadSheet(_("There is no row below the names of the columns."))
    if len(rows) > most_rows:
        raise BadSheet(_("There are more than %(most)d rows; divide the file.") % {"most": most_rows})
    kind = BulkFile.Kind.XLSX if data.startswith(b"PK") else BulkFile.Kind.CSV
    return BulkSheet(kind, list(columns.values()), rows)


def _columns(heading: Heading) -> dict[int, str]:
    """By their place the codes of the columns, unknown ones by the name that the file gives them."""
    columns = {place: code for code, place in heading.columns.items()}
    for place in heading.unknown:
        name = f"{UNKNOWN}{heading.line.cell(place)[:LONGEST_NAME]}"
        columns[place] = name if name not in columns.values() else f"{name} ({column_letter(place)})"
    return dict(sorted(columns.items()))


def _cells(line: Line, columns: dict[int, str]) -> dict[str, str]:
    return {code: typed(text) for place, code in columns.items() if (text := line.cell(place))}


def unknown_of(columns: list[str]) -> list[str]:
    """The names of the columns that were passed over."""
    return [code.removeprefix(UNKNOWN) for code in columns if code.startswith(UNKNOWN)]
