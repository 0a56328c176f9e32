"""Rows of the document: added, taken away, named by keys; and the document that a new form starts with."""

import itertools
import string
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from accounts.models import User
from declarations.document import MOST_CONSIGNMENTS, MOST_ITEMS, MOST_VEHICLES
from declarations.findings.limits import GATE_TIME
from declarations.stages import Country, Regime
from declarations.web.form.places import look

Document = dict[str, Any]
MOST = {
    "consignments": MOST_CONSIGNMENTS,
    "vehicles": MOST_VEHICLES,
    "receiving_vehicles": MOST_VEHICLES,
    "items": MOST_ITEMS,
}
USUAL_HOUR = time(9)


def blank(*, by: User, at: datetime, like: Document | None = None) -> Document:
    """One vehicle with one consignment, for tomorrow morning; gate, direction and a phone he lacks as in `like`."""
    tomorrow = at.astimezone(GATE_TIME).date() + timedelta(days=1)
    document: Document = {
        "gate": None,
        "direction": None,
        **(like or {}),
        "regime": Regime.COMMERCIAL.value,
        "expected_arrival": datetime.combine(tomorrow, USUAL_HOUR, GATE_TIME).isoformat(),
        "contact": {"name": by.get_full_name(), "phone": by.phone or look(like, ("contact", "phone"))},
        "consignments": [],
        "vehicles": [],
        "receiving_vehicles": [],
    }
    for name in ("consignments", "vehicles"):
        add(document, name)
    return document


def add(document: Document, where: str) -> None:
    """Add a row to `vehicles`, `consignments-0-items`…, where there is such a list and room in it."""
    *way, name = _steps(where)
    parent = look(document, tuple(way))
    if not isinstance(parent, dict) or not isinstance(name, str) or (name == "items") != (way[:1] == ["consignments"]):
        return
    rows = parent.setdefault(name, []) if name in MOST else None
    if isinstance(rows, list) and len(rows) < MOST[name]:
        rows.append(_new_row(document, name))
        name_rows(document)


def remove(document: Document, where: str) -> None:
    """Take away the row at `vehicles-1`, and what named it."""
    *way, index = _steps(where)
    rows = look(document, tuple(way))
    if not isinstance(rows, list) or not isinstance(index, int) or index >= len(rows):
        return
    key = look(rows.pop(index), ("key",))
    if way == ["consignments"]:
        _forget(document, ("vehicles", "receiving_vehicles"), "consignments", key)
    elif way == ["vehicles"]:
        _forget(document, ("receiving_vehicles",), "unloads", key)


def name_rows(document: Document) -> Document:
    """Give every row without a key one that is free: A, B… to consignments, 1, 2… to vehicles, R1… to receivers."""
    for name, keys in (("consignments", _letters), ("vehicles", _numbers), ("receiving_vehicles", _receivers)):
        rows = [row for row in look(document, (name,)) or [] if isinstance(row, dict)]
        taken = {row.get("key") for row in rows}
        free = (key for key in keys() if key not in taken)
        for row in rows:
            if not row.get("key"):
                row["key"] = next(free)
    return document


def _steps(where: str) -> list[str | int]:
    return [int(step) if step.isascii() and step.isdigit() else step for step in where.split("-")]


def _new_row(document: Document, name: str) -> Document:
    goods = [look(row, ("key",)) for row in look(document, ("consignments",)) or []]
    vehicles = [row for row in look(document, ("vehicles",)) or [] if isinstance(row, dict)]
    if name == "consignments":
        key = next(key for key in _letters() if key not in goods)
        if len(vehicles) == 1:  # what there is only one truck for, it carries
            vehicles[0]["consignments"] = [*(look(vehicles[0], ("consignments",)) or []), key]
        return {"key": key, "items": [{}]}
    carried = goods if len(goods) == 1 else []
    if name == "vehicles":
        return {"country": Country.VN.value, "consignments": carried}
    if name == "receiving_vehicles":
        keys = [row.get("key") for row in vehicles]
        return {"country": Country.VN.value, "unloads": keys if len(keys) == 1 else [], "consignments": []}
    return {}


def _forget(document: Document, lists: tuple[str, ...], member: str, key: object) -> None:
    for name in lists:
        for row in look(document, (name,)) or []:
            named = look(row, (member,))
            if isinstance(named, list):
                row[member] = [one for one in named if one != key]


def _letters() -> Iterator[str]:
    yield from string.ascii_uppercase
    yield from (f"A{number}" for number in itertools.count(1))


def _numbers() -> Iterator[str]:
    return map(str, itertools.count(1))


def _receivers() -> Iterator[str]:
    return (f"R{number}" for number in itertools.count(1))
