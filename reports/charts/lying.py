"""Lying bars, for labels that are words: one row a label, the label at the left or, where that is narrow, above."""

from collections.abc import Sequence
from math import ceil
from typing import Final, NamedTuple

from reports.charts.numbers import Scale, cut, width_of
from reports.charts.sheet import LINE, Sheet

THICK: Final = 16
APART: Final = 10
FOR_LABELS: Final = 0.38
"""Of the width: what labels at the left may take."""


class Row(NamedTuple):
    """A label and its bars: from where to where each reaches, with its look (None: unknown)."""

    label: str
    stretches: Sequence[tuple[float, float, int] | None]
    told: Sequence[str]
    """The number beside each bar; a single one stands beside all of them."""
    said: Sequence[str]


class Across(NamedTuple):
    """Where values lie from left to right."""

    scale: Scale
    left: float
    right: float

    def x(self, value: float) -> float:
        """The place of a value."""
        return self.left + self.scale.share(value) * (self.right - self.left)


def draw_rows(sheet: Sheet, scale: Scale, rows: Sequence[Row], *, linked: bool = False) -> None:
    """Put these rows and the scale below them; `linked` leads from the end of each to the next."""
    widest = max(width_of(row.label) for row in rows) + 8
    beside = sheet.is_wide and widest <= sheet.width * FOR_LABELS
    told = max(width_of(text) for row in rows for text in row.told) + 10
    across = Across(scale, widest if beside else 5.0, sheet.width - told)
    top, before = sheet.y, None
    sheet.y += 4
    for row in rows:
        if beside:
            sheet.text(across.left - 8, sheet.y + 12, row.label, "word", "end")
        else:
            sheet.text(9, sheet.y + 11, cut(row.label, sheet.width - 9), "word")
            sheet.y += LINE - 2
        if linked and before is not None:
            sheet.rule(before[0], before[1], before[0], sheet.y, "link")
        last = _draw_bars(sheet, across, row)
        before = (across.x(last), sheet.y) if last is not None else before
        sheet.y += APART
    _draw_scale(sheet, across, top)


def _draw_bars(sheet: Sheet, across: Across, row: Row) -> float | None:
    """Put the bars of a row below each other, or in one line where one number tells all; where the last one ends."""
    is_one_line = len(row.told) == 1
    last, farthest = None, across.x(0)
    for i, stretch in enumerate(row.stretches):
        end = across.x(0)
        if stretch:
            begins, last, look = stretch
            sheet.bar(across.x(begins), sheet.y, across.x(last) - across.x(begins), THICK, look, row.said[i])
            end = max(across.x(begins), across.x(last))
        farthest = max(farthest, end)
        if not is_one_line:
            sheet.text(max(end, across.x(0)) + 5, sheet.y + 12, row.told[i], "value")
            sheet.y += THICK + 1
    if is_one_line:
        sheet.text(farthest + 5, sheet.y + 12, row.told[0], "value")
        sheet.y += THICK
    return last


def _draw_scale(sheet: Sheet, across: Across, top: float) -> None:
    """Put the numbers below, as many as fit, and their lines behind the bars."""
    scale = across.scale
    widest = max(width_of(scale.text(tick)) for tick in scale.ticks) + 8
    every = ceil(widest / ((across.right - across.left) / (len(scale.ticks) - 1)))
    for i, tick in enumerate(scale.ticks):
        sheet.rule(across.x(tick), top, across.x(tick), sheet.y, "axis" if tick == 0 else "grid")
        if i % every == 0:
            sheet.text(across.x(tick), sheet.y + LINE - 4, scale.text(tick), "tick", "middle")
    sheet.y += LINE + 4
