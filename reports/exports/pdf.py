"""A bulletin on paper, A4: its text, charts, every figure by gate, what it is held against (`contract.printing`)."""

from django.template.loader import render_to_string

from contract import printing
from reports import showing
from reports.reading import Shown, days_of, names, press_of


def pdf_of(bulletin: Shown) -> bytes:
    """The bulletin as PDF in the active language, tagged for those who have it read aloud.

    :raises PdfUnavailable: this machine cannot.
    """
    shown = showing.everything(bulletin.figures, names(bulletin), days_of(bulletin))
    context = {"bulletin": bulletin, "press": press_of(bulletin), **shown}
    return printing.pdf_of(render_to_string("reports/bulletin_print.html", context), tagged=True)
