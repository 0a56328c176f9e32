"""From rows to declarations: one row is one; rows with the same word in the column of groups are one together.

Within a group the first row says where and when. A row with another plate is another vehicle, with another customs
declaration (or, without one, another owner) another consignment, and each row adds its goods; what a row repeats may be
left empty, and must not say something else.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext_lazy as _

from contract.finding import Finding, Severity
from declarations.formats import plate_key
from declarations.web.form.places import look, put
from declarations.web.form.rows import name_rows
from workspace.bulk.columns import BY_PLACE, COLUMNS, GOODS, GROUP, HEADER, ITEM, VEHICLE
from workspace.bulk.values import CellReader

Cells = dict[str, str]
"""By the code of its column what stands in each filled cell."""


class Row(NamedTuple):
    """A row of the sheet, numbered as the person sees it."""

    number: int
    cells: Cells


class Placed(NamedTuple):
    """A finding, and the cell it is about: which line of its entry, and which column (none: the whole row)."""

    finding: Finding
    line: int
    column: str


@dataclass
class Entry:
    """One declaration of the file.

    `origins`: from which of its rows each vehicle, each consignment and each item of it is.
    """

    rows: list[Row]
    document: dict[str, Any] = field(default_factory=dict)
    origins: dict[str, list[Any]] = field(default_factory=lambda: {"vehicles": [], "consignments": [], "items": []})
    findings: list[Placed] = field(default_factory=list)


def grouped(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """The rows of each declaration, in the order of their first ones."""
    groups: dict[object, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.cells.get(GROUP) or row.number, []).append(row)
    return iter(groups.values())


def compose(rows: list[Row], reader: CellReader) -> Entry:
    """What the rows of one declaration say. Never refuses; what cannot be read stays as typed."""
    entry = Entry(rows, {"vehicles": [], "consignments": []})
    writer = _Writer(entry, reader)
    for index in range(len(rows)):
        writer.add(index)
    name_rows(entry.document)
    for vehicle, carried in zip(entry.document["vehicles"], writer.carried, strict=True):
        vehicle["consignments"] = [entry.document["consignments"][position]["key"] for position in carried]
    return entry


class _Writer:
    def __init__(self, entry: Entry, reader: CellReader) -> None:
        self.entry, self.reader = entry, reader
        self.gate = str(reader.read(_FIELD["gate"], entry.rows[0].cells.get("gate", "")) or "")
        self.carried: list[list[int]] = []
        self.by_plate: dict[str, int] = {}
        self.by_customs: dict[tuple[str, str], int] = {}
        self.vehicle = self.consignment = -1

    def add(self, index: int) -> None:
        """Add what a row says."""
        cells = self.entry.rows[index].cells
        self._write(self.entry.document, HEADER, index, again=index > 0)
        self._vehicle(index, cells.get("plate", ""))
        if any(code in cells for code in _OF_CARGO):
            self._goods(index, (cells.get("customs_number", ""), cells.get("owner_tax_code", "")))

    def _vehicle(self, index: int, plate: str) -> None:
        vehicles, key = self.entry.document["vehicles"], plate_key(plate) or plate
        at = self.by_plate.get(key, -1) if key else self.vehicle
        if again := at >= 0:
            self.vehicle = at
        else:
            self.vehicle = len(vehicles)
            vehicles.append({})
            self.carried.append([])
            self.entry.origins["vehicles"].append(index)
        self.by_plate[key] = self.vehicle
        self._write(vehicles[self.vehicle], VEHICLE, index, again=again)

    def _goods(self, index: int, key: tuple[str, str]) -> None:
        consignments, origins = self.entry.document["consignments"], self.entry.origins
        key = (key[0], "") if key[0] else key
        at = self.by_customs.get(key, -1) if any(key) else self.consignment
        if again := at >= 0:
            self.consignment = at
        else:
            self.consignment = len(consignments)
            consignments.append({"items": []})
            origins["consignments"].append(index)
            origins["items"].append([])
        self.by_customs[key] = self.consignment
        consignment = consignments[self.consignment]
        self._write(consignment, GOODS, index, again=again)
        if any(code in self.entry.rows[index].cells for code in _OF[ITEM]):
            consignment["items"].append({})
            origins["items"][self.consignment].append(index)
            self._write(consignment["items"][-1], ITEM, index, again=False)
        if self.consignment not in self.carried[self.vehicle]:
            self.carried[self.vehicle].append(self.consignment)

    def _write(self, into: dict[str, Any], part: str, index: int, *, again: bool) -> None:
        """Write the cells of a part; where it was written before, only look whether they say the same."""
        cells = self.entry.rows[index].cells
        for code in _OF[part]:
            text = cells.get(code)
            if text is None:
                continue
            column = COLUMNS[code]
            assert column.field
            value = self.reader.read(column.field, text, gate=self.gate)
            if not again:
                put(into, column.path, value)
            elif not _same(code, look(into, column.path), value):
                self.entry.findings.append(Placed(disagreement(self.entry.rows[0].number), index, code))


_OF: Final = {
    part: [column.code for column in COLUMNS.values() if column.part == part]
    for part in (HEADER, VEHICLE, GOODS, ITEM)
}  # fmt: skip
_OF_CARGO: Final = (*_OF[GOODS], *_OF[ITEM])
_FIELD: Final = {code: column.field for code, column in COLUMNS.items() if column.field}


def _same(code: str, before: Any, now: Any) -> bool:
    if code in ("plate", "trailer_plate") and isinstance(before, str) and isinstance(now, str):
        return plate_key(before) == plate_key(now)
    return bool(before == now)


# What the sheet itself says of its rows: not rules of a declaration, but of how rows stand together.


def disagreement(first: int) -> Finding:
    """A row says of the same thing something else than the first row of its group."""
    return Finding(
        "rows_disagree",
        Severity.ERROR,
        "$",
        _("This differs from an earlier row of the same group (its first row is %(row)d).") % {"row": first},
        _("Write the same in both rows, or leave this cell empty."),
    )


def repeated_plate(first: int) -> Finding:
    """A vehicle stands in two declarations of one file."""
    return Finding(
        "plate_twice_in_file",
        Severity.ERROR,
        "$",
        _("The same plate stands in row %(row)d of this file.") % {"row": first},
        _("Remove one of the rows, or write the same word into the column of groups to make them one declaration."),
    )


_STEPS = re.compile(r"\.([A-Za-z_]+)|\[(\d+)\]")
_STAND_FOR: Final = {
    (HEADER, "vehicles"): "plate",
    (HEADER, "consignments"): "description",
    (HEADER, "contact"): "contact_name",
    (VEHICLE, "consignments"): "cargo_kind",
    (VEHICLE, "driver"): "driver_name",
    (GOODS, "items"): "description",
    (GOODS, "owner"): "owner_tax_code",
}
"""Members that have no column of their own, and the one that a person looks at for them."""


def place_of(path: str, origins: dict[str, list[Any]]) -> tuple[int, str]:
    """The line of its entry and the column that a place of the document (JSONPath) comes from; no column: ""."""
    way = [name or int(index) for name, index in _STEPS.findall(path)]
    lines, index, part, rest = [0], 0, HEADER, way
    match way:
        case ["vehicles", int(index), *rest]:
            lines, part = origins["vehicles"], VEHICLE
        case ["consignments", int(goods), "items", int(index), *rest] if goods < len(origins["items"]):
            lines, part = origins["items"][goods], ITEM
        case ["consignments", int(index), *rest]:
            lines, part = origins["consignments"], GOODS
    names = tuple(str(step) for step in rest)
    column = BY_PLACE.get((part, names)) or _STAND_FOR.get((part, names[0] if names else ""), "")
    return lines[index] if index < len(lines) else 0, column
