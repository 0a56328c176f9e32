"""Past bulletins as they stand in a sheet: lines to rows, and every error at its line and column. Pure.

Columns are told by their names in the first line (docs/comparisons.md): `date`, `gate` (a code, or `total`), `source`,
`starts_on` where a row speaks of more than a day, and the figures, named as in the CSV of a bulletin. An empty cell is
unknown.
"""

import datetime as dt
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from declarations.formats import BadFormat, read_currency
from reports import words
from reports.bases import TRADES, WEIGHTS, at
from workspace.sheets import BadSheet, Line, Sheet, column_letter

Text = str | Promise
TOTAL: Final = "total"
"""What stands in the column `gate` for all gates together."""
MEMBERS: Final = ("date", "starts_on", "gate", "source")
COLUMNS: Final = {
    path.replace(".", "_"): path
    for path in (*(path for path, _label in words.FIGURES), *WEIGHTS)
    if not path.startswith(TRADES)
}
"""The figures' columns, by name their path; trade values have one for each currency besides."""
_TRADE: Final = re.compile(r"(trade_value_(?:export|import))_([a-z]{3})")
_WHOLE: Final = re.compile(r"[0-9]{1,12}")
_CHANGE: Final = re.compile(r"[+-]?[0-9]{1,12}")
_MONEY: Final = re.compile(r"[0-9]{1,16}(\.[0-9]{1,2})?")
_DAY_FIRST: Final = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
LONGEST_SOURCE: Final = 300
SUMS: Final = {
    "cleared": ("export.total", "import.total"),
    "export.total": ("export.fruit", "export.other"),
    "import.total": ("import.goods", "import.new_vehicles"),
}


class Row(NamedTuple):
    """What one line says. `gate_code` is empty for all gates together."""

    line: int
    starts_on: dt.date
    ends_on: dt.date
    gate_code: str
    source: str
    figures: dict[str, Any]

    @property
    def place(self) -> tuple[dt.date, dt.date, str]:
        """What there can be only one row of."""
        return self.starts_on, self.ends_on, self.gate_code


class Fault(NamedTuple):
    """What is wrong, or odd, in a line; `column` is empty where the whole line is meant."""

    line: int
    column: str
    name: str
    message: Text

    def __str__(self) -> str:
        said = {"line": self.line, "column": self.column, "name": self.name, "message": self.message}
        if not self.column:
            return str(_("Line %(line)d: %(message)s") % said)
        return str(_("Line %(line)d, column %(column)s (%(name)s): %(message)s") % said)


class BadCell(ValueError):
    """A cell holds what cannot stand there."""

    def __init__(self, message: Text) -> None:
        super().__init__(message)
        self.message = message


class Read(NamedTuple):
    """All that a sheet says: its rows where nothing is wrong, else what is."""

    rows: list[Row]
    faults: list[Fault]


def read(sheet: Sheet, *, gates: Collection[str], before: dt.date) -> Read:
    """Read every line of a sheet; `faults` is empty or names all that is wrong with it.

    :param gates: the codes that there are.   :param before: the day that has not ended yet.
    """
    columns, faults = _heading(sheet.lines[0])
    is_whole = not faults
    rows: list[Row] = []
    for line in sheet.rows:
        nameless = [number for number, cell in enumerate(line.cells) if cell and not sheet.lines[0].cell(number)]
        faults += [Fault(line.number, column_letter(n), "", _("this column has no name.")) for n in nameless]
        row, wrong = _line(line, columns, gates=gates, before=before, is_whole=is_whole)
        faults += wrong
        rows += [row] if row else []
    faults += _twice(rows)
    if not sheet.rows:
        faults.append(Fault(sheet.lines[0].number, "", "", _("there is nothing below the names of the columns.")))
    return Read(rows, sorted(faults, key=lambda fault: (fault.line, len(fault.column), fault.column)))


def _heading(line: Line) -> tuple[dict[int, str], list[Fault]]:
    """Which column is which member or path, and what is wrong with their names."""
    columns: dict[int, str] = {}
    faults = []
    for number, cell in enumerate(line.cells):
        name = cell.strip().lower()
        member = name if name in MEMBERS else COLUMNS.get(name) or _trade_path(name)
        if not name:
            continue  # what stands below it is named there
        if member is None:
            faults.append(Fault(line.number, column_letter(number), cell, _("there is no such column.")))
        elif member in columns.values():
            faults.append(Fault(line.number, column_letter(number), cell, _("this column stands there twice.")))
        else:
            columns[number] = member
    missing = [member for member in ("date", "gate", "source") if member not in columns.values()]
    faults += [
        Fault(line.number, "", "", _("the column “%(name)s” is missing.") % {"name": member}) for member in missing
    ]
    return columns, faults


def _trade_path(name: str) -> str | None:
    found = _TRADE.fullmatch(name)
    if found is None:
        return None
    try:
        return f"{found[1].replace('_value_', '_value.')}.{read_currency(found[2])}"
    except BadFormat:
        return None


def _line(
    line: Line, columns: Mapping[int, str], *, gates: Collection[str], before: dt.date, is_whole: bool
) -> tuple[Row | None, list[Fault]]:
    said: dict[str, Any] = {}
    faults = []
    for number, member in columns.items():
        try:
            said[member] = _value(member, line.cell(number), gates)
        except BadCell as bad:
            faults.append(Fault(line.number, column_letter(number), member.replace(".", "_"), bad.message))
    if faults or not {"date", "gate", "source"} <= said.keys():
        return None, faults
    figures = {path: value for path, value in said.items() if path not in MEMBERS and value is not None}
    row = Row(
        line.number, said.get("starts_on") or said["date"], said["date"], said["gate"], said["source"], figures
    )  # fmt: skip
    wrong = [Fault(line.number, "", "", message) for message in _wrong(row, before)]
    if is_whole and not figures:
        wrong.append(Fault(line.number, "", "", _("not one figure is known.")))
    return (None, wrong) if wrong else (row, [])


def _value(member: str, text: str, gates: Collection[str]) -> Any:
    if member in MEMBERS:
        return _member(member, text, gates)
    if not text:
        return None
    if member.startswith(TRADES):
        return _money(text)
    pattern = _CHANGE if member == "left_over.change" else _WHOLE
    if not pattern.fullmatch(text):
        raise BadCell(_("a whole number is needed, without marks between its digits; nothing where it is unknown."))
    return int(text)


def _money(text: str) -> str:
    if not _MONEY.fullmatch(text):
        raise BadCell(_("an amount is needed, as in 1234567.50, without marks between its digits."))
    return f"{Decimal(text):.2f}"


def _member(member: str, text: str, gates: Collection[str]) -> Any:
    if member == "gate":
        code = text.upper()
        if code != TOTAL.upper() and code not in gates:
            raise BadCell(_("there is no such gate; write its code, or “total” for all together."))
        return "" if code == TOTAL.upper() else code
    if member == "source":
        if not text or len(text) > LONGEST_SOURCE:
            raise BadCell(_("say in at most 300 letters who published it, and where."))
        return text
    if not text and member == "starts_on":
        return None
    return _date(text)


def _date(text: str) -> dt.date:
    day_first = _DAY_FIRST.fullmatch(text)
    try:
        if day_first:
            return dt.date(int(day_first[3]), int(day_first[2]), int(day_first[1]))
        if len(text) == 10:
            return dt.date.fromisoformat(text)
    except ValueError:
        pass  # 31 February is refused like any other text
    raise BadCell(_("a date is needed, as in 2024-08-22 or 22/08/2024."))


def _wrong(row: Row, before: dt.date) -> Iterator[Text]:
    if row.ends_on >= before:
        yield _("this day has not ended yet.")
    if row.starts_on > row.ends_on:
        yield _("its first day lies after its last.")
    if (row.ends_on - row.starts_on).days > 366:
        yield _("a bulletin speaks of a year at most.")


def _twice(rows: Iterable[Row]) -> Iterator[Fault]:
    first: dict[Any, int] = {}
    for row in rows:
        line = first.setdefault(row.place, row.line)
        if line != row.line:
            said = {"line": line}
            yield Fault(row.line, "", "", _("the same day and gate stand in line %(line)d already.") % said)


def remarks(rows: Iterable[Row]) -> list[Fault]:
    """Where a published whole is not the sum of its published parts: kept as it was published, and said."""
    return [
        Fault(row.line, "", "", _("“%(name)s” is not the sum of its parts; it is kept as it was published.")
              % {"name": path.replace(".", "_")})
        for row in rows
        for path, parts in SUMS.items()
        if {path, *parts} <= row.figures.keys() and row.figures[path] != sum(row.figures[part] for part in parts)
    ]  # fmt: skip


def sheet_of(document: str, *, source: str, name: str) -> Sheet:
    """A bulletin's JSON (the form that this program writes too) as a sheet of the same columns.

    :raises BadSheet: it is no such document.
    """
    try:
        bulletin = json.loads(document)
        parts = {TOTAL: bulletin["total"], **bulletin["gates"]}
        traded = [f"{path}.{name}" for path in TRADES for name in sorted(_currencies(parts.values(), path))]
        paths = (*COLUMNS.values(), *traded)
        lines = [_cells(bulletin, gate, part, source, paths) for gate, part in parts.items()]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadSheet(_("This file is not a bulletin in JSON.")) from None
    header = (*MEMBERS, *(path.replace(".", "_") for path in paths))
    return Sheet(tuple(Line(number, cells) for number, cells in enumerate([header, *lines], start=1)), name)


def _currencies(parts: Iterable[Mapping[str, Any]], path: str) -> set[str]:
    return {name for part in parts for name in at(part, path) or {}}


def _cells(
    bulletin: Mapping[str, Any], gate: str, part: Mapping[str, Any], source: str, paths: Iterable[str]
) -> tuple[str, ...]:
    values = [at(part, path) for path in paths]
    said = ["" if value is None else str(value) for value in values]
    return str(bulletin["date"]), str(bulletin.get("starts_on") or ""), gate, source, *said
