"""One place of the document: `("vehicles", 0, "driver", "name")`, in each of the ways a page names it."""

from collections.abc import Mapping, Sequence
from typing import Any

from contract.jsonpath import json_path

Place = tuple[str | int, ...]

__all__ = ["Place", "json_path", "look", "name_of", "put", "widget_id"]


def name_of(place: Place) -> str:
    """The name of its field: `vehicles-0-driver-name`. Members of the document have no hyphen."""
    return "-".join(str(step) for step in place)


def widget_id(place: Place) -> str:
    """Its id in the page."""
    return f"f-{name_of(place)}"


def look(document: object, place: Place) -> Any:
    """What stands there; None when nothing does, whatever the document is made of (a draft may hold anything)."""
    for step in place:
        if isinstance(step, int):
            if not isinstance(document, Sequence) or isinstance(document, str) or step >= len(document):
                return None
            document = document[step]
        elif isinstance(document, Mapping):
            document = document.get(step)
        else:
            return None
    return document


def put(document: dict[str, Any], place: Place, value: object) -> None:
    """Set a member, making the objects that lead to it. Lists are not reached into."""
    *way, last = place
    for step in way:
        document = document.setdefault(str(step), {})
    document[str(last)] = value
