"""Which column is what: words of a header, in any of three languages, with or without their marks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workspace.folding import fold
from workspace.sheets.sheet import Line, Sheet

Words = Mapping[str, Sequence[str]]
"""For each member the names a column of it may bear."""
_LOOKED_AT = 20


@dataclass(frozen=True, slots=True)
class Heading:
    """The line that names the columns: where each member stands, and what no member is known for."""

    line: Line
    columns: dict[str, int]
    unknown: tuple[int, ...]

    def below(self, sheet: Sheet) -> tuple[Line, ...]:
        """The lines after it."""
        return tuple(line for line in sheet.lines if line.number > self.line.number)

    def cell(self, line: Line, member: str) -> str:
        """What a line says of a member; nothing where there is no such column."""
        column = self.columns.get(member)
        return "" if column is None else line.cell(column)


def find_heading(sheet: Sheet, words: Words, *, at_least: int = 2) -> Heading | None:
    """The line, among the first ones, that names most members; None when none names `at_least`.

    Titles above the header are passed over. A column that names a member again is unknown.
    """
    names = {fold(word): member for member, known in words.items() for word in known}
    best: Heading | None = None
    for line in sheet.lines[:_LOOKED_AT]:
        heading = _heading(line, names)
        if len(heading.columns) >= at_least and (best is None or len(heading.columns) > len(best.columns)):
            best = heading
    return best


def _heading(line: Line, names: dict[str, str]) -> Heading:
    columns: dict[str, int] = {}
    unknown: list[int] = []
    for column, cell in enumerate(line.cells):
        member = _member(cell, names)
        if member is None or member in columns:
            unknown += [column] * bool(cell)
        else:
            columns[member] = column
    return Heading(line, columns, tuple(unknown))


def _member(cell: str, names: dict[str, str]) -> str | None:
    """The member a heading names: by the whole of it, or by what stands before a bracket or asterisk."""
    whole = fold(cell)
    return names.get(whole) or names.get(fold(cell.split("(")[0].split("（")[0])) if whole else None
