"""The words of a bulletin: what its figures are called, and its one line of assessment."""

from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports import figures as codes

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
"""The figures of a part by their paths, in the bulletin's order."""


def figure(part: dict[str, Any], path: str) -> int:
    """The figure of that path."""
    value: Any = part
    for step in path.split("."):
        value = value[step]
    return int(value)


def assessment(figures: dict[str, Any]) -> str:
    """The one line of assessment, in the active language."""
    left_over = figures["total"]["left_over"]
    said = {"left_over": left_over["total"], "change": abs(left_over["change"])}
    sentences = {
        codes.QUIET: _("No traffic."),
        codes.CONGESTED: _("Congestion: %(left_over)s vehicles are left over."),
        codes.GROWING: _("%(left_over)s vehicles are left over, %(change)s more than on the day before."),
        codes.SHRINKING: _("%(left_over)s vehicles are left over, %(change)s fewer than on the day before."),
        codes.STEADY: _("%(left_over)s vehicles are left over, as many as on the day before."),
    }
    return sentences[figures["assessment"]] % said
