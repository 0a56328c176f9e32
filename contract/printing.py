"""Paper: a page of HTML as PDF, where the system can set type (WeasyPrint needs Pango).

Everything else works without it; whoever asks for a PDF on such a machine is told so in one sentence.
"""

import importlib
import logging
from functools import cache
from typing import Any

import structlog
from django.utils.translation import gettext_lazy as _

from contract.errors import DomainError

log = structlog.get_logger(__name__)


UNAVAILABLE = _("PDF is not available on this machine: the print library is not installed.")


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


def require() -> None:
    """Refuse where there is no paper. :raises PdfUnavailable: this machine cannot make PDFs."""
    if not is_available():
        raise PdfUnavailable(UNAVAILABLE)


def pdf_of(html: str, *, tagged: bool = False) -> bytes:
    """The page as PDF. It carries all it shows: nothing is loaded from elsewhere. The same page gives the same bytes.

    :param tagged: readable by programs that read aloud (PDF/UA-1): headings, tables, texts of pictures, language.
    :raises PdfUnavailable: this machine cannot.
    """
    engine = _engine()
    if engine is None:
        raise PdfUnavailable(UNAVAILABLE)
    options = {"pdf_variant": "pdf/ua-1"} if tagged else {}
    printed: bytes = engine.HTML(string=html, url_fetcher=_fetch_nothing).write_pdf(**options)
    return printed


def _fetch_nothing(url: str, *_arguments: Any, **_options: Any) -> Any:
    raise ValueError(f"a printed page loads nothing from elsewhere: {url[:100]}")
