"""Rows grouped by the database, with the times of each group as numbers, so that what they say is reckoned once here.

PostgreSQL hands over the times of a group packed into one value: many rows cost what few do. Its own percentiles
would sort every group anew for every measure; reckoned here the answer is the same, exact to the second.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from django.db import connection
from django.db.models import Aggregate, BinaryField, Count, F, Func, IntegerField, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.sql.compiler import SQLCompiler
from numpy.typing import NDArray

Times = NDArray[np.int64]
"""Whole seconds."""


class Grouped(NamedTuple):
    """One group: its key, what was counted of it, and its times in seconds by name, without those not measured."""

    key: tuple[Any, ...]
    counted: dict[str, Any]
    times: dict[str, Times]


class _Packed(Aggregate):
    """All values but nulls, four bytes each, the most significant first; null where there is none."""

    template = "STRING_AGG(INT4SEND(%(expressions)s), '')"
    output_field = BinaryField()


class SecondsSince(Func):
    """How many whole seconds after an instant another was; within 68 years of it."""

    template = "(FLOOR(EXTRACT(EPOCH FROM %(expressions)s)) - %(since)s)::int"
    output_field = IntegerField()

    def __init__(self, instant: str | Combinable, *, since: dt.datetime) -> None:
        super().__init__(instant, since=int(since.timestamp()))

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **context: Any) -> Any:
        """The same where instants are text."""
        template = "(CAST(STRFTIME('%%%%s', %(expressions)s) AS INTEGER) - %(since)s)"
        return self.as_sql(compiler, connection, template=template, **context)


def grouped(
    rows: QuerySet[Any], *, by: Sequence[str], times: Mapping[str, str | Combinable], counts: Mapping[str, Any]
) -> list[Grouped]:
    """Group rows by columns: what `counts` (aggregates) says of each group, and its `times` (columns or expressions).

    Without columns all rows are one group. In one query on PostgreSQL, in two elsewhere.
    """
    rows = rows.order_by()
    columns = {f"_{name}": F(time) if isinstance(time, str) else time for name, time in times.items()}
    if connection.vendor == "postgresql":
        packed = {name: _Packed(time) for name, time in columns.items()}
        found = _aggregated(rows, by, {**counts, **packed})
        return [_group(row, by, counts, {name: _unpacked(row[f"_{name}"]) for name in times}) for row in found]
    read = _read(rows, by, columns)
    found = _aggregated(rows, by, {**counts, "_rows": Count("pk")})
    return [
        _group(row, by, counts, {name: np.array(read[_key(row, by), f"_{name}"], dtype=np.int64) for name in times})
        for row in found
    ]


def _aggregated(rows: QuerySet[Any], by: Sequence[str], wanted: Mapping[str, Any]) -> list[dict[str, Any]]:
    if not by:
        return [rows.aggregate(**wanted)]
    return list(rows.values(*by).annotate(**wanted).order_by(*by))


def _group(row: Mapping[str, Any], by: Sequence[str], counts: Mapping[str, Any], times: dict[str, Times]) -> Grouped:
    return Grouped(_key(row, by), {name: row[name] for name in counts}, times)


def _key(row: Mapping[str, Any], by: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row[column] for column in by)


def _unpacked(packed: bytes | None) -> Times:
    return np.frombuffer(packed or b"", dtype=">i4").astype(np.int64)


def _read(
    rows: QuerySet[Any], by: Sequence[str], columns: Mapping[str, Any]
) -> defaultdict[tuple[tuple[Any, ...], str], list[int]]:
    """The measured times by group and name."""
    found: defaultdict[tuple[tuple[Any, ...], str], list[int]] = defaultdict(list)
    for row in rows.annotate(**columns).values_list(*by, *columns):
        key, times = tuple(row[: len(by)]), row[len(by) :]
        for name, time in zip(columns, times, strict=True):
            if time is not None:
                found[key, name].append(time)
    return found
