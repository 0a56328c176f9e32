"""Passages, or checks, in groups. One query reads them in cells, which are put together in every way that is asked."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from django.db.models import Count, Q, QuerySet, Sum

from release.queries.targets import Aims
from release.spread import Spread, rounded, spread_of
from release.standstill import Measured
from release.words import Outcome
from reports.queries.packing import Grouped, Times, grouped

GROSS, NET = "gross", "net"
COUNTS = {
    "rows": Count("pk"), "paused_all": Sum("paused"), "closed_all": Sum("closed"),
    "held_rows": Count("pk", filter=Q(held__gt=0)), "held_all": Sum("held"),
}  # fmt: skip


class Against(NamedTuple):
    """How many of those that have a target kept it; the targets lie between two times (seconds)."""

    least: int
    most: int
    measured: int
    within: int


class Group(NamedTuple):
    """Passages, or checks, that belong together. `still` is what stood still, summed over those that were measured."""

    key: Any
    size: int
    gross: Spread
    net: Spread
    still: Measured
    held: int
    held_seconds: int
    against: Against | None
    outcomes: dict[Outcome, int]
    restarts: int = 0

    @property
    def paused_mean(self) -> int | None:
        """How long the gate was paused meanwhile, on average."""
        return rounded(self.still.paused, self.gross.measured) if self.gross.measured else None

    @property
    def closed_mean(self) -> int | None:
        """How long it was closed meanwhile, on average."""
        return rounded(self.still.closed, self.gross.measured) if self.gross.measured else None


class Cell(NamedTuple):
    """The smallest group that is read: its key by column, its one target in seconds (None: none), and what it holds."""

    key: dict[str, Any]
    target: int | None
    found: Grouped


def cells(
    rows: QuerySet[Any], *, by: Iterable[str], aims: Aims | None, counts: dict[str, Any] | None = None
) -> list[Cell]:
    """Rows of passages or checks in cells by these columns (1 query on PostgreSQL); `counts` is counted besides."""
    columns = list(dict.fromkeys([*by, *(aims.columns if aims else ())]))
    found = grouped(
        aims.told_apart(rows) if aims else rows,
        by=columns,
        times={GROSS: "seconds", NET: "net"},
        counts={**COUNTS, **(counts or {})},
    )
    keys = [dict(zip(columns, one.key, strict=True)) for one in found]
    return [Cell(key, aims and aims.seconds(key), one) for key, one in zip(keys, found, strict=True)]


def together(found: Iterable[Cell], key: Callable[[dict[str, Any]], Any], *, bucket: int) -> list[Group]:
    """Cells put together that have the same key, in its order. `bucket`: the width of the mode's, in seconds."""
    alike: defaultdict[Any, list[Cell]] = defaultdict(list)
    for cell in found:
        alike[key(cell.key)].append(cell)
    return [group_of(of_key, alike[of_key], bucket=bucket) for of_key in sorted(alike)]


def group_of(key: Any, found: Sequence[Cell], *, bucket: int) -> Group:
    """All of these cells as one group; none at all is an empty one."""
    gross, net = (_joined(found, name) for name in (GROSS, NET))
    return Group(
        key=key,
        size=_sum(found, "rows"),
        gross=spread_of(gross, bucket=bucket),
        net=spread_of(net, bucket=bucket),
        still=Measured(int(gross.sum()), _sum(found, "paused_all"), _sum(found, "closed_all")),
        held=_sum(found, "held_rows"),
        held_seconds=_sum(found, "held_all"),
        against=_against(found),
        outcomes=_outcomes(found),
        restarts=_sum(found, "restarted"),
    )


def _joined(found: Sequence[Cell], name: str) -> Times:
    return np.concatenate([np.empty(0, dtype=np.int64), *(cell.found.times[name] for cell in found)])


def _sum(found: Sequence[Cell], name: str) -> int:
    return sum(cell.found.counted.get(name) or 0 for cell in found)


def _against(found: Sequence[Cell]) -> Against | None:
    aimed = [(cell.target, cell.found.times[NET]) for cell in found if cell.target is not None]
    measured = [(target, times) for target, times in aimed if times.size]
    if not measured:
        return None
    targets = [target for target, _times in measured]
    within = sum(int((times <= target).sum()) for target, times in measured)
    return Against(min(targets), max(targets), sum(times.size for _target, times in measured), within)


def _outcomes(found: Sequence[Cell]) -> dict[Outcome, int]:
    """Of checks, how many came to what; nothing of passages."""
    if not any("outcome" in cell.key for cell in found):
        return {}
    many = Counter[str]()
    for cell in found:
        many[cell.key["outcome"]] += cell.found.counted["rows"]
    return {outcome: many[outcome] for outcome in Outcome}
