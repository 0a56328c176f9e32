"""How charts write numbers, and how wide a text will be. Without type at hand that is an estimate, on the wide side."""

import unicodedata
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from math import ceil, floor, log10
from typing import Final

from django.utils.translation import get_language

from reports.charts.parts import FONT, Number, Value

HUNDREDTH: Final = Decimal("0.01")
UNKNOWN: Final = "–"
MINUS: Final = "−"
IN_MILLIONS_FROM: Final = 10_000_000
"""Longer numbers than this do not stand beside an axis: it counts in millions then, and says so."""
LETTER, WIDE_LETTER = 0.58, 1.0  # of the font's size


def written(value: Value, *, sign: bool = False) -> str:
    """`1.234,5` in Vietnamese, `1,234.5` elsewhere; at most two decimals; `sign` writes a plus."""
    if value is None:
        return UNKNOWN
    number = Decimal(str(value)).quantize(HUNDREDTH, ROUND_HALF_UP)
    text = f"{abs(number):,}".rstrip("0").rstrip(".")
    if (get_language() or "vi").startswith("vi"):
        text = text.translate(str.maketrans(",.", ".,"))
    before = MINUS if number < 0 else "+" if sign and number > 0 else ""
    return before + text


def known(values: Iterable[Value]) -> list[float]:
    """The values that are known, for arithmetic."""
    return [float(value) for value in values if value is not None]


def width_of(text: str, size: float = FONT) -> float:
    """About how wide a text is, in units of the drawing."""
    return size * sum(WIDE_LETTER if unicodedata.east_asian_width(c) in "WF" else LETTER for c in text)


def cut(text: str, width: float, size: float = FONT) -> str:
    """As much of a text as fits."""
    if width_of(text, size) <= width:
        return text
    while text and width_of(f"{text}…", size) > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


class Scale:
    """The round numbers of an axis. It always has zero on it: a bar that does not begin there lies."""

    def __init__(self, values: Iterable[float], *, about: int = 5) -> None:
        found = [0.0, *values]
        low, high = min(found), max(found)
        self.step = _step((high - low) / about if high > low else 1.0, whole=all(v == int(v) for v in found))
        self.low = floor(low / self.step) * self.step
        self.high = max(ceil(high / self.step) * self.step, self.low + self.step)

    @property
    def ticks(self) -> list[float]:
        """Its numbers, lowest first."""
        many = round((self.high - self.low) / self.step)
        return [round(self.low + self.step * i, 10) for i in range(many + 1)]

    @property
    def in_millions(self) -> bool:
        """Whether its numbers are written in millions."""
        return max(abs(self.low), abs(self.high)) >= IN_MILLIONS_FROM

    def text(self, tick: Number) -> str:
        """A number of it, written."""
        return written(round(float(tick) / 1_000_000, 6) if self.in_millions else round(float(tick), 10))

    def share(self, value: float) -> float:
        """Where a value lies: 0 at the low end, 1 at the high end."""
        return (value - self.low) / (self.high - self.low)


def _step(least: float, *, whole: bool) -> float:
    """The least of 1, 2, 5, 10… that is as large."""
    power = float(10 ** floor(log10(least)))
    step = next((power * n for n in (1, 2, 5) if power * n >= least * 0.999), power * 10)
    return max(step, 1.0) if whole else step
