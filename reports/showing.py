"""What page and paper show of a bulletin: its tables, written in the active language, and its charts."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports import charts, words
from reports.charts import Chart, Series
from reports.daily import DAYS_AT_MOST, Daily, by_month
from reports.words import numbers
from reports.words.held import held
from reports.words.told import Figures, Told


def everything(figures: Figures, called: Mapping[str, str], days: Sequence[Daily] = ()) -> dict[str, Any]:
    """All of it, for a template; `called` are the gates' names by code, `days` those of a period."""
    compared = against(figures)
    return {
        **table(figures, called),
        "charts": [*charts_of(figures, called), *charts_of_days(days)],
        "against": compared,
        "is_planned": any(row["reached"] != numbers.UNKNOWN for row in compared),
        "is_compared": any(row["before"] != numbers.UNKNOWN for row in compared),
        "is_followed": any(row["moved"] != numbers.UNKNOWN for row in compared),
        "lanes": lanes(figures, called),
    }


def table(figures: Figures, called: Mapping[str, str]) -> dict[str, Any]:
    """A column for all gates and one for each, a row a figure, in the bulletin's order."""
    parts = [figures["total"], *figures["gates"].values()]
    rows = [
        {
            "path": path,
            "label": label,
            "is_part": path in words.PARTS,
            "values": [written(words.figure(part, path), path) for part in parts],
        }
        for path, label in _labelled(figures)
    ]
    if figures.get("kind", "day") != "day":
        rows.insert(1, _average(figures, parts))
    return {
        "columns": [{"code": code, "name": called.get(code, code)} for code in figures["gates"]],
        "rows": rows,
        "closed": [called.get(code, code) for code in figures["closed_gates"]],
    }


def _labelled(figures: Figures) -> list[tuple[str, str]]:
    return [*words.named(figures), *((path, label) for path, _way, _currency, label in words.trades(figures))]


def _average(figures: Figures, parts: list[Any]) -> dict[str, Any]:
    """The row that says how many vehicles were cleared on the average day of a period."""
    told = Told(figures, {}, is_whole=True)
    values = [told.a_day(part["cleared"]) for part in parts]
    return {"path": "", "label": _("Vehicles cleared on the average day"), "is_part": True, "values": values}


def written(value: Any, path: str) -> str:
    """A figure as the language writes it; a change with its sign."""
    if isinstance(value, str):
        return numbers.decimal(value)
    return numbers.whole(value, sign=path.endswith("change"))


def charts_of(figures: Figures, called: Mapping[str, str]) -> list[Chart]:
    """The pictures of a bulletin: what went through, and what is left over, by gate."""
    gates = figures["gates"]
    if not gates:
        return []
    labels = [called.get(code, code) for code in gates]
    passed = {_("Export"): "export.total", _("Import"): "import.total"}
    stock = {
        _("fruit"): "left_over.fruit",
        _("other goods"): "left_over.other",
        _("not registered"): "left_over.unregistered",
    }
    return [
        charts.bars(
            title=title, labels=labels, unit=pgettext("unit", "vehicles"), stacked=True, heading=_("Gate"),
            series=[Series(name, [words.figure(gates[code], path) for code in gates]) for name, path in paths.items()],
        )
        for title, paths in ((_("Vehicles cleared, by gate"), passed), (_("Left over, by gate"), stock))
    ]  # fmt: skip


def charts_of_days(days: Sequence[Daily]) -> list[Chart]:
    """The pictures of a period: what went through day by day, and what was left over; of a long one by month."""
    if len(days) < 2:
        return []
    by_day, unit = len(days) <= DAYS_AT_MOST, pgettext("unit", "vehicles")
    points = days if by_day else by_month(days)
    labels = [f"{one.first:%d/%m}" if by_day else f"{one.first:%m/%Y}" for one in points]
    heading = _("Day") if by_day else _("Month")
    ways = {_("Export"): "export.total", _("Import"): "import.total"}
    return [
        charts.bars(
            title=_("Vehicles cleared, by day") if by_day else _("Vehicles cleared, by month"),
            labels=labels, unit=unit, stacked=True, heading=heading,
            series=[Series(name, [one.numbers[path] for one in points]) for name, path in ways.items()],
        ),
        charts.lines(
            title=_("Left over, evening by evening") if by_day else _("Left over at the end of each month"),
            labels=labels, unit=unit, heading=heading,
            series=[Series(_("Left over"), [one.numbers["left_over.total"] for one in points])],
        ),
    ]  # fmt: skip


def against(figures: Figures) -> list[dict[str, str]]:
    """The figures of all gates that are held against something, and how they stand to it."""
    of = held(figures)
    found = []
    for path, label in _labelled(figures):
        change, moved, reached = of.change(path), of.moved(path), of.reached(path)
        if change or moved or reached:
            before, former, plan = of.before_of(path), of.former_of(path), of.plan_of(path)
            found.append(
                {
                    "label": label,
                    "value": written(words.figure(of.part, path), path),
                    "before": written(before, path),
                    "change": change or numbers.UNKNOWN,
                    "former": written(former, path),
                    "moved": moved or numbers.UNKNOWN,
                    "plan": written(plan, path),
                    "reached": reached or numbers.UNKNOWN,
                }
            )
    return found


def lanes(figures: Figures, called: Mapping[str, str]) -> list[dict[str, str]]:
    """The lanes of the gates that have any, gate by gate."""
    return [
        {
            "gate": called.get(gate, gate),
            "lane": code or _("no lane named"),
            **{name: numbers.whole(lane[name]) for name in ("cleared", "export", "import")},
        }
        for gate, part in figures["gates"].items()
        if any(part.get("lanes") or {})
        for code, lane in sorted(part["lanes"].items(), key=lambda one: (not one[0], one[0]))
    ]
