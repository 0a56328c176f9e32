"""Two documents compared unit by unit: what a person changes as one thing, at a place that stays (domain §8).

A unit is a member of the header (`("note",)`), a member of a row that is known by its key (`("vehicles", "1",
"driver")`), or a whole row that is there in one document only (`("consignments", "B")`). Pure; writes nothing.
"""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from contract.errors import Invalid
from contract.jsonpath import json_path

Place = tuple[str | int, ...]
"""A place in the document by indices, as `("vehicles", 0, "plate")`."""

Unit = tuple[str, ...]
Pair = tuple[Any, Any]
Document = dict[str, Any]
LISTS = ("consignments", "vehicles", "receiving_vehicles")
MOST_STEPS = 8
MOST_SHOWN = 80
_STEP = re.compile(r"\.([A-Za-z_][A-Za-z0-9_]{0,63})|\[([0-9]{1,4})\]")


class UnknownPath(Invalid):
    """A path leads to no member of the declaration."""

    code = "unknown_path"

    def __init__(self, path: str) -> None:
        super().__init__(_("There is no %(path)s in this declaration.") % {"path": path[:MOST_SHOWN]})


class Difference(NamedTuple):
    """One unit that is not the same; `place` is where it stands by index, in the old document where it is there."""

    unit: Unit
    place: Place
    old: Any
    new: Any

    @property
    def path(self) -> str:
        """`place` as JSONPath."""
        return json_path(self.place)

    @property
    def leaves(self) -> dict[Place, Pair]:
        """The same, as deep as the two differ."""
        return dict(differences(self.old, self.new, self.place))


def compared(before: Document, after: Document) -> list[Difference]:
    """What differs, in the old document's order; rows are matched by their keys, wherever they stand."""
    found = [Difference((name,), (name,), before.get(name), after.get(name)) for name in before if name not in LISTS]
    for name in LISTS:
        found += _rows(name, before[name], after[name])
    return [one for one in found if one.leaves]


def _rows(name: str, before: list[Document], after: list[Document]) -> Iterator[Difference]:
    new = {str(row["key"]): (index, row) for index, row in enumerate(after)}
    for index, row in enumerate(before):
        key = str(row["key"])
        _, other = new.pop(key, (0, None))
        if other is None:
            yield Difference((name, key), (name, index), row, None)
            continue
        for member in row:
            yield Difference((name, key, member), (name, index, member), row[member], other.get(member))
    for key, (index, row) in new.items():
        yield Difference((name, key), (name, index), None, row)


def differences(before: Any, after: Any, place: Place = ()) -> Iterator[tuple[Place, Pair]]:
    """What differs, place by place, as deep as objects and lists go; entries of lists by their index."""
    if isinstance(before, dict) and isinstance(after, dict):
        for name in {**before, **after}:
            yield from differences(before.get(name), after.get(name), (*place, name))
    elif isinstance(before, list) and isinstance(after, list):
        for index in range(max(len(before), len(after))):
            old = before[index] if index < len(before) else None
            new = after[index] if index < len(after) else None
            yield from differences(old, new, (*place, index))
    elif place == ("expected_arrival",):
        if not _same_instant(before, after):
            yield place, (before, after)
    elif before != after:
        yield place, (before, after)


def _same_instant(one: Any, other: Any) -> bool:
    return bool(one and other) and datetime.fromisoformat(one) == datetime.fromisoformat(other)


def locate(unit: Unit, document: Document) -> Place | None:
    """Where a unit stands in a document; None when its row is not there."""
    if len(unit) == 1:
        return unit
    name, key, *member = unit
    index = next((index for index, row in enumerate(document[name]) if str(row["key"]) == key), None)
    return None if index is None else (name, index, *member)


def value_of(unit: Unit, document: Document) -> Any:
    """What stands at a unit; None when nothing does."""
    place = locate(unit, document)
    found: Any = document
    for step in place or ():
        found = found[step] if isinstance(step, int) else found.get(step)
    return None if place is None else found


def with_units(document: Document, changes: Mapping[Unit, Any]) -> Document:
    """The document with these units changed; a row that becomes None goes, one that was not there is added."""
    changed: Document = deepcopy(document)
    for unit, value in changes.items():
        place = locate(unit, changed)
        if len(unit) == 2 and place is None:
            changed[unit[0]].append(value)
        elif len(unit) == 2 and value is None and place is not None:
            del changed[unit[0]][int(place[1])]
        elif place is not None:
            holder = changed
            for step in place[:-1]:
                holder = holder[step]  # type: ignore[index]  # a place leads through what is there
            holder[str(place[-1])] = deepcopy(value)
    return changed


def steps_of(path: str) -> Place:
    """`$.vehicles[0].plate` → `("vehicles", 0, "plate")`.

    :raises UnknownPath: it is not of that form.
    """
    steps: list[str | int] = []
    rest = path.removeprefix("$")
    while rest and (found := _STEP.match(rest)) and len(steps) <= MOST_STEPS:
        steps.append(found[1] if found[1] else int(found[2]))
        rest = rest[found.end() :]
    if rest or not steps or not path.startswith("$") or len(steps) > MOST_STEPS:
        raise UnknownPath(path)
    return tuple(steps)


def with_value(document: Document, path: str, value: object) -> Document:
    """The document with `value` at `path`; the place after a list's last entry adds one, null there takes one out.

    :raises UnknownPath: nothing can stand there.
    """
    changed: Document = deepcopy(document)
    *way, last = steps_of(path)
    holder: Any = changed
    for step in way:
        holder = _member(holder, step, path)
    if isinstance(last, int) and isinstance(holder, list) and last <= len(holder):
        holder[last : last + 1] = [] if value is None else [value]
    elif isinstance(last, str) and isinstance(holder, dict):
        holder[last] = value
    else:
        raise UnknownPath(path)
    return changed


def _member(holder: Any, step: str | int, path: str) -> Any:
    if isinstance(step, int) and isinstance(holder, list) and step < len(holder):
        return holder[step]
    if isinstance(step, str) and isinstance(holder, dict) and step in holder:
        if holder[step] is None:
            holder[step] = {}
        return holder[step]
    raise UnknownPath(path)
