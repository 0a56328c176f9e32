"""A drawing while it is made: marks are put on it, the legend first; and the frame of upright ones, axis and labels."""

from collections.abc import Sequence
from math import ceil
from typing import Final

from django.utils.translation import gettext as _

from reports.charts.numbers import Scale, cut, width_of
from reports.charts.parts import FONT, LOOKS, WIDE, Bar, Curve, Drawing, Marker, Rule, Text, at

LINE: Final = 18
"""From one line of text to the next."""
SWATCH: Final = 16
BAND: Final = 9
"""The look of what is likely; no series has it."""
EVERY: Final = (1, 2, 3, 4, 5, 6, 7, 10, 12, 14, 15, 20, 28, 30, 60, 90)
"""One label in so many, where not all of them fit."""


class Sheet:
    """A drawing of that width; `y` is where the next thing begins."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.y = 4.0
        self.areas: list[str] = []
        self.rules: list[Rule] = []
        self.bars: list[Bar] = []
        self.curves: list[Curve] = []
        self.markers: list[Marker] = []
        self.texts: list[Text] = []

    @property
    def is_wide(self) -> bool:
        """Whether it is the drawing for wide screens."""
        return self.width >= WIDE

    def rule(self, x1: float, y1: float, x2: float, y2: float, kind: str) -> None:
        """Put a straight line."""
        self.rules.append(Rule(at(x1), at(y1), at(x2), at(y2), kind))

    def bar(self, x: float, y: float, width: float, height: float, look: int, said: str = "") -> None:
        """Put a rectangle; whatever its corners' order."""
        x, y = min(x, x + width), min(y, y + height)
        self.bars.append(Bar(at(x), at(y), at(abs(width)), at(abs(height)), look, said))

    def text(self, x: float, y: float, text: str, kind: str, anchor: str = "start") -> None:
        """Put words."""
        self.texts.append(Text(at(x), at(y), text, anchor, kind))

    def legend(self, names: Sequence[tuple[str, int]], *, of_lines: bool = False) -> None:
        """Put what each look means, in as many lines as it takes."""
        x = 0.0
        for name, look in names:
            text = cut(name, self.width - SWATCH - 6)
            if x and x + SWATCH + 6 + width_of(text) > self.width:
                x, self.y = 0.0, self.y + LINE
            if of_lines and look != BAND:
                self.curves.append(Curve(f"M{at(x)} {at(self.y + 7)}h{SWATCH}", look))
                self.markers.append(marker(x + SWATCH / 2, self.y + 7, look))
            else:
                self.bar(x, self.y + 2, SWATCH, 10, look)
            self.text(x + SWATCH + 6, self.y + 11, text, "name")
            x += SWATCH + 6 + width_of(text) + 14
        self.y += LINE if names else 0

    def unit(self, unit: str, scale: Scale) -> None:
        """Put what is counted."""
        text = (_("%(unit)s, millions") % {"unit": unit} if unit else _("millions")) if scale.in_millions else unit
        if text:
            self.text(0, self.y + 11, cut(text, self.width), "tick")
            self.y += LINE

    def drawing(self, key: str) -> Drawing:
        """What was put on it. `key` is that of the chart."""
        looks = sorted({bar.look for bar in self.bars} | ({BAND} if self.areas else set()))
        return Drawing(
            f"{key}{'w' if self.is_wide else 'n'}", str(self.width), at(self.y), looks,
            self.areas, self.rules, self.bars, self.curves, self.markers, self.texts,
        )  # fmt: skip


class Frame:
    """The plot of an upright chart: its scale at the left, its labels below."""

    def __init__(self, sheet: Sheet, scale: Scale, labels: Sequence[str], *, right: float = 4) -> None:
        self.scale = scale
        self.left = max(width_of(scale.text(tick)) for tick in scale.ticks) + 8
        self.right = sheet.width - right
        self.top = sheet.y + 8
        self.bottom = self.top + (220 if sheet.is_wide else 170)
        self.slot = (self.right - self.left) / max(len(labels), 1)
        for tick in scale.ticks:
            y = self.y(tick)
            sheet.rule(self.left, y, self.right, y, "axis" if tick == 0 else "grid")
            sheet.text(self.left - 6, y + 4, scale.text(tick), "tick", "end")
        widest = max((width_of(label) for label in labels), default=0) + 8
        every = next((n for n in EVERY if n * self.slot >= widest), ceil(widest / self.slot))
        for i in range(0, len(labels), every):
            if self.x(i) + width_of(labels[i]) / 2 <= sheet.width + 2:
                sheet.text(self.x(i), self.bottom + FONT + 6, labels[i], "tick", "middle")
        sheet.y = self.bottom + FONT + 14

    def x(self, i: int) -> float:
        """The middle of a label."""
        return self.left + (i + 0.5) * self.slot

    def y(self, value: float) -> float:
        """The height of a value."""
        return self.bottom - self.scale.share(value) * (self.bottom - self.top)


def nothing(sheet: Sheet) -> None:
    """Put the words for a chart without any figure."""
    sheet.text(sheet.width / 2, sheet.y + 40, _("There are no figures."), "word", "middle")
    sheet.y += 72


def look_of(i: int) -> int:
    """The look of the series at that place."""
    return i % LOOKS


SHAPES: Final = (
    "M{x} {y}m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",  # a disc
    "M{x} {y}m-4-4h8v8h-8z",  # a square
    "M{x} {y}m0-5l5 9h-10z",  # a triangle
    "M{x} {y}m0-5l5 5-5 5-5-5z",  # a diamond
    "M{x} {y}m-4-4l8 8m0-8l-8 8",  # a cross
    "M{x} {y}m0 5l5-9h-10z",  # a triangle on its head
)


def marker(x: float, y: float, look: int, said: str = "") -> Marker:
    """The shape of a series at a place."""
    return Marker(SHAPES[look].format(x=at(x), y=at(y)), look, said)
