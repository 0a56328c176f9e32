"""Workbooks: the first sheet that shows something, read row by row.

Nothing is evaluated: of a formula the value is taken that the program which saved the file had put beside it.
A workbook is a zip of XML; what it would unpack to is looked at first, and entities are refused (defusedxml).
"""

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext_lazy as _
from openpyxl import DEFUSEDXML, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from workspace.sheets.sheet import MOST_COLUMNS, BadSheet, EmptySheet, Sheet, gathered

MOST_UNPACKED: Final = 24 * 1024 * 1024
MOST_PARTS: Final = 200
SIGNATURE: Final = b"PK\x03\x04"
_PACKED: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""What workbooks are packed by; what else a zip may hold asks for as much memory as its own header says."""
_UNREADABLE = (
    InvalidFileException, zipfile.BadZipFile, DefusedXmlException, ParseError, LookupError, ValueError, TypeError,
    AttributeError, ArithmeticError, EOFError, NotImplementedError, RuntimeError, OSError, zlib.error,
)  # fmt: skip
"""What openpyxl and the unzipping raise for files that are broken or only look like a workbook."""

if not DEFUSEDXML:  # pragma: no cover - the lock file has it
    raise RuntimeError("Workbooks are not read without defusedxml.")


def read_workbook(data: bytes, *, name: str, most_rows: int) -> Sheet:
    """The sheet of a workbook.

    :raises BadSheet: it is none, is locked, would unpack to too much, or as for `gathered`.
    """
    _look_at_size(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of styles and extensions that it leaves out
            workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            try:
                return _first_filled(workbook, name=name, most_rows=most_rows)
            finally:
                workbook.close()
    except BadSheet:
        raise
    except _UNREADABLE as refusal:
        raise _broken() from refusal


def _first_filled(workbook: Any, *, name: str, most_rows: int) -> Sheet:
    empty: BadSheet | None = None
    for sheet in workbook.worksheets:
        if sheet.sheet_state != "visible":
            continue
        sheet.reset_dimensions()  # what a file says of its own size is not to be trusted
        try:
            return gathered(_rows(sheet), name=f"{name} · {sheet.title}" if name else sheet.title, most_rows=most_rows)
        except EmptySheet as nothing:
            empty = nothing
    raise empty or _broken()


def _look_at_size(data: bytes) -> None:
    """A reader of the zip gives no more of a part than its entry says, so the entries' sum is the most there is."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as refusal:
        raise _broken() from refusal
    if any(part.flag_bits & 1 for part in parts):
        raise BadSheet(_("This workbook is protected by a password; save it without one."))
    if any(part.compress_type not in _PACKED for part in parts):
        raise _broken()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise BadSheet(_("This workbook is too large; send its first sheet alone, or CSV."))


def _rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1), start=1):
        yield number, [_text(cell) for cell in row]


def _text(cell: Any) -> str:
    """A cell as text: an instant in ISO 8601 without offset, a number in plain digits with its leading zeros."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, cell.number_format or "")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.replace(microsecond=0).isoformat("T")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, timedelta) else ""


def _number(value: float, shown_as: str) -> str:
    """`0100005019` is often kept as a number that is shown with ten digits. Three decimals get a zero behind them:
    `1.1250` is no thousand in any language.
    """
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        return str(value)
    text = format(round(number, 6) if abs(number) < 10**20 else number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
        text += "0" * (text[-4:-3] == ".")
    return text.zfill(len(shown_as)) if shown_as and set(shown_as) == {"0"} else text


def _broken() -> BadSheet:
    return BadSheet(_("This file is not a workbook that can be read; save it as XLSX or CSV."))
