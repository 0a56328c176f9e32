"""Text with cells set apart by tabs, semicolons or commas: what a spreadsheet copies, and CSV files."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from django.utils.translation import gettext_lazy as _

from workspace.sheets.sheet import BadSheet, Sheet, gathered

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SEPARATORS = "\t;,|"
_LOOKED_AT = 50
_SAID = re.compile(r"sep=([\t;,|])\r?\n?", re.IGNORECASE)


def decode(data: bytes) -> str:
    """The text of a file: UTF-8, UTF-16, else Windows' Vietnamese.

    :raises BadSheet: it is none of them.
    """
    for encoding in _likely(data):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadSheet(_("The letters of this file cannot be read; save it as CSV UTF-8 or as XLSX."))


def _likely(data: bytes) -> Iterator[str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            yield encoding
            return
    start = data[:4096]
    zeros = start.count(0)
    if zeros * 4 > len(start):  # every other byte of ASCII in UTF-16
        yield "utf-16-le" if start[1::2].count(0) >= start[::2].count(0) else "utf-16-be"
    elif not zeros:
        yield from ("utf-8", "cp1258")


def read_delimited(text: str, *, name: str, most_rows: int) -> Sheet:
    """The sheet of a text; the separator is the one that divides its lines most evenly.

    :raises BadSheet: a quotation mark is never closed, or as for `gathered`.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    said = _SAID.match(text)
    skipped = 1 if said else 0
    text = text[said.end() :] if said else text
    separator = said[1] if said else _separator(text)
    return gathered(_numbered(text, separator, skipped), name=name, most_rows=most_rows)


def _numbered(text: str, separator: str, skipped: int) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline="\n"), delimiter=separator)  # no other break begins a line
    start = 1 + skipped
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise BadSheet(
                _("Line %(line)d cannot be read; a quotation mark may be open.") % {"line": reader.line_num + skipped}
            ) from None
        yield start, cells
        start = reader.line_num + 1 + skipped


def _separator(text: str) -> str:
    lines = [line for line in islice(io.StringIO(text, newline="\n"), _LOOKED_AT) if line.strip()]
    best, best_score = "\t", (0, 0)
    for separator in _SEPARATORS:
        try:
            widths = Counter(len(cells) for cells in csv.reader(lines, delimiter=separator) if len(cells) > 1)
        except csv.Error:
            continue
        if not widths:
            continue
        width, alike = widths.most_common(1)[0]
        if (alike, width) > best_score:
            best, best_score = separator, (alike, width)
    return best
