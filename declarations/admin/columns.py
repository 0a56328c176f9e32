"""The trucks of a row, and the cells that lists of dossiers show of them."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from declarations.models import Check, Declaration, Vehicle
from declarations.queries.shown import is_green
from declarations.stages import CargoKind


def labelled(label: Any, value: Any) -> SafeString:
    """A value with what it is before it where the list has no heads: on a telephone."""
    return format_html('<span class="on-phone">{}</span> {}', label, value)


def trucks_of(check: Check) -> list[Vehicle]:
    """The check's own truck, or those of the whole declaration."""
    if check.vehicle:
        return [check.vehicle]
    return trucks_in(check.declaration)


def trucks_in(declaration: Any) -> list[Vehicle]:
    """The trucks that were read with the row (queries.desk)."""
    trucks: list[Vehicle] = declaration.trucks
    return trucks


def cargo_cell(trucks: list[Vehicle]) -> SafeString:
    """The kinds of cargo of some trucks, with the mark of the green lane."""
    kinds = list(dict.fromkeys(truck.main_cargo for truck in trucks if truck.main_cargo))
    label = " · ".join(str(CargoKind(kind).label) for kind in kinds) or _("Empty")
    mark = format_html('<span class="green-lane">{}</span>', _("Green lane")) if any(map(is_green, kinds)) else ""
    return format_html("{} {}", label, mark)


def plates_cell(declaration: Declaration) -> SafeString:
    """The plates of a dossier in a list of dossiers."""
    return _cell("plates", trucks=trucks_in(declaration))


def _cell(template: str, **context: Any) -> SafeString:
    return render_to_string(f"admin/desk/cells/{template}.html", context)
