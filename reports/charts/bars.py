"""Bars: beside each other or on top of each other; upright where their labels fit below, else lying."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from reports.charts.lying import Row, draw_rows
from reports.charts.numbers import Scale, known, width_of, written
from reports.charts.parts import Chart, Series, Value
from reports.charts.sheet import Frame, Sheet, look_of, nothing
from reports.charts.tables import chart_of, extremes, require_same_length, rows_of

SHORT: Final = 5
"""Labels up to so many letters (hours, days, codes) are left out where they do not fit; longer ones lie instead."""
LYING_AT_MOST: Final = 24
ROOM: Final = 0.82
"""How much of the way to the next label bars take."""


def bars(
    *,
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    unit: str = "",
    stacked: bool = False,
    heading: str = "",
    aside: Sequence[Series] = (),
) -> Chart:
    """A chart of bars; `unit` says what is counted, `heading` what the labels are; `aside` stands in the table only.

    :raises ValueError: a series has another number of values than there are labels.
    """
    labels = [str(label) for label in labels]
    series = [one._replace(label=str(one.label)) for one in series]
    told = [*series, *(one._replace(label=str(one.label)) for one in aside)]
    require_same_length(labels, told)
    return chart_of(
        partial(_draw, labels=labels, series=series, unit=str(unit), stacked=stacked),
        title=str(title),
        unit=str(unit),
        heading=str(heading),
        said=extremes(labels, series),
        columns=[one.label for one in told],
        rows=rows_of(labels, told),
    )


def _draw(sheet: Sheet, *, labels: Sequence[str], series: Sequence[Series], unit: str, stacked: bool) -> None:
    groups = [[one.values[i] for one in series] for i in range(len(labels))]
    values = known(value for group in groups for value in group)
    if not values:
        return nothing(sheet)
    if len(series) > 1:
        sheet.legend([(one.label, look_of(i)) for i, one in enumerate(series)])
    scale = Scale(_ends(groups) if stacked else values)
    sheet.unit(unit, scale)
    longest = max(len(label) for label in labels)
    do_not_fit = max(width_of(label) for label in labels) + 8 > (sheet.width - 50) / len(labels)
    if longest > SHORT and do_not_fit and len(labels) <= LYING_AT_MOST:
        rows = [
            Row(labels[i], _stretches(group, stacked), _told(group, stacked), _said(labels[i], series, i))
            for i, group in enumerate(groups)
        ]
        return draw_rows(sheet, scale, rows)
    return _draw_upright(sheet, scale, labels, series, stacked)


def _ends(groups: Sequence[Sequence[Value]]) -> list[float]:
    """How far stacks reach, up and down."""
    sums = [(sum(v for v in known(g) if v > 0), sum(v for v in known(g) if v < 0)) for g in groups]
    return [end for pair in sums for end in pair]


def _stretches(group: Sequence[Value], stacked: bool) -> list[tuple[float, float, int] | None]:
    """From where to where each bar of a label reaches, and its look."""
    found: list[tuple[float, float, int] | None] = []
    up = down = 0.0
    for i, value in enumerate(group):
        if value is None:
            found.append(None)
            continue
        number = float(value)
        base = (up if number >= 0 else down) if stacked else 0.0
        found.append((base, base + number, look_of(i)))
        if number >= 0:
            up = base + number
        else:
            down = base + number
    return found


def _told(group: Sequence[Value], stacked: bool) -> list[str]:
    """The numbers that stand beside the bars: each one's, or the whole of a stack."""
    if stacked:
        values = [value for value in group if value is not None]
        return [written(sum(values)) if values else written(None)]
    return [written(value) for value in group]


def _said(label: str, series: Sequence[Series], i: int) -> list[str]:
    return [f"{label} · {one.label}: {written(one.values[i])}" for one in series]


def _draw_upright(sheet: Sheet, scale: Scale, labels: Sequence[str], series: Sequence[Series], stacked: bool) -> None:
    frame = Frame(sheet, scale, labels)
    beside = 1 if stacked else len(series)
    width = max(frame.slot * ROOM / beside, 0.5)
    for i in range(len(labels)):
        group = [one.values[i] for one in series]
        left = frame.x(i) - width * beside / 2
        for j, stretch in enumerate(_stretches(group, stacked)):
            if stretch:
                begins, ends, look = stretch
                x = left if stacked else left + j * width
                height = frame.y(ends) - frame.y(begins)
                sheet.bar(x, frame.y(begins), width, height, look, _said(labels[i], series, i)[j])
        told = _told(group, stacked)
        tops = _ends([group]) if stacked else [float(value or 0) for value in group]
        for j, text in enumerate(told):
            if width_of(text) <= width * 1.1:
                y = frame.y(tops[j]) + (14 if tops[j] < 0 else -4)
                sheet.text(left + (j + 0.5) * width, y, text, "value", "middle")
