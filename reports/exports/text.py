"""The bulletin as the press office sends it: plain text in UTF-8."""

from reports import words
from reports.reading import Shown


def text_of(bulletin: Shown) -> bytes:
    """The text in the active language."""
    figures = bulletin.figures
    lines = [f"{label}: {words.figure(figures['total'], path)}" for path, label in words.FIGURES]
    return ("\n".join([words.assessment(figures), *lines]) + "\n").encode()
