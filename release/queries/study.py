"""The study of a period: where the time of its passages went, and what their checks took.

A passage belongs to the day on which it ended, as the bulletin counts it; hour and weekday are those of its arrival.
Only what left is studied: what was turned back was never released. Each answer is one query, whatever the history.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Count, F, Q, QuerySet, Sum

from declarations.days import day_of
from declarations.stages import End
from release.models import CheckFact, Passage
from release.queries.grouping import GROSS, NET, Cell, Group, cells, group_of, together
from release.queries.targets import Standing
from release.spread import PART_BUCKET, PASSAGE_BUCKET, Spread, spread_of
from release.standstill import Measured
from release.words import EMPTY, By, Segment
from reports.queries.packing import Grouped, grouped

COLUMNS = {
    By.AGENCY: "agency", By.CHECK: "code", By.GATE: "gate_id", By.DIRECTION: "direction", By.CARGO: "cargo",
    By.HOUR: "hour", By.WEEKDAY: "weekday", By.PEAK: "hour",
}  # fmt: skip
HALF = 2


class Asked(NamedTuple):
    """Which passages are asked for: days both included, gates by id, a direction and a kind of cargo or ""."""

    first: date
    last: date
    gates: tuple[int, ...]
    direction: str = ""
    cargo: str = ""

    @property
    def starts_at(self) -> datetime:
        """When the first day begins."""
        return day_of(self.first).starts_at

    @property
    def ends_at(self) -> datetime:
        """When the last day ends."""
        return day_of(self.last).cut_off_at

    @property
    def condition(self) -> Q:
        """The same of passages and of the facts of checks."""
        found = Q(ended_at__gte=self.starts_at, ended_at__lt=self.ends_at, gate__in=self.gates)
        if self.direction:
            found &= Q(direction=self.direction)
        if self.cargo:
            found &= Q(cargo="" if self.cargo == EMPTY else self.cargo)
        return found


class Part(NamedTuple):
    """One segment: how it lies where it was measured, and its sum over all passages."""

    segment: Segment
    gross: Spread
    net: Spread
    total: Measured


def released(asked: Asked) -> QuerySet[Any]:
    """The passages that left in the period."""
    return Passage.objects.released().filter(asked.condition)


def turned_back(asked: Asked) -> int:
    """How many were turned back in it (1 query)."""
    found: int = Passage.objects.filter(asked.condition, end=End.TURNED_BACK).count()
    return found


def checks(asked: Asked) -> QuerySet[Any]:
    """The facts of the checks of those passages."""
    return CheckFact.objects.filter(asked.condition)


def parts(asked: Asked) -> list[Part]:
    """Every segment, in order (1 query)."""
    times: dict[str, Any] = {}
    counts: dict[str, Any] = {}
    for segment in Segment:
        seconds = F(f"{segment}_seconds")
        times |= {
            f"{segment}_gross": seconds,
            f"{segment}_net": seconds - F(f"{segment}_paused") - F(f"{segment}_closed"),
        }
        counts |= {f"{segment}_{column}_all": Sum(f"{segment}_{column}") for column in Measured._fields}
    (found,) = grouped(released(asked), by=(), times=times, counts=counts)
    return [_part(segment, found) for segment in Segment]


def _part(segment: Segment, found: Grouped) -> Part:
    total = Measured(*(found.counted[f"{segment}_{column}_all"] or 0 for column in Measured._fields))
    gross, net = (spread_of(found.times[f"{segment}_{time}"], bucket=PART_BUCKET) for time in (GROSS, NET))
    return Part(segment, gross, net, total)


def passages(asked: Asked, targets: Standing, *, by: By | None = None, peak: Iterable[int] = ()) -> list[Group]:
    """Passages in groups, all of them in one without `by` (1 query). `peak` says which hours are, if that is asked."""
    found = passages_in_cells(asked, targets, by=() if by is None else (by,))
    return [whole_of(found)] if by is None else groups_of(found, by=by, peak=peak)


def passages_in_cells(asked: Asked, targets: Standing, *, by: Sequence[By]) -> list[Cell]:
    """Passages in cells, to be put together by each of these and as a whole (1 query)."""
    columns = [COLUMNS[one] for one in by]
    return cells(released(asked), by=columns, aims=targets.of_passages(asked.first, asked.last))


def whole_of(found: Sequence[Cell]) -> Group:
    """All passages of these cells."""
    return group_of("", found, bucket=PASSAGE_BUCKET)


def groups_of(found: Iterable[Cell], *, by: By, peak: Iterable[int] = ()) -> list[Group]:
    """The passages of these cells in groups; by peak 1 is the hours that `peak` names, 0 are the others."""
    column, busy = COLUMNS[by], frozenset(peak)
    return together(
        found, lambda key: int(key[column] in busy) if by == By.PEAK else key[column], bucket=PASSAGE_BUCKET
    )


def checks_by(asked: Asked, targets: Standing, *, by: By) -> list[Group]:
    """Checks in groups, by agency or by check (1 query)."""
    column, again = COLUMNS[by], Count("pk", filter=Q(restarts__gt=0))
    aims = targets.of_checks(asked.first, asked.last)
    found = cells(checks(asked), by=(column, "outcome"), aims=aims, counts={"restarted": again})
    return together(found, lambda key: key[column], bucket=PART_BUCKET)


def peak_hours(by_hour: Sequence[Group]) -> list[int]:
    """The fewest hours of the day in which at least half of the passages arrived, earliest first."""
    busiest = sorted(by_hour, key=lambda group: (-group.size, group.key))
    whole, found, so_far = sum(group.size for group in by_hour), [], 0
    for group in busiest:
        if HALF * so_far >= whole:
            break
        found.append(group.key)
        so_far += group.size
    return sorted(found)
