"""Small cells are not published, nor anything they could be reckoned from. Pure.

A table is cells with whole numbers and relations "this cell is the sum of those". A cell of 1 or 2 is hidden (0 is
shown: where nobody went through, nobody is known). One hidden cell of a sum is its rest, so others are hidden with it,
the smallest first. The reader is taken to know all shown cells, all relations, and that a hidden cell holds at least 1;
he is not told which of the hidden ones are small. Where a table has cells for every hour, most of them small, 0 is
hidden as well ("vague" cells): a hidden one may hold nothing, and nobody is found by counting the hours that are not 0.

What is hidden is safe when there is another table that he cannot tell from the true one, in which the small cell holds
something else. Such tables are looked for among the ways to move ones between hidden cells without disturbing a sum
(`opendata.moves`), so a cell counts as safe only where one was found.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from opendata.moves import Cell, moves

LEAST: Final = 3
"""The smallest number that is shown, besides 0."""


class Relation(NamedTuple):
    """`total` is the sum of `parts`."""

    total: Cell
    parts: tuple[Cell, ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        return (self.total, *self.parts)


class NoSum(Exception):
    """A total is not the sum of its parts: an error of the program, never of the data."""


def hidden_cells(
    values: Mapping[Cell, int],
    relations: Sequence[Relation],
    *,
    sensitive: Collection[Cell] = (),
    vague: Collection[Cell] = (),
) -> frozenset[Cell]:
    """The cells of a table that are not published.

    :param sensitive: cells to be protected besides the small ones.   :param vague: cells of which 0 is hidden too.
    :raises NoSum: the table contradicts itself.
    """
    for relation in relations:
        if values[relation.total] != sum(values[part] for part in relation.parts):
            raise NoSum(f"{relation.total} is not the sum of its parts")
    secret = {cell for cell, value in values.items() if value and (value < LEAST or cell in sensitive)}
    hidden = set(secret)
    for table in _tables(relations):
        hidden |= _Table(values, table, secret, frozenset(vague)).hidden()
    return frozenset(hidden)


def _tables(relations: Iterable[Relation]) -> list[list[Relation]]:
    """The relations, those together that share cells directly or through others."""
    tables: list[tuple[set[Cell], list[Relation]]] = []
    for relation in relations:
        cells, found = set(relation.cells), [relation]
        apart = []
        for others in tables:
            if others[0].isdisjoint(cells):
                apart.append(others)
            else:
                cells |= others[0]
                found = others[1] + found
        tables = [*apart, (cells, found)]
    return [found for _cells, found in tables]


class _Table:
    """One table while its cells are being hidden."""

    def __init__(
        self, values: Mapping[Cell, int], relations: list[Relation], secret: set[Cell], vague: frozenset[Cell]
    ) -> None:
        self.values = values
        self.relations = relations
        self.cells = {cell for relation in relations for cell in relation.cells}
        self.secret = secret & self.cells
        self.slack = {cell: values[cell] - (cell not in vague) for cell in self.cells}
        self.chosen = self.secret | {cell for cell in self.cells & vague if values[cell] < LEAST}
        self.of_cell: dict[Cell, list[Relation]] = defaultdict(list)
        self.heights: dict[Cell, int] = dict.fromkeys(self.cells, 0)
        for relation in relations:
            self.heights[relation.total] += 1
            for cell in relation.cells:
                self.of_cell[cell].append(relation)

    def hidden(self) -> set[Cell]:
        """What must be hidden in it."""
        self._leave_no_rest_alone()
        found = moves(self.slack, self._equations())
        while (exposed := self.secret - found.movable) and (cell := self._next(exposed)) is not None:
            self.chosen.add(cell)
            self._leave_no_rest_alone()
            found = moves(self.slack, self._equations())
        # What can be reckoned anyhow, and is not small, need not be hidden.
        return self.chosen - (found.fixed - self.secret)

    def _leave_no_rest_alone(self) -> None:
        """Hide a second cell wherever one alone is hidden of a sum, or where each hidden part is as small as can be."""
        waiting = list(self.relations)
        while waiting:
            relation = waiting.pop()
            inside = [cell for cell in relation.cells if cell in self.chosen]
            least = relation.total not in self.chosen and not any(self.slack[cell] for cell in inside)
            if any(self.values[cell] for cell in inside) and (len(inside) == 1 or least):
                cell = self._cheapest(relation.cells)
                if cell is not None:
                    self.chosen.add(cell)
                    waiting += self.of_cell[cell]

    def _equations(self) -> list[dict[Cell, int]]:
        """What is known of the hidden cells: in each, the sum of the parts less the total is known."""
        return [
            {cell: -1 if cell == relation.total else 1 for cell in relation.cells if cell in self.chosen}
            for relation in self.relations
        ]

    def _next(self, exposed: set[Cell]) -> Cell | None:
        """The next cell to hide: near an exposed one if there is any left, else any that is tied to it.

        None when all that is not 0 is hidden: then the table with twice the number in every cell fits as well.
        """
        near = [cell for one in exposed for relation in self.of_cell[one] for cell in relation.cells]
        tied = [cell for one in self.chosen for relation in self.of_cell[one] for cell in relation.cells]
        found = (self._cheapest(among) for among in (near, tied, self.cells))
        return next((cell for cell in found if cell is not None), None)

    def _cheapest(self, among: Iterable[Cell]) -> Cell | None:
        """The cell that is missed least: no sum of others before a sum, then the smallest."""
        free = [cell for cell in among if self.values[cell] and cell not in self.chosen]
        return min(free, key=lambda cell: (self.heights[cell], self.values[cell], repr(cell)), default=None)
