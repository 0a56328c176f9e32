"""Lines: values one after the other, broken where one is unknown; perhaps with a band of what is likely."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from django.utils.translation import gettext as _

from reports.charts.numbers import Scale, known, width_of, written
from reports.charts.parts import Band, Chart, Series, Value, at
from reports.charts.parts import Curve as Drawn
from reports.charts.sheet import BAND, Frame, Sheet, look_of, marker, nothing
from reports.charts.tables import chart_of, extremes, require_same_length, rows_of

MARKED_UP_TO: Final = 62
"""With more values than this not each has its marker."""
MARKERS: Final = 12
FOR_NAMES: Final = 0.25
"""Of the width: what the names at the ends of lines may take; longer ones stand above."""
APART: Final = 14


def lines(
    *,
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    unit: str = "",
    band: Band | tuple[Sequence[Value], Sequence[Value]] | None = None,
    heading: str = "",
) -> Chart:
    """A chart of lines; `unit` says what is counted, `heading` what the labels are.

    :raises ValueError: a series or the band has another number of values than there are labels.
    """
    labels = [str(label) for label in labels]
    series = [one._replace(label=str(one.label)) for one in series]
    likely = Band(*band) if band else None
    edges = _edges(likely) if likely else []
    require_same_length(labels, [*series, *edges])
    return chart_of(
        partial(_draw, labels=labels, series=series, unit=str(unit), band=likely),
        title=str(title),
        unit=str(unit),
        heading=str(heading),
        said=extremes(labels, series),
        columns=[one.label for one in [*series, *edges]],
        rows=rows_of(labels, [*series, *edges]),
    )


def _name(band: Band) -> str:
    return str(band.label) or _("Likely")


def _edges(band: Band) -> list[Series]:
    """The two sides of a band, as columns of the table."""
    name = _name(band)
    return [
        Series(_("%(band)s, low") % {"band": name}, band.low),
        Series(_("%(band)s, high") % {"band": name}, band.high),
    ]


def _draw(sheet: Sheet, *, labels: Sequence[str], series: Sequence[Series], unit: str, band: Band | None) -> None:
    values = [value for one in series for value in known(one.values)]
    values += [*known(band.low), *known(band.high)] if band else []
    if not values:
        return nothing(sheet)
    names = [(one.label, look_of(i)) for i, one in enumerate(series)]
    widest = max((width_of(name) for name, _look in names), default=0) + 14
    at_the_ends = len(series) > 1 and sheet.is_wide and widest <= sheet.width * FOR_NAMES
    in_legend = [] if at_the_ends or (len(series) == 1 and not band) else names
    sheet.legend(in_legend + ([(_name(band), BAND)] if band else []), of_lines=True)
    scale = Scale(values)
    sheet.unit(unit, scale)
    frame = Frame(sheet, scale, labels, right=widest if at_the_ends else 8)
    if band:
        sheet.areas += _areas(frame, band)
    for i, one in enumerate(series):
        _draw_line(sheet, frame, labels, one, look_of(i))
    if at_the_ends:
        _draw_names(sheet, frame, series)
    return None


def _runs(values: Sequence[Value]) -> list[list[tuple[int, float]]]:
    """Values one after the other without a gap."""
    runs: list[list[tuple[int, float]]] = [[]]
    for i, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((i, float(value)))
    return [run for run in runs if run]


def _path(frame: Frame, run: Sequence[tuple[int, float]]) -> str:
    return "L".join(f"{at(frame.x(i))} {at(frame.y(value))}" for i, value in run)


def _draw_line(sheet: Sheet, frame: Frame, labels: Sequence[str], one: Series, look: int) -> None:
    runs = _runs(one.values)
    sheet.curves.append(Drawn("".join(f"M{_path(frame, run)}" for run in runs), look))
    every = 1 if len(labels) <= MARKED_UP_TO else len(labels) // MARKERS
    for run in runs:
        for i, value in run:
            if i % every == 0 or len(run) == 1 or (run is runs[-1] and i == run[-1][0]):
                said = f"{labels[i]} · {one.label}: {written(one.values[i])}"
                sheet.markers.append(marker(frame.x(i), frame.y(value), look, said))


def _areas(frame: Frame, band: Band) -> list[str]:
    """The band as closed paths, broken where either side is unknown."""
    both = [high if low is not None else None for low, high in zip(band.low, band.high, strict=True)]
    areas = []
    for run in _runs(both):
        back = [(i, float(band.low[i] or 0)) for i, _value in reversed(run)]
        areas.append(f"M{_path(frame, run)}L{_path(frame, back)}z")
    return areas


def _draw_names(sheet: Sheet, frame: Frame, series: Sequence[Series]) -> None:
    """Each line's name at its end; where ends lie close, the names move apart."""
    ends = sorted((frame.y(_runs(one.values)[-1][-1][1]), one.label) for one in series if _runs(one.values))
    y = frame.top - APART
    for wanted, name in ends:
        y = max(wanted, y + APART)
        sheet.text(frame.right + 10, y + 4, name, "name")
