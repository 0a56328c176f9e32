"""A bulletin on paper: one A4 page, where the system can set type (WeasyPrint needs Pango).

Everything else works without it; whoever asks for a PDF on such a machine is told so in one sentence.
"""

import importlib
import logging
from functools import cache
from typing import Any

import structlog
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from contract.errors import DomainError
from reports import words
from reports.reading import Shown

log = structlog.get_logger(__name__)


class PdfUnavailable(DomainError):
    """This machine cannot make PDFs."""

    code = "pdf_unavailable"
    status = 503


@cache
def _engine() -> Any:
    for chatty in ("weasyprint", "weasyprint.progress", "fontTools"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    try:
        return importlib.import_module("weasyprint")
    except (ImportError, OSError) as missing:  # the package, or a library of the system that it loads
        log.info("pdf_unavailable", missing=str(missing))
        return None


def is_available() -> bool:
    """Whether this machine can make PDFs."""
    return _engine() is not None


def pdf_of(bulletin: Shown, *, names: dict[str, str]) -> bytes:
    """The bulletin as PDF in the active language; `names` are those of the gates, by code.

    :raises PdfUnavailable: this machine cannot.
    """
    engine = _engine()
    if engine is None:
        raise PdfUnavailable(
            _("PDF is not available on this machine: the print library is not installed. Use XLSX or CSV.")
        )
    html = render_to_string("reports/bulletin_print.html", {"bulletin": bulletin, **table(bulletin, names)})
    printed: bytes = engine.HTML(string=html, url_fetcher=_fetch_nothing).write_pdf()
    return printed


def _fetch_nothing(url: str, *_arguments: Any, **_options: Any) -> Any:
    raise ValueError(f"a bulletin loads nothing from elsewhere: {url[:100]}")


def table(bulletin: Shown, names: dict[str, str]) -> dict[str, Any]:
    """What page and paper show: a column for all gates and one for each, a row a figure, in the bulletin's order."""
    figures = bulletin.figures
    parts = list(figures["gates"].values())
    return {
        "columns": [{"code": code, "name": names.get(code, code)} for code in figures["gates"]],
        "rows": [
            {
                "path": path,
                "label": label,
                "is_part": "." in path and not path.endswith("total"),
                "is_change": path.endswith("change"),
                "total": words.figure(figures["total"], path),
                "values": [words.figure(part, path) for part in parts],
            }
            for path, label in words.FIGURES
        ],
        "assessment": words.assessment(figures),
        "closed": [names.get(code, code) for code in figures["closed_gates"]],
    }
