"""A bulletin in any of its forms. The same bulletin gives the same bytes, whoever makes it and when."""

import json
from collections.abc import Callable, Mapping
from typing import Final

from django.utils import translation

from reports.exports.comma import csv_of
from reports.exports.pdf import pdf_of
from reports.exports.text import text_of
from reports.exports.workbook import xlsx_of
from reports.models import Bulletin, Form
from reports.reading import Shown, document

MEDIA_TYPES: Final[Mapping[str, str]] = {
    Form.JSON: "application/json",
    Form.CSV: "text/csv; charset=utf-8",
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.PDF: "application/pdf",
    Form.TXT: "text/plain; charset=utf-8",
}


def made(bulletin: Shown, *, form: str, language: str) -> bytes:
    """The bytes of a bulletin in that form and language.

    :raises PdfUnavailable: this machine cannot print.
    """
    with translation.override(language):
        return _MAKERS[form](bulletin)


def json_of(bulletin: Shown) -> bytes:
    """The document of the API as canonical JSON: members in order, no spaces, UTF-8."""
    return json.dumps(document(bulletin), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


_MAKERS: Final[Mapping[str, Callable[[Shown], bytes]]] = {
    Form.JSON: json_of,
    Form.CSV: csv_of,
    Form.XLSX: xlsx_of,
    Form.PDF: pdf_of,
    Form.TXT: text_of,
}


def name_of(bulletin: Shown | Bulletin, *, form: str) -> str:
    """What the file is called when it is saved: the same letters on every system."""
    days = bulletin.date.isoformat()
    if bulletin.kind != "day":
        days = f"{bulletin.kind}-{bulletin.starts_on.isoformat()}-{days}"
    return f"bulletin-{days}-r{bulletin.revision}.{form}"
