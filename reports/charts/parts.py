"""What charts are made of: what goes in, and the marks that come out.

Coordinates are text, "12.5" in every language.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final, NamedTuple

Number = int | float | Decimal
Value = Number | None
"""None is unknown: a gap, never a zero."""

LOOKS: Final = 6
"""So many series can be told from each other without colour; further ones begin again."""
WIDE: Final = 640
NARROW: Final = 328
"""Widths of the two drawings, in units of the drawing: a phone of 360 px leaves 328."""
FONT: Final = 12


class Series(NamedTuple):
    """Values of one name, one a label of the chart; `links` may lead from each in the table to what is behind it."""

    label: str
    values: Sequence[Value]
    links: Sequence[str] = ()


class Band(NamedTuple):
    """From where to where something is likely, one pair a label of the chart."""

    low: Sequence[Value]
    high: Sequence[Value]
    label: str = ""


class Step(NamedTuple):
    """One step of a waterfall: what it adds or takes; a total stands on the ground and is where the next one begins."""

    label: str
    value: Value
    is_total: bool = False


class Bar(NamedTuple):
    """A filled rectangle; `look` is its hatch, `said` what a pointer is told."""

    x: str
    y: str
    width: str
    height: str
    look: int
    said: str


class Rule(NamedTuple):
    """A straight line: `grid`, `axis` or `link`."""

    x1: str
    y1: str
    x2: str
    y2: str
    kind: str


class Curve(NamedTuple):
    """A line through values, broken where one is unknown."""

    path: str
    look: int


class Marker(NamedTuple):
    """The shape that stands at a value of a curve."""

    path: str
    look: int
    said: str


class Text(NamedTuple):
    """Words at a place; `anchor` is start, middle or end, `kind` is tick, word, value or name."""

    x: str
    y: str
    text: str
    anchor: str
    kind: str


class Drawing(NamedTuple):
    """One picture. `key` makes its names unique on the page."""

    key: str
    width: str
    height: str
    looks: list[int]
    """The hatches that it uses."""
    areas: list[str]
    rules: list[Rule]
    bars: list[Bar]
    curves: list[Curve]
    markers: list[Marker]
    texts: list[Text]


class Cell(NamedTuple):
    """A value as the table writes it, and where it leads."""

    text: str
    link: str = ""


class Row(NamedTuple):
    """A row of the table."""

    label: str
    cells: list[Cell]
    is_total: bool = False


class Chart(NamedTuple):
    """A title, the picture for wide and for narrow screens, and the figures as a table."""

    key: str
    title: str
    said: str
    """What the picture shows, for those who do not see it; the figures themselves stand in the table."""
    unit: str
    heading: str
    """What the labels are."""
    columns: list[str]
    rows: list[Row]
    wide: Drawing
    narrow: Drawing


def at(coordinate: float) -> str:
    """A coordinate as SVG reads it."""
    return f"{coordinate:.1f}".removesuffix(".0")
