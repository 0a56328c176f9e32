"""From what was posted to a document. Nothing is refused here: what cannot be read stays as it was typed, so that the
findings speak about it and the form shows it again.
"""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language

from declarations.findings.limits import GATE_TIME
from declarations.web.form import fields
from declarations.web.form.fields import Field, Kind
from declarations.web.form.places import Place, look, put
from declarations.web.form.rows import name_rows

Node = dict[str, Any]
_DEEPEST = 6
_WHOLE = re.compile(r"[+-]?\d{1,18}")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:([., \u00a0\u202f])\d{3})(?:\1\d{3}){0,4}")
_LOCAL = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:\D+(\d{1,2}):(\d{2}))?")


def read_form(posted: QueryDict, *, before: dict[str, Any] | None = None) -> dict[str, Any]:
    """The document that was typed.

    :param before: the document the form was made from; an instant that the page could only show to the minute stays
        what it was when it was not touched.
    """
    tree = _tree(posted)
    document: dict[str, Any] = {}
    _read(document, tree, fields.HEADER)
    document["transshipment"] = document["transshipment"] or None
    document["fee_payer"] = _or_none(document["fee_payer"])
    document["consignments"] = [_goods(row) for row in _rows(tree, "consignments")]
    document["vehicles"] = [_vehicle(row) for row in _rows(tree, "vehicles")]
    if _flag(_values(tree, ("empty",))):
        _take_goods_away(document)
    document["receiving_vehicles"] = [_row(row, fields.RECEIVER) for row in _rows(tree, "receiving_vehicles")]
    was = look(before, ("expected_arrival",))
    if isinstance(was, str) and shown_instant(was) == shown_instant(document["expected_arrival"] or ""):
        document["expected_arrival"] = was
    return name_rows(document)


def posted_places(posted: QueryDict) -> Callable[[Place], Place]:
    """Where the page has what stands at a place of the document read from it: its rows may be numbered with gaps."""
    tree = _tree(posted)
    numbers: dict[Place, list[int]] = {}

    def named(place: Place) -> Place:
        way: Place = ()
        for step in place:
            if isinstance(step, int):
                if way not in numbers:
                    numbers[way] = _numbers(look(tree, tuple(map(str, way))))
                step = numbers[way][step] if step < len(numbers[way]) else step
            way = (*way, step)
        return way

    return named


def shown_instant(text: str) -> str:
    """How an instant stands in its field: the gate's time, to the minute; as it is when it is none."""
    try:
        at = datetime.fromisoformat(text)
        return (at.astimezone(GATE_TIME) if at.tzinfo else at).strftime("%Y-%m-%dT%H:%M")
    except (ValueError, OverflowError):  # the first and the last day of the calendar have no other time zone
        return text


def shown_number(value: object) -> str:
    """How a number stands in its field: plain digits, and the decimal mark of the reader's language."""
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f").replace(".", _marks()[1])
    return str(value)


def _take_goods_away(document: Node) -> None:
    """What is typed of consignments does not count while the vehicles are said to be empty."""
    document["consignments"] = []
    for vehicle in document["vehicles"]:
        vehicle["consignments"] = []


def _goods(row: Node) -> Node:
    goods = _row(row, fields.GOODS)
    goods["items"] = [_row(item, fields.ITEM, keyed=False) for item in _rows(row, "items")]
    return goods


def _vehicle(row: Node) -> Node:
    vehicle = _row(row, fields.LISTS["vehicles"])
    vehicle["companion"] = _or_none(vehicle["companion"])
    return vehicle


def _row(row: Node, members: Iterable[Field], *, keyed: bool = True) -> Node:
    typed: Node = {"key": _text(_values(row, ("key",)))} if keyed else {}
    _read(typed, row, members)
    return typed


def _read(into: Node, tree: Node, members: Iterable[Field]) -> None:
    for field in members:
        put(into, field.path, READERS.get(field.kind, _text)(_values(tree, field.path)))


def _or_none(members: Node) -> Node | None:
    return members if any(value is not None for value in members.values()) else None


def _tree(posted: QueryDict) -> Node:
    """The posted values by the steps of their names."""
    root: Node = {}
    for name, values in posted.lists():
        *way, last = name.split("-", _DEEPEST)
        node: Any = root
        for step in way:
            node = node.setdefault(step, {}) if isinstance(node, dict) else None
        if isinstance(node, dict):
            node.setdefault(last, values)
    return root


def _values(tree: Node, path: tuple[str, ...]) -> list[str]:
    found = look(tree, path)
    return [str(value) for value in found] if isinstance(found, list) else []


def _rows(tree: Node, name: str) -> list[Node]:
    """The rows of a list in the order of their indices, which may have gaps."""
    rows: Any = tree.get(name)
    return [rows[str(number)] for number in _numbers(rows)]


def _numbers(rows: object) -> list[int]:
    """The indices of the rows of a list, in order."""
    if not isinstance(rows, dict):
        return []
    plain = (
        index for index, row in rows.items() if re.fullmatch(r"0|[1-9][0-9]{0,5}", index) and isinstance(row, dict)
    )
    return sorted(map(int, plain))


# One reader a kind: values as posted -> what stands in the document


def _text(values: list[str]) -> str | None:
    # Neither a database nor a page takes U+0000; what replaces it is seen, and no format takes it.
    return values[-1].replace("\0", "\ufffd").strip() or None if values else None


def _flag(values: list[str]) -> bool:
    return bool(_text(values))


def _references(values: list[str]) -> list[str]:
    return [text for value in values if (text := _text([value]))]


def _whole(values: list[str]) -> int | str | None:
    text = _text(values)
    if text is None:
        return None
    if _WHOLE.fullmatch(text):
        return int(text)
    if grouped := _GROUPED.fullmatch(text):
        return int(text.replace(grouped[1], ""))
    return text


def _decimal(values: list[str]) -> int | float | str | None:
    text = _text(values)
    if text is None:
        return None
    group, mark = _marks()
    plain = re.sub(r"[ \u00a0\u202f]", "", text)
    if re.fullmatch(rf"[+-]?\d{{1,3}}(?:\{group}\d{{3}}){{1,5}}(?:\{mark}\d{{1,6}})?", plain):
        plain = plain.replace(group, "")
    if not re.fullmatch(r"[+-]?\d{1,18}(?:[.,]\d{1,6})?", plain):
        return text
    number = Decimal(plain.replace(",", "."))
    return int(number) if number == number.to_integral_value() else float(number)


def _marks() -> tuple[str, str]:
    """The marks of thousands and of decimals in the reader's language."""
    return (".", ",") if (get_language() or "vi").startswith("vi") else (",", ".")


def _instant(values: list[str]) -> str | None:
    text = _text(values)
    if text is None:
        return None
    try:
        at = _spelled_out(text) or datetime.fromisoformat(text)
    except ValueError:
        return text
    return at.replace(tzinfo=GATE_TIME).isoformat() if at.tzinfo is None else text


def _day(values: list[str]) -> str | None:
    text = _text(values)
    if text is None:
        return None
    try:
        at = _spelled_out(text)
    except ValueError:
        return text
    return at.date().isoformat() if at else text


def _spelled_out(text: str) -> datetime | None:
    """A date as people here write it, `31/01/2027 09:00`, where the browser has no field for dates.

    :raises ValueError: there is no such day or hour.
    """
    found = _LOCAL.fullmatch(text)
    if found is None:
        return None
    day, month, year, hour, minute = (int(part or 0) for part in found.groups())
    return datetime(year, month, day, hour, minute)  # noqa: DTZ001 - the gate's time, given by the caller


READERS: dict[Kind, Callable[[list[str]], Any]] = {
    Kind.FLAG: _flag,
    Kind.REFS: _references,
    Kind.WHOLE: _whole,
    Kind.DECIMAL: _decimal,
    Kind.INSTANT: _instant,
    Kind.DAY: _day,
}
"""Kinds that are more than a text."""
