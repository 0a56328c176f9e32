"""The study of a period: where the time of its passages went, and what their checks took.

A passage belongs to the day on which it ended, as the bulletin counts it; hour and weekday are those of its arrival.
Only what left is studied: what was turned back was never released. Each answer is one query, whatever the history.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Case, Count, F, IntegerField, Max, Min, Q, QuerySet, Sum, Value, When

from declarations.days import day_of
from declarations.stages import End
from release.models import CheckFact, Passage
from release.queries.spreads import Grouped, Measure, grouped
from release.queries.targets import Standing
from release.spread import PART_BUCKET, PASSAGE_BUCKET, Spread, rounded
from release.standstill import Measured
from release.words import EMPTY, By, Outcome, Segment

GROSS, NET = Measure("seconds", PASSAGE_BUCKET), Measure("net", PASSAGE_BUCKET)
CHECK_GROSS, CHECK_NET = Measure("seconds", PART_BUCKET), Measure("net", PART_BUCKET)
COLUMNS = {
    By.AGENCY: "agency", By.CHECK: "code", By.GATE: "gate_id", By.DIRECTION: "direction", By.CARGO: "cargo",
    By.HOUR: "hour", By.WEEKDAY: "weekday", By.PEAK: "is_peak",
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
    measures: dict[str, Measure] = {}
    counts: dict[str, Any] = {}
    for segment in Segment:
        seconds = F(f"{segment}_seconds")
        measures[f"{segment}_gross"] = Measure(seconds, PART_BUCKET)
        measures[f"{segment}_net"] = Measure(seconds - F(f"{segment}_paused") - F(f"{segment}_closed"), PART_BUCKET)
        for column in Measured._fields:
            counts[f"{segment}_{column}_all"] = Sum(f"{segment}_{column}")
    (found,) = grouped(released(asked), by=(), measures=measures, counts=counts)
    return [_part(segment, found) for segment in Segment]


def _part(segment: Segment, found: Grouped) -> Part:
    total = Measured(*(found.counted[f"{segment}_{column}_all"] or 0 for column in Measured._fields))
    return Part(segment, found.spreads[f"{segment}_gross"], found.spreads[f"{segment}_net"], total)


def passages(asked: Asked, targets: Standing, *, by: By | None = None, peak: Iterable[int] = ()) -> list[Group]:
    """Passages in groups, all of them in one without `by` (1 query). `peak` says which hours are, if that is asked."""
    rows = released(asked)
    if by == By.PEAK:
        in_peak = When(hour__in=list(peak), then=Value(1))
        rows = rows.annotate(is_peak=Case(in_peak, default=Value(0), output_field=IntegerField()))
    found = _grouped(rows, by, {"gross": GROSS, "net": NET}, targets.of_passages(), {})
    return [_group(one) for one in found]


def checks_by(asked: Asked, targets: Standing, *, by: By) -> list[Group]:
    """Checks in groups, by agency or by check (1 query)."""
    outcomes = {f"as_{outcome}": Count("pk", filter=Q(outcome=outcome)) for outcome in Outcome}
    counts = {**outcomes, "again": Count("pk", filter=Q(restarts__gt=0))}
    found = _grouped(checks(asked), by, {"gross": CHECK_GROSS, "net": CHECK_NET}, targets.of_checks(), counts)
    return [_group(one) for one in found]


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


def _grouped(
    rows: QuerySet[Any], by: By | None, measures: Mapping[str, Measure], target: Any, counts: Mapping[str, Any]
) -> list[Grouped]:
    wanted: dict[str, Any] = {
        "rows": Count("pk"), "paused_all": Sum("paused"), "closed_all": Sum("closed"), "seconds_all": Sum("seconds"),
        "held_rows": Count("pk", filter=Q(held__gt=0)), "held_all": Sum("held"), **counts,
    }  # fmt: skip
    if target is not None:
        rows = rows.annotate(target=target)
        has = Q(target__isnull=False, net__isnull=False)
        wanted |= {
            "target_rows": Count("pk", filter=has), "within": Count("pk", filter=has & Q(net__lte=F("target"))),
            "target_least": Min("target", filter=has), "target_most": Max("target", filter=has),
        }  # fmt: skip
    return grouped(rows, by=() if by is None else (COLUMNS[by],), measures=measures, counts=wanted)


def _group(one: Grouped) -> Group:
    counted = one.counted
    against = None
    if counted.get("target_rows"):
        columns = ("target_least", "target_most", "target_rows", "within")
        against = Against(*(counted[column] for column in columns))
    return Group(
        key=one.key[0] if one.key else "",
        size=counted["rows"],
        gross=one.spreads["gross"],
        net=one.spreads["net"],
        still=Measured(counted["seconds_all"] or 0, counted["paused_all"] or 0, counted["closed_all"] or 0),
        held=counted["held_rows"],
        held_seconds=counted["held_all"] or 0,
        against=against,
        outcomes={outcome: counted[f"as_{outcome}"] for outcome in Outcome if f"as_{outcome}" in counted},
        restarts=counted.get("again", 0),
    )
