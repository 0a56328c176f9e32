"""No small cell can be reckoned from what is shown, by sums and differences or by trying all tables there could be."""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

import pytest
from hypothesis import example, settings
from hypothesis import given as generated
from hypothesis import strategies as some

from opendata.moves import moves
from opendata.suppression import LEAST, NoSum, Relation, hidden_cells

pytestmark = pytest.mark.once

Table = tuple[dict[Any, int], list[Relation]]


def table(rows: Sequence[Sequence[int]]) -> Table:
    """A table of rows and columns with all sums."""
    width = len(rows[0])
    values: dict[Any, int] = {}
    for y, row in enumerate(rows):
        values |= {(y, x): value for x, value in enumerate(row)} | {(y, "sum"): sum(row)}
    for x in [*range(width), "sum"]:
        values["sum", x] = sum(values[y, x] for y in range(len(rows)))
    across = [Relation((y, "sum"), tuple((y, x) for x in range(width))) for y in [*range(len(rows)), "sum"]]
    down = [Relation(("sum", x), tuple((y, x) for y in range(len(rows)))) for x in [*range(width), "sum"]]
    return values, across + down


def twice_divided(rows: Sequence[Sequence[int]], kinds: Sequence[int]) -> Table:
    """Rows of hours whose sums are divided by kind besides, as a gate's day is."""
    values, relations = table(rows)
    for y, row in enumerate(rows):
        first = min(kinds[y], sum(row))
        values |= {(y, "fruit"): first, (y, "other"): sum(row) - first}
        relations.append(Relation((y, "sum"), ((y, "fruit"), (y, "other"))))
    return values, relations


PRIME = 2**61 - 1
"""Reckoning modulo a prime this large finds what follows over whole numbers, and is another way than the program's."""


def reckoned(shown: dict[Any, int], relations: list[Relation], hidden: frozenset[Any]) -> set[Any]:
    """The hidden cells that follow from the shown ones by linear combination."""
    rows: dict[Any, dict[Any, int]] = {}
    for relation in relations:
        row = {cell: -1 % PRIME if cell == relation.total else 1 for cell in relation.cells if cell in hidden}
        for pivot in [cell for cell in row if cell in rows]:
            _take(row, rows[pivot], row.get(pivot, 0))
        if row:
            pivot = next(iter(row))
            inverse = pow(row[pivot], -1, PRIME)
            row = {cell: value * inverse % PRIME for cell, value in row.items()}
            for other in rows.values():
                _take(other, row, other.get(pivot, 0))
            rows[pivot] = row
    return {pivot for pivot, row in rows.items() if len(row) == 1}


def _take(row: dict[Any, int], other: dict[Any, int], factor: int) -> None:
    """Subtract another row that many times."""
    for cell, value in other.items() if factor else ():
        rest = (row.get(cell, 0) - factor * value) % PRIME
        if rest:
            row[cell] = rest
        else:
            row.pop(cell, None)


cells = some.one_of(some.integers(0, 4), some.integers(0, 60))
grids = some.integers(1, 4).flatmap(
    lambda width: some.lists(some.lists(cells, min_size=width, max_size=width), min_size=1, max_size=5)
)


@settings(max_examples=150, deadline=None)
@generated(grids, some.lists(some.integers(0, 9), min_size=5, max_size=5))
@example([[1, 1], [1, 1]], [0] * 5)
@example([[1, 0], [0, 1]], [1] * 5)
@example([[1, 50], [50, 50]], [2] * 5)
@example([[2]], [1] * 5)
@example([[4, 1, 1], [40, 41, 42]], [5, 60, 0, 0, 0])
def test_no_hidden_cell_is_a_linear_combination_of_shown_ones(rows, kinds):
    values, relations = twice_divided(rows, kinds)
    small = {cell for cell, value in values.items() if 0 < value < LEAST}
    hours = {cell for cell in values if isinstance(cell[1], int)}

    hidden = hidden_cells(values, relations)
    assert small <= hidden
    assert not any(values[cell] == 0 for cell in hidden)
    if not small:
        assert not hidden
    assert reckoned(values, relations, hidden) == set()

    vague = hidden_cells(values, relations, vague=hours)
    assert small <= vague
    assert not any(values[cell] == 0 for cell in vague - hours)
    assert reckoned(values, relations, vague) == set()


def fitting(
    values: dict[Any, int], relations: list[Relation], hidden: frozenset[Any], *, least: int, most: int
) -> Iterator[dict[Any, int]]:
    """Every table that agrees with what is shown: each hidden part from `least` to `most`, each hidden sum above 0."""
    names = sorted(hidden, key=repr)
    totals = {relation.total for relation in relations}
    free = [name for name in names if name not in totals]
    for chosen in product(range(least, most + 1), repeat=len(free)):
        other = values | dict(zip(free, chosen, strict=True))
        for relation in relations[: len(relations) // 2] + relations:  # sums of parts before sums of sums
            if relation.total in hidden:
                other[relation.total] = sum(other[part] for part in relation.parts)
        agrees = all(other[relation.total] == sum(other[part] for part in relation.parts) for relation in relations)
        if agrees and all(other[total] for total in totals & hidden):
            yield other


def choices(rows: Sequence[Sequence[int]], *, vague: bool = False) -> dict[Any, set[int]]:
    """For every small cell what it could hold, for all that is shown."""
    values, relations = table(rows)
    hidden = hidden_cells(values, relations, vague=[cell for cell in values if vague and "sum" not in cell])
    possible: dict[Any, set[int]] = {cell: set() for cell, value in values.items() if 0 < value < LEAST}
    for other in fitting(values, relations, hidden, least=0 if vague else 1, most=1 + max(map(max, rows))):
        for cell, found in possible.items():
            found.add(other[cell])
    return possible


@settings(max_examples=60, deadline=None)
@generated(some.lists(some.lists(some.integers(0, 5), min_size=2, max_size=2), min_size=2, max_size=2))
def test_whoever_tries_all_tables_is_left_with_a_choice_for_every_small_cell(rows):
    assert all(len(found) > 1 for found in choices(rows).values())
    assert all(len(found) > 1 for found in choices(rows, vague=True).values())


@pytest.mark.parametrize("rows", [[[1, 1], [1, 1], [1, 1]], [[1, 3], [1, 1], [0, 2]], [[2, 2], [0, 1], [3, 0]]])
def test_so_he_is_with_larger_tables(rows):
    assert all(len(found) > 1 for found in choices(rows).values())


def test_two_ones_that_make_a_shown_two_would_be_known():
    """A sum of ten with eight shown leaves two for two hidden cells: each can only be 1."""
    values = {"sum": 10, "a": 1, "b": 1, "c": 8}
    relation = Relation("sum", ("a", "b", "c"))
    assert moves({"a": 0, "b": 0}, [{"a": 1, "b": 1}]).movable == set()
    assert moves({"a": 0, "b": 1}, [{"a": 1, "b": 1}]).movable == {"a", "b"}
    assert hidden_cells(values, [relation]) == {"a", "b", "c"}


def test_the_smallest_gives_way_and_sums_are_kept():
    values, relations = table([[1, 40, 50], [30, 41, 51], [31, 42, 52]])
    assert hidden_cells(values, relations) == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_hours_of_nothing_are_hidden_with_the_small_ones_and_the_day_is_kept():
    values: dict[Any, int] = {hour: int(hour < 3) for hour in range(24)} | {"day": 3, "fruit": 3, "other": 0}
    relations = [Relation("day", tuple(range(24))), Relation("day", ("fruit", "other"))]
    assert hidden_cells(values, relations, vague=range(24)) == set(range(24))
    assert "day" in hidden_cells(values, relations)


def test_what_was_told_to_be_protected_is_protected_and_nothing_is_never_hidden():
    values, relations = table([[0, 40], [30, 41]])
    assert hidden_cells(values, relations) == frozenset()
    hidden = hidden_cells(values, relations, sensitive=[(0, 0), (1, 1)])
    assert {(1, 1)} < hidden
    assert (0, 0) not in hidden
    assert reckoned(values, relations, hidden) == set()


def test_a_table_that_contradicts_itself_is_refused():
    with pytest.raises(NoSum):
        hidden_cells({"sum": 3, "a": 1, "b": 1}, [Relation("sum", ("a", "b"))])


def test_a_reckoned_cell_would_be_found():
    values, relations = table([[1, 40], [30, 41]])
    assert reckoned(values, relations, frozenset({(0, 0), (0, 1), (1, 1)})) == {(0, 0), (0, 1), (1, 1)}
    assert reckoned(values, relations, frozenset({(0, 0), (0, 1), (1, 0), (1, 1)})) == set()
