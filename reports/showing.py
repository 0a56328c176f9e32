"""What page and paper show of a bulletin: its tables, written in the active language, and its charts."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports import charts, words
from reports.charts import Chart, Series
from reports.words import numbers
from reports.words.held import held
from reports.words.told import Figures


def everything(figures: Figures, called: Mapping[str, str]) -> dict[str, Any]:
    """All of it, for a template; `called` are the gates' names by code."""
    compared = against(figures)
    return {
        **table(figures, called),
        "charts": charts_of(figures, called),
        "against": compared,
        "is_planned": any(row["reached"] != numbers.UNKNOWN for row in compared),
        "lanes": lanes(figures, called),
    }


def table(figures: Figures, called: Mapping[str, str]) -> dict[str, Any]:
    """A column for all gates and one for each, a row a figure, in the bulletin's order."""
    parts = [figures["total"], *figures["gates"].values()]
    rows = [*words.named(figures), *((path, label) for path, _way, _currency, label in words.trades(figures))]
    return {
        "columns": [{"code": code, "name": called.get(code, code)} for code in figures["gates"]],
        "rows": [
            {
                "path": path,
                "label": label,
                "is_part": path in words.PARTS,
                "values": [written(words.figure(part, path), path) for part in parts],
            }
            for path, label in rows
        ],
        "closed": [called.get(code, code) for code in figures["closed_gates"]],
    }


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


def against(figures: Figures) -> list[dict[str, str]]:
    """The figures of all gates that are held against something, and how they stand to it."""
    of = held(figures)
    rows = [*words.named(figures), *((path, label) for path, _way, _currency, label in words.trades(figures))]
    found = []
    for path, label in rows:
        change, reached = of.change(path), of.reached(path)
        if change or reached:
            before, plan = of.before_of(path), of.plan_of(path)
            found.append(
                {
                    "label": label,
                    "value": written(words.figure(of.part, path), path),
                    "before": written(before, path),
                    "change": change or numbers.UNKNOWN,
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
