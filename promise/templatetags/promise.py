"""`{% load promise %}`: parts of a whole, and numbers with one decimal."""

from django import template
from django.utils.formats import number_format

register = template.Library()
NOTHING = "–"


@register.simple_tag
def part(some: int, whole: int) -> str:
    """How much of it, in percent; nothing of nothing is a dash."""
    return f"{number_format(100 * some / whole, 1)} %" if whole else NOTHING


@register.filter
def decimal(value: float | None) -> str:
    """One decimal."""
    return NOTHING if value is None else number_format(value, 1)
