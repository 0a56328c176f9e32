"""Results in words, tables and drawings, in the active language."""

from pathlib import Path

import numpy as np
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from reports.charts import Chart, Series, lines
from reports.charts.numbers import written
from simulation.results import Result, Waits


def rows(results: dict[str, Result]) -> list[tuple[str, list[str]]]:
    """A label and a figure for each result, row by row."""
    told = list(results.values())
    return [
        (_("Trucks that came"), [written(one.trucks) for one in told]),
        (_("let in within these days"), [written(one.entered) for one in told]),
        *_of(_("Wait, minutes"), [one.all for one in told]),
        *_of(_("Wait of green trucks"), [one.green for one in told]),
        *_of(_("Wait of ordinary trucks"), [one.ordinary for one in told]),
        (_("Longest line"), [written(one.longest_line) for one in told]),
        (_("Left over at midnight, on average"), [written(round(float(np.mean(one.left_over)), 1)) for one in told]),
        (_("Left over at midnight, at most"), [written(max(one.left_over)) for one in told]),
        (_("Lanes in use, per cent"), [written(round(100 * one.use)) for one in told]),
    ]


def line_chart(results: dict[str, Result]) -> Chart:
    """How many stand in line by the hour of the day, on average."""
    return lines(
        title=_("Trucks in line by the hour, on average"),
        labels=[f"{hour}:00" for hour in range(24)],
        series=[Series(name, [round(mean, 1) for mean in one.line]) for name, one in results.items()],
        unit=_("trucks"),
        heading=_("Hour"),
    )


def left_over_chart(results: dict[str, Result]) -> Chart:
    """How many stand there at each midnight."""
    days = max(len(one.left_over) for one in results.values())
    return lines(
        title=_("Left over at midnight, day by day"),
        labels=[written(day + 1) for day in range(days)],
        series=[Series(name, [*one.left_over, *[None] * (days - len(one.left_over))]) for name, one in results.items()],
        unit=_("trucks"),
        heading=_("Day"),
    )


def write_charts(results: dict[str, Result], folder: Path) -> list[Path]:
    """Write both drawings as SVG files; answer where."""
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    for name, chart in (("line", line_chart(results)), ("left_over", left_over_chart(results))):
        path = folder / f"{name}.svg"
        drawing = {"chart": chart, "drawing": chart.wide, "size": "for-wide"}
        path.write_text(render_to_string("reports/charts/drawing.html", drawing).strip(), encoding="utf-8")
        found.append(path)
    return found


def _of(label: str, waits: list[Waits]) -> list[tuple[str, list[str]]]:
    def all_of(name: str) -> list[str]:
        values = [getattr(one, name) for one in waits]
        return [written(None if np.isnan(value) else round(value)) for value in values]

    return [
        (_("%(what)s: mean") % {"what": label}, all_of("mean")),
        (_("%(what)s: one of two less than") % {"what": label}, all_of("p50")),
        (_("%(what)s: nine of ten less than") % {"what": label}, all_of("p90")),
    ]
