"""Spreads of grouped rows: ordered-set aggregates on PostgreSQL, in the program elsewhere; both say the same."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Aggregate, Count, F, IntegerField, Max, Min, QuerySet, Sum
from django.db.models.expressions import Combinable

from release.spread import Spread, mode_of, rounded, spread_of


class Measure(NamedTuple):
    """A column (or an expression) of times in seconds, null where nothing was measured, and its mode's buckets."""

    time: str | Combinable
    bucket: int


class Grouped(NamedTuple):
    """One group: its key, what was counted of it, and how its times lie, by the names that were given."""

    key: tuple[Any, ...]
    counted: dict[str, Any]
    spreads: dict[str, Spread]


class _Percentile(Aggregate):
    """The `fraction` of the times that do not exceed it; nulls do not count."""

    template = "PERCENTILE_DISC(%(fraction)s) WITHIN GROUP (ORDER BY %(expressions)s)"

    def __init__(self, time: str | Combinable, fraction: float, **options: Any) -> None:
        super().__init__(time, fraction=fraction, output_field=IntegerField(), **options)


class _Mode(Aggregate):
    """The value that is there most often, of several the least."""

    template = "MODE() WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = IntegerField()


def grouped(
    rows: QuerySet[Any], *, by: Sequence[str], measures: Mapping[str, Measure], counts: Mapping[str, Any]
) -> list[Grouped]:
    """Group rows by columns: what `counts` (aggregates) says of each group, and the spread of each measure.

    Without columns all rows are one group. In one query on PostgreSQL, in two elsewhere.
    """
    rows = rows.order_by()
    if connection.vendor == "postgresql":
        wanted = {**counts, **{key: one for name, measure in measures.items() for key, one in _asked(name, measure)}}
        return [
            Grouped(
                tuple(row[column] for column in by),
                {name: row[name] for name in counts},
                {name: _told(row, name, measure) for name, measure in measures.items()},
            )
            for row in _aggregated(rows, by, wanted)
        ]
    times = _times(rows, by, measures)
    found = []
    for row in _aggregated(rows, by, {**counts, "_rows": Count("pk")}):
        key = tuple(row[column] for column in by)
        spreads = {name: spread_of(times[key, name], bucket=one.bucket) for name, one in measures.items()}
        found.append(Grouped(key, {name: row[name] for name in counts}, spreads))
    return found


def _aggregated(rows: QuerySet[Any], by: Sequence[str], wanted: Mapping[str, Any]) -> list[dict[str, Any]]:
    if not by:
        return [rows.aggregate(**wanted)]
    return list(rows.values(*by).annotate(**wanted).order_by(*by))


def _asked(name: str, measure: Measure) -> list[tuple[str, Any]]:
    time = F(measure.time) if isinstance(measure.time, str) else measure.time
    return [
        (f"{name}_n", Count(time)),
        (f"{name}_sum", Sum(time)),
        (f"{name}_least", Min(time)),
        (f"{name}_most", Max(time)),
        (f"{name}_p50", _Percentile(time, 0.5)),
        (f"{name}_p90", _Percentile(time, 0.9)),
        (f"{name}_mode", _Mode(time / measure.bucket)),
    ]


def _told(row: Mapping[str, Any], name: str, measure: Measure) -> Spread:
    measured = row[f"{name}_n"]
    if not measured:
        return Spread()
    return Spread(
        measured, row[f"{name}_p50"], row[f"{name}_p90"], rounded(row[f"{name}_sum"], measured),
        mode_of(row[f"{name}_mode"], measure.bucket), row[f"{name}_least"], row[f"{name}_most"],
    )  # fmt: skip


def _times(
    rows: QuerySet[Any], by: Sequence[str], measures: Mapping[str, Measure]
) -> defaultdict[tuple[tuple[Any, ...], str], list[int]]:
    """The measured times by group and measure."""
    columns = {f"_{name}": F(one.time) if isinstance(one.time, str) else one.time for name, one in measures.items()}
    found: defaultdict[tuple[tuple[Any, ...], str], list[int]] = defaultdict(list)
    for row in rows.annotate(**columns).values_list(*by, *columns):
        key, times = tuple(row[: len(by)]), row[len(by) :]
        for name, time in zip(measures, times, strict=True):
            if time is not None:
                found[key, name].append(time)
    return found
