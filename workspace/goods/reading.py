"""Lines to consignments: those of one customs number are one; a line without goes on with the one above it.

Nothing is refused for what a cell says: it stays as it was written, and the findings of the form speak about it.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from declarations.document import MOST_CONSIGNMENTS, MOST_ITEMS
from declarations.findings.facts import customs_identity
from declarations.web.form.fields import Field, Kind
from workspace.folding import fold
from workspace.goods.columns import MEMBERS, OF_ITEM, TOTALS, guess, words
from workspace.sheets import BadSheet, Line, Sheet, find_heading

Node = dict[str, Any]
CellReader = Callable[[Field, str], Any]
_OTHER: Final = {".": ",", ",": "."}
_THOUSANDS: Final = re.compile(r"[.,]\d{3}(?!\d)")
_TELLING: Final = ("customs_number", "hs_code")
_NEEDED: Final = (*_TELLING, "description")


def read_goods(sheet: Sheet, *, read: CellReader) -> list[Node]:
    """The consignments of a sheet, with their items, as they stand in a document (without keys).

    :param read: the value of a cell for a field of the form.
    :raises BadSheet: no column can be told; more consignments or items than a declaration takes.
    """
    heading = find_heading(sheet, words())
    lines = heading.below(sheet) if heading else sheet.lines
    columns = heading.columns if heading else guess(sheet.lines)
    # Words alone could be anything: without a header a number must say what the lines are.
    if not any(name in columns for name in (_NEEDED if heading else _TELLING)):
        raise BadSheet(
            _("Line %(line)d: which column is what cannot be told. Put a line above it that names the columns.")
            % {"line": sheet.lines[0].number}
        )
    if not lines:
        raise BadSheet(_("There is nothing below line %(line)d.") % {"line": sheet.lines[-1].number})
    return _Reader(columns, _marks(columns, lines), read).consignments(lines)


class _Reader:
    def __init__(self, columns: Mapping[str, int], marks: Mapping[str, str], read: CellReader) -> None:
        self.columns, self.marks, self.read = columns, marks, read

    def consignments(self, lines: Iterable[Line]) -> list[Node]:
        found: list[Node] = []
        by_number: dict[str, Node] = {}
        for line in lines:
            if self._is_total(line):
                continue
            number = self._text(line, "customs_number")
            identity = customs_identity(number) or number
            goods = by_number.get(identity) if identity else (found[-1] if found else None)
            if goods is None:
                goods = {"items": []}
                found.append(goods)
                by_number[identity] = goods
            self._take(line, goods)
            self._check(line, found, goods)
        return found

    def _take(self, line: Line, goods: Node) -> None:
        item: Node = {}
        for name, column in self.columns.items():
            text = line.cell(column)
            if text:
                _put(item if name in OF_ITEM else goods, name, self._value(name, text))
        if item:
            goods["items"].append(item)

    def _value(self, name: str, text: str) -> Any:
        field = MEMBERS[name]
        if field.kind == Kind.DECIMAL and (number := _plain(text, self.marks.get(name, ""))) is not None:
            return number
        return self.read(field, text)

    def _text(self, line: Line, name: str) -> str:
        column = self.columns.get(name)
        return "" if column is None else "".join(line.cell(column).split())

    def _is_total(self, line: Line) -> bool:
        return not customs_identity(self._text(line, "customs_number")) and any(
            fold(cell) in TOTALS for cell in line.cells
        )

    @staticmethod
    def _check(line: Line, found: Sequence[Node], goods: Node) -> None:
        if len(found) > MOST_CONSIGNMENTS or len(goods["items"]) > MOST_ITEMS:
            raise BadSheet(
                _("Line %(line)d: a declaration takes %(consignments)d consignments of %(items)d goods at most.")
                % {"line": line.number, "consignments": MOST_CONSIGNMENTS, "items": MOST_ITEMS}
            )


def _put(node: Node, name: str, value: object) -> None:
    """The first line that says something of a consignment says it."""
    *way, last = name.split(".")
    for step in way:
        node = node.setdefault(step, {})
    node.setdefault(last, value)


def _marks(columns: Mapping[str, int], lines: Sequence[Line]) -> dict[str, str]:
    """The decimal mark of each column of numbers, where its cells give it away."""
    decimals = [name for name in columns if MEMBERS[name].kind == Kind.DECIMAL]
    return {name: _mark([line.cell(columns[name]) for line in lines]) for name in decimals}


def _mark(texts: Sequence[str]) -> str:
    """The last mark of a number that has two; of one mark alone, whether three digits always follow: thousands then."""
    grouping = ""
    for text in texts:
        marks = [mark for mark in text if mark in _OTHER]
        if len(set(marks)) == 2:
            return marks[-1]
        if len(marks) == 1 and not _THOUSANDS.search(text):
            return marks[0]
        grouping = marks[0] if marks else grouping
    return _OTHER.get(grouping, "")


def _plain(text: str, mark: str) -> int | float | None:
    """A number whose decimal mark is known; None where it is not, or the text is none."""
    if not mark:
        return None
    plain = re.sub(r"[\s\u00a0\u202f]", "", text).replace(_OTHER[mark], "").replace(mark, ".")
    if not re.fullmatch(r"[+-]?\d{1,18}(?:\.\d{1,6})?", plain):
        return None
    number = Decimal(plain)
    return int(number) if number == number.to_integral_value() else float(number)
