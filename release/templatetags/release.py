"""`{% load release %}`: how long something takes, and what is carried where."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from declarations.stages import CargoKind, CheckCode, Direction
from release.web import words

register = template.Library()
register.filter("lasted", words.lasted)
register.filter("bucket", words.mode)


@register.filter
def reach(spread: Any) -> str:
    """From the shortest to the longest."""
    return words.span(spread.least, spread.most)


@register.filter
def way(direction: str) -> str:
    """Export or import."""
    return str(Direction(direction).label)


@register.filter
def goods(cargo: str) -> str:
    """What names the load."""
    return str(CargoKind(cargo).label) if cargo else _("Empty")


@register.filter
def check_name(code: str) -> str:
    """What a check is called."""
    return str(CheckCode(code).label)
