"""From what was sent to a sheet. What kind of file it is, its bytes say, never its name."""

from django.utils.translation import gettext_lazy as _

from workspace.sheets import xlsx
from workspace.sheets.delimited import decode, read_delimited
from workspace.sheets.sheet import MOST_BYTES, BadSheet, Sheet

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


def read_rows(data: bytes, *, name: str = "", most_rows: int = 2_000) -> Sheet:
    """Read a file: XLSX, or CSV in UTF-8, UTF-16 or Windows' Vietnamese.

    :param name: the file's name, for messages.
    :raises BadSheet: it cannot be read, or is larger than MOST_BYTES, or holds more than `most_rows` lines below its
        header; the sentence names the line and the column where there is one.
    """
    if len(data) > MOST_BYTES:
        raise BadSheet(_("This file is larger than %(most)d MB.") % {"most": MOST_BYTES // 1024**2})
    if data.startswith(xlsx.SIGNATURE):
        return xlsx.read_workbook(data, name=name, most_rows=most_rows)
    if data.startswith(_OLD_EXCEL):
        raise BadSheet(_("This is an old Excel file (XLS) or one with a password; save it as XLSX."))
    return read_delimited(decode(data), name=name, most_rows=most_rows)


def read_text(text: str, *, most_rows: int = 2_000) -> Sheet:
    """Read cells that were pasted.

    :raises BadSheet: as for `read_rows`.
    """
    if len(text) > MOST_BYTES:
        raise BadSheet(_("This is more than %(most)d MB of text.") % {"most": MOST_BYTES // 1024**2})
    return read_delimited(text, name="", most_rows=most_rows)
