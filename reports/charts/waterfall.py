"""A waterfall: what each step adds to the one before, or takes from it, one row a step."""

from collections.abc import Sequence
from functools import partial

from django.utils.translation import gettext as _

from reports.charts.lying import Row, draw_rows
from reports.charts.numbers import Scale, written
from reports.charts.parts import Cell, Chart, Step, Value
from reports.charts.parts import Row as TableRow
from reports.charts.sheet import Sheet, nothing
from reports.charts.tables import chart_of

TOTAL, ADDS, TAKES = 0, 1, 2


def waterfall(*, title: str, steps: Sequence[Step | tuple[str, Value]], unit: str = "", heading: str = "") -> Chart:
    """A chart of steps; an unknown step (None) moves nothing and says so."""
    found = [step if isinstance(step, Step) else Step(*step) for step in steps]
    found = [step._replace(label=str(step.label)) for step in found]
    return chart_of(
        partial(_draw, steps=found, unit=str(unit)),
        title=str(title),
        unit=str(unit),
        heading=str(heading),
        said=" ".join(f"{step.label}: {_told(step)}." for step in found) or _("There are no figures."),
        columns=[str(unit) or _("Value")],
        rows=[TableRow(step.label, [Cell(_told(step))], step.is_total) for step in found],
    )


def _told(step: Step) -> str:
    return written(step.value, sign=not step.is_total)


def _draw(sheet: Sheet, *, steps: Sequence[Step], unit: str) -> None:
    rows, level, ends = [], 0.0, [0.0]
    for step in steps:
        stretches: list[tuple[float, float, int] | None] = [None]
        if step.value is not None:
            begins, level = (0.0 if step.is_total else level), float(step.value) + (0.0 if step.is_total else level)
            look = TOTAL if step.is_total else ADDS if step.value >= 0 else TAKES
            stretches = [(begins, level, look)]
            ends.append(level)
        rows.append(Row(step.label, stretches, [_told(step)], [f"{step.label}: {_told(step)}"]))
    if len(ends) == 1:
        return nothing(sheet)
    scale = Scale(ends)
    sheet.unit(unit, scale)
    return draw_rows(sheet, scale, rows, linked=True)
