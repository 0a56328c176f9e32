"""Consignments from a sheet into the document of a form: nothing that was typed is lost, nothing comes twice."""

from copy import deepcopy
from typing import Any

from declarations.findings.facts import customs_identity
from declarations.web.form.places import look
from declarations.web.form.rows import name_rows

Node = dict[str, Any]


def merge(document: Node, found: list[Node]) -> Node:
    """The document with these consignments in it.

    One of a customs number that is there already takes the place of its goods; the blank one that a new form starts
    with is filled first; where there is only one vehicle, it carries them all.
    """
    merged = deepcopy(document)
    rows = merged["consignments"] = [row for row in look(merged, ("consignments",)) or [] if isinstance(row, dict)]
    known = {customs_identity(_number(row)): row for row in rows if _number(row)}
    blank = [row for row in rows if _is_blank(row)]
    for goods in deepcopy(found):
        row = known.get(customs_identity(_number(goods)) or None)  # type: ignore[arg-type]
        if row is None:
            row = blank.pop(0) if blank else _new(rows)
        _fill(row, goods)
    name_rows(merged)
    _load(merged, [row["key"] for row in rows])
    return merged


def _number(row: Node) -> str:
    number = row.get("customs_number")
    return number if isinstance(number, str) else ""


def _is_blank(row: Node) -> bool:
    """Whether nothing is said in it; its key and the kind of cargo, which is chosen from a list, say nothing."""
    return not any(_says(value) for name, value in row.items() if name not in ("key", "cargo_kind"))


def _says(value: object) -> bool:
    if isinstance(value, dict):
        return any(map(_says, value.values()))
    if isinstance(value, list):
        return any(map(_says, value))
    return value not in (None, "")


def _new(rows: list[Node]) -> Node:
    row: Node = {}
    rows.append(row)
    return row


def _fill(row: Node, goods: Node) -> None:
    owner = goods.pop("owner", {})
    row["owner"] = (look(row, ("owner",)) or {}) | owner
    items = goods.pop("items", [])
    row.update(goods)
    row["items"] = items or row.get("items") or [{}]


def _load(document: Node, keys: list[str]) -> None:
    vehicles = [row for row in look(document, ("vehicles",)) or [] if isinstance(row, dict)]
    if len(vehicles) == 1:
        carried = look(vehicles[0], ("consignments",))
        carried = carried if isinstance(carried, list) else []
        vehicles[0]["consignments"] = [*carried, *(key for key in keys if key not in carried)]
