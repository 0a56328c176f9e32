"""The bulletin as the press office sends it: plain text in UTF-8."""

from reports.reading import Shown, press_of


def text_of(bulletin: Shown) -> bytes:
    """The text in the active language."""
    return press_of(bulletin).text().encode()
