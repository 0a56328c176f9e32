"""`{% load reports %}`: how the managers' pages write figures, how long something lasts, and what a truck carries."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from declarations.admin.words import waited
from declarations.stages import CargoKind, Direction
from reports import words
from reports.charts.numbers import written
from reports.overview.plan import Plan
from reports.overview.shown import check_name
from reports.web.planning import period_name

register = template.Library()
register.filter("figure", written)
register.filter("check_name", check_name)
register.filter("lasted", waited)


@register.filter
def figure_name(path: str) -> str:
    """What a bulletin calls that figure."""
    return str(dict(words.FIGURES)[path])


@register.filter
def direction_name(truck: Any) -> str:
    """Export or import."""
    return str(Direction(truck.direction).label) if truck.direction else ""


@register.filter
def cargo_name(truck: Any) -> str:
    """The kind of cargo that names the load."""
    cargo = getattr(truck, "main_cargo", None) if hasattr(truck, "main_cargo") else truck.cargo
    return str(CargoKind(cargo).label) if cargo else _("Empty")


@register.filter
def way(truck: Any) -> str:
    """Where it goes and with what."""
    return f"{direction_name(truck)}, {cargo_name(truck)}"


@register.filter
def period(plan: Plan) -> str:
    """The period of a plan, in the active language."""
    return period_name(plan.kind, plan.span.starts_on)
