"""Every address under /api/v1/, read from the addresses of the site themselves."""

from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


def _found(patterns: list[URLPattern | URLResolver], path: str = "") -> dict[str, URLPattern]:
    """Every address under /api/v1/ by its name."""
    found: dict[str, URLPattern] = {}
    for pattern in patterns:
        here = path + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found |= _found(pattern.url_patterns, here)
        elif here.startswith("api/v1/"):
            assert pattern.name, here
            found[pattern.name] = pattern
    return found


def view_of(pattern: URLPattern) -> Any:
    return pattern.callback.view_class  # type: ignore[attr-defined]


ADDRESSES = _found(get_resolver().url_patterns)
