"""What the public board and a day's bulletin say of the sealed days."""

import datetime as dt
from typing import Any

from django import template
from django.core.cache import cache

from seal.queries.proving import newest_seals as newest
from seal.queries.proving import of_day

register = template.Library()
KEY, SECONDS = "newest-seals", 60
SHORT = 16
"""So much of a root is shown where it is only to be recognised."""


@register.inclusion_tag("seal/newest.html")
def newest_seals() -> dict[str, Any]:
    """The last sealed day of each gate, at most a minute old."""
    found = cache.get(KEY)
    if found is None:
        found = newest()
        cache.set(KEY, found, SECONDS)
    return {"seals": found}


@register.inclusion_tag("seal/of_day.html")
def seals_of_day(date: dt.date) -> dict[str, Any]:
    """The seals of a day, gate by gate, beside its bulletin."""
    return {"seals": of_day(date)}


@register.filter
def short_root(root: str) -> str:
    """The beginning of a root in groups of four."""
    return " ".join(root[start : start + 4] for start in range(0, SHORT, 4))
