"""Moving ones between hidden cells so that every known sum stays as it is. Pure, exact."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import Any, Final, NamedTuple

Cell = Any
"""Whatever a dictionary can be asked for."""
Row = dict[Cell, Fraction]
Move = dict[Cell, int]
"""By how much each cell changes; what is not named stays."""
MOST_STEPS: Final = 12


class Moves(NamedTuple):
    """`movable`: cells that hold something else in another table that fits; `fixed`: what follows from the sums."""

    movable: frozenset[Cell]
    fixed: frozenset[Cell]


def moves(slack: Mapping[Cell, int], equations: Sequence[Mapping[Cell, int]]) -> Moves:
    """What can be moved among the cells that these equations name.

    :param slack: by how much a cell may fall and still be what a reader can take it for.

    The equations are solved for the largest cells, so that what gives way to a small one is large. Each of the moves
    that span all others is tried, up and down, and mended by others where it takes too much of a cell. A cell that only
    a less simple move could change may be missed: then more is hidden than need be, never less.
    """
    cells = sorted({cell for one in equations for cell in one}, key=lambda cell: (-slack[cell], repr(cell)))
    solved = _solved(equations, cells)
    spanning = [_move(free, solved) for free in cells if free not in solved]
    every = [*spanning, *({cell: -change for cell, change in one.items()} for one in spanning)]
    movable: set[Cell] = set()
    for one in sorted(every, key=len):
        if not one.keys() <= movable:
            movable |= _mended(slack, one, every).keys()
    fixed = {cell for cell, row in solved.items() if len(row) == 1}
    return Moves(frozenset(movable), frozenset(fixed))


def _mended(slack: Mapping[Cell, int], move: Move, every: Sequence[Move]) -> Move:
    """The move with others added until no cell falls too far; nothing where the nearest ones do not help."""
    lacking = _lacking(slack, move)
    for _step in range(MOST_STEPS):
        if not lacking:
            return move
        helpful = [other for other in every if any(other.get(cell, 0) > 0 for cell in lacking)]
        tried = [_both(move, other) for other in helpful]
        move = min(tried, key=lambda one: sum(_lacking(slack, one).values()), default={})
        before, lacking = sum(lacking.values()), _lacking(slack, move)
        if sum(lacking.values()) >= before:
            return {}
    return {}


def _lacking(slack: Mapping[Cell, int], move: Move) -> Move:
    """By how much each cell would fall too far."""
    return {cell: -slack[cell] - change for cell, change in move.items() if slack[cell] + change < 0}


def _both(one: Move, other: Move) -> Move:
    together = {cell: one.get(cell, 0) + other.get(cell, 0) for cell in {**one, **other}}
    return {cell: change for cell, change in together.items() if change}


def _solved(equations: Sequence[Mapping[Cell, int]], cells: Sequence[Cell]) -> dict[Cell, Row]:
    """The reduced row echelon form: by pivot its row, in which no other pivot stands."""
    rows = [{cell: Fraction(factor) for cell, factor in one.items()} for one in equations if one]
    solved: dict[Cell, Row] = {}
    for cell in cells:
        pivot = min((row for row in rows if cell in row), key=len, default=None)
        if pivot is None:
            continue
        rows = [row for row in rows if row is not pivot]
        pivot = {other: factor / pivot[cell] for other, factor in pivot.items()}
        for row in (*rows, *solved.values()):
            if cell in row:
                _subtract(row, pivot, row[cell])
        rows = [row for row in rows if row]
        solved[cell] = pivot
    return solved


def _subtract(row: Row, pivot: Row, factor: Fraction) -> None:
    for cell, value in pivot.items():
        rest = row.get(cell, Fraction()) - factor * value
        if rest:
            row[cell] = rest
        else:
            row.pop(cell, None)


def _move(free: Cell, solved: Mapping[Cell, Row]) -> Move:
    """By how much each cell changes, in whole numbers, when the free one does."""
    exact = {free: Fraction(1)} | {pivot: -row[free] for pivot, row in solved.items() if free in row}
    whole = lcm(*(change.denominator for change in exact.values()))
    return {cell: int(change * whole) for cell, change in exact.items()}
