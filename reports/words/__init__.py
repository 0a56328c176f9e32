"""The words of a bulletin: what its figures are called, and its one line of assessment.

`numbers` writes numbers and days, `held` what figures are held against, `press` the whole text as it is sent.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reports import figures as codes
from reports.words import numbers

FIGURES: Final[tuple[tuple[str, Any], ...]] = (
    ("cleared", gettext_lazy("Vehicles cleared")),
    ("export.total", gettext_lazy("Export")),
    ("export.fruit", gettext_lazy("Export: fruit")),
    ("export.other", gettext_lazy("Export: other goods")),
    ("import.total", gettext_lazy("Import")),
    ("import.goods", gettext_lazy("Import: goods")),
    ("import.new_vehicles", gettext_lazy("Import: new vehicles")),
    ("left_over.total", gettext_lazy("Left over")),
    ("left_over.fruit", gettext_lazy("Left over: fruit")),
    ("left_over.other", gettext_lazy("Left over: other goods")),
    ("left_over.unregistered", gettext_lazy("Left over: not registered")),
    ("left_over.change", gettext_lazy("Left over: change on the day before")),
    ("turned_back", gettext_lazy("Turned back")),
    ("new_vehicles_remaining", gettext_lazy("New vehicles remaining")),
    ("arrived", gettext_lazy("Newly arrived from inland")),
    ("carried_over", gettext_lazy("Carried over from the day before")),
    ("import_inside", gettext_lazy("Imports inside the gate")),
    ("import_turned_back", gettext_lazy("Imports turned back")),
)
"""The figures of a part that count vehicles, by their paths, in the bulletin's order."""

OF_A_PERIOD: Final[dict[str, Any]] = {
    "left_over.change": gettext_lazy("Left over: change over the period"),
    "carried_over": gettext_lazy("Carried over from before the period"),
}
"""What those are called that look back, where the bulletin is of more than a day."""

WORTH: Final[tuple[tuple[str, Any], ...]] = (
    ("farm_produce_kg.export", gettext_lazy("Farm produce exported (kg)")),
    ("farm_produce_kg.import", gettext_lazy("Farm produce imported (kg)")),
    ("fees.total", gettext_lazy("Fees paid (đồng)")),
    ("fees.infrastructure", gettext_lazy("Fees: infrastructure (đồng)")),
    ("fees.transfer", gettext_lazy("Fees: transfer (đồng)")),
)
"""The figures that weigh and pay, likewise; None in a bulletin that was published before they were counted."""

WHOLES: Final[Mapping[str, tuple[str, ...]]] = {
    "cleared": ("export.total", "import.total"),
    "export.total": ("export.fruit", "export.other"),
    "import.total": ("import.goods", "import.new_vehicles"),
    "left_over.total": ("left_over.fruit", "left_over.other", "left_over.unregistered"),
    "fees.total": ("fees.infrastructure", "fees.transfer"),
}
"""Which figures others are the sum of."""
PARTS: Final = frozenset(
    {"left_over.change", *(part for whole, parts in WHOLES.items() if whole != "cleared" for part in parts)}
)
"""What stands under a whole in a table."""

_TRADE: Final = {
    "export": gettext_lazy("Trade value, export (%(currency)s)"),
    "import": gettext_lazy("Trade value, import (%(currency)s)"),
}


def named(figures: dict[str, Any]) -> list[tuple[str, str]]:
    """The whole numbers of a bulletin, by path, and what they are called in it, in the active language."""
    called = OF_A_PERIOD if figures.get("kind", "day") != "day" else {}
    return [(path, str(called.get(path, label))) for path, label in (*FIGURES, *WORTH)]


def trades(figures: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    """The trade values that a bulletin knows: path, direction, currency, and its name in the active language."""
    found = []
    for way, label in _TRADE.items():
        values = figures["total"].get("trade_value", {}).get(way) or {}
        for currency in sorted(values):
            found.append((f"trade_value.{way}.{currency}", way, currency, str(label) % {"currency": currency}))
    return found


def figure(part: dict[str, Any], path: str) -> Any:
    """The figure of that path; None where the part does not say it.

    A part that counts trade values and does not name a currency has none of it.
    """
    value: Any = part
    *steps, last = path.split(".")
    for step in steps:
        value = value.get(step) if isinstance(value, dict) else None
    if value is None:
        return None
    return value.get(last, "0.00" if path.startswith("trade_value") else None)


def assessment(figures: dict[str, Any]) -> str:
    """The one line of assessment, in the active language."""
    left_over, change = figures["total"]["left_over"]["total"], figures["total"]["left_over"]["change"]
    said = {"left_over": numbers.whole(left_over), "change": numbers.whole(abs(change))}
    if figures["assessment"] == codes.QUIET:
        return _("No traffic.")
    if figures["assessment"] == codes.CONGESTED:
        return _("Congestion: %(left_over)s vehicles are left over.") % said
    if figures.get("kind", "day") != "day":
        return _over_a_period(left_over)[figures["assessment"]] % said
    return _on_a_day(left_over)[figures["assessment"]] % said


def _on_a_day(left_over: int) -> dict[str, str]:
    return {
        codes.GROWING: ngettext(
            "%(left_over)s vehicle is left over, %(change)s more than on the day before.",
            "%(left_over)s vehicles are left over, %(change)s more than on the day before.",
            left_over,
        ),
        codes.SHRINKING: ngettext(
            "%(left_over)s vehicle is left over, %(change)s fewer than on the day before.",
            "%(left_over)s vehicles are left over, %(change)s fewer than on the day before.",
            left_over,
        ),
        codes.STEADY: ngettext(
            "%(left_over)s vehicle is left over, as many as on the day before.",
            "%(left_over)s vehicles are left over, as many as on the day before.",
            left_over,
        ),
    }


def _over_a_period(left_over: int) -> dict[str, str]:
    return {
        codes.GROWING: ngettext(
            "%(left_over)s vehicle is left over, %(change)s more than before the period.",
            "%(left_over)s vehicles are left over, %(change)s more than before the period.",
            left_over,
        ),
        codes.SHRINKING: ngettext(
            "%(left_over)s vehicle is left over, %(change)s fewer than before the period.",
            "%(left_over)s vehicles are left over, %(change)s fewer than before the period.",
            left_over,
        ),
        codes.STEADY: ngettext(
            "%(left_over)s vehicle is left over, as many as before the period.",
            "%(left_over)s vehicles are left over, as many as before the period.",
            left_over,
        ),
    }
