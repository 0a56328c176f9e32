"""A bulletin on paper: one A4 page (`contract.printing` says where that is possible)."""

from typing import Any

from django.template.loader import render_to_string

from contract import printing
from reports import words
from reports.reading import Shown, names


def pdf_of(bulletin: Shown) -> bytes:
    """The bulletin as PDF in the active language.

    :raises PdfUnavailable: this machine cannot.
    """
    context = {"bulletin": bulletin, **table(bulletin, names())}
    return printing.pdf_of(render_to_string("reports/bulletin_print.html", context))


def table(bulletin: Shown, called: dict[str, str]) -> dict[str, Any]:
    """What page and paper show: a column for all gates and one for each, a row a figure, in the bulletin's order."""
    figures = bulletin.figures
    parts = list(figures["gates"].values())
    return {
        "columns": [{"code": code, "name": called.get(code, code)} for code in figures["gates"]],
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
        "closed": [called.get(code, code) for code in figures["closed_gates"]],
    }
