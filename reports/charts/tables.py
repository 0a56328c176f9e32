"""What stands beside a drawing: the title's key, what is said of it, the table."""

from collections.abc import Callable, Sequence
from hashlib import blake2s

from django.utils.translation import gettext as _

from reports.charts.numbers import written
from reports.charts.parts import NARROW, WIDE, Cell, Chart, Row, Series
from reports.charts.sheet import Sheet


def chart_of(
    draw: Callable[[Sheet], None],
    *,
    title: str,
    unit: str,
    heading: str,
    said: str,
    columns: Sequence[str],
    rows: Sequence[Row],
) -> Chart:
    """The chart whose drawings `draw` makes, one for wide and one for narrow screens."""
    key = f"chart-{blake2s(repr((title, unit, columns, rows)).encode(), digest_size=6).hexdigest()}"
    wide, narrow = Sheet(WIDE), Sheet(NARROW)
    draw(wide)
    draw(narrow)
    return Chart(key, title, said, unit, heading, list(columns), list(rows), wide.drawing(key), narrow.drawing(key))


def require_same_length(labels: Sequence[str], series: Sequence[Series]) -> None:
    """Every series has one value a label, or the chart would show them beside the wrong ones.

    :raises ValueError: one has not.
    """
    for one in series:
        if len(one.values) != len(labels):
            raise ValueError(f"{one.label}: {len(one.values)} values for {len(labels)} labels")


def rows_of(labels: Sequence[str], series: Sequence[Series]) -> list[Row]:
    """A row a label, a column a series."""
    return [Row(label, [_cell(one, i) for one in series]) for i, label in enumerate(labels)]


def _cell(series: Series, i: int) -> Cell:
    return Cell(written(series.values[i]), series.links[i] if i < len(series.links) else "")


def extremes(labels: Sequence[str], series: Sequence[Series]) -> str:
    """In words: the highest and the lowest of each series, and where."""
    said = []
    for one in series:
        found = [(float(value), i) for i, value in enumerate(one.values) if value is not None]
        if found:
            high, low = max(found, key=lambda pair: pair[0])[1], min(found, key=lambda pair: pair[0])[1]
            words = {
                "series": one.label,
                "high": written(one.values[high]),
                "at_high": labels[high],
                "low": written(one.values[low]),
                "at_low": labels[low],
            }
            said.append(_("%(series)s: highest %(high)s (%(at_high)s), lowest %(low)s (%(at_low)s).") % words)
    return " ".join(said) or _("There are no figures.")
