"""The study as a page shows it: lines of tables, and charts with links to the passages behind their figures."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from declarations.models import Gate
from release import reading
from release.queries import study
from release.queries.grouping import Against, Group
from release.queries.study import Part
from release.queries.targets import Standing
from release.spans import merged
from release.spread import Spread, rounded
from release.web.asking import Filters
from release.web.words import group_name, hours, lasted, minutes, share
from release.words import OF_CHECKS, By, Segment, Time
from reports.charts import Chart, Series, Step, bars, lines, waterfall

HOURS_A_DAY = 24
LIST = "release-passages"


class Line(NamedTuple):
    """A row of a table; `link` leads to what is behind it."""

    label: str
    link: str
    size: int
    gross: Spread
    net: Spread
    time: Time
    paused: int | None
    closed: int | None
    against: Against | None
    group: Group | None = None

    @property
    def spread(self) -> Spread:
        """How the time lies that is asked for."""
        return self.gross if self.time == Time.GROSS else self.net

    @property
    def target(self) -> str:
        """Against which times it was held."""
        if self.against is None:
            return ""
        least, most = lasted(self.against.least), lasted(self.against.most)
        return least if self.against.least == self.against.most else f"{least} – {most}"

    @property
    def within(self) -> str:
        """How many kept it, in per cent."""
        return "" if self.against is None else share(self.against.within, self.against.measured)

    @property
    def outcomes(self) -> list[int]:
        """Of checks: measured, confirmed by arrival, by itself, not measured."""
        return list(self.group.outcomes.values()) if self.group else []

    @property
    def held_mean(self) -> int | None:
        """How long those were held, on average, that were."""
        return rounded(self.group.held_seconds, self.group.held) if self.group and self.group.held else None


class Table(NamedTuple):
    """Lines under a name: which `time` is shown, what they are (`heading`), and what is counted of each (`counted`)."""

    name: str
    time: str
    heading: str
    counted: str
    lines: list[Line]

    @property
    def has_targets(self) -> bool:
        """Whether anything in it is held against a target."""
        return any(line.against for line in self.lines)


class Page(NamedTuple):
    """All that the page shows."""

    whole: Line
    turned_back: int
    parts: Table
    groups: Table
    by_hour: Table
    by_weekday: Table
    peak: Table
    peak_hours: str
    waterfall: Chart
    hours: Chart
    weekdays: Chart
    chart: Chart | None
    of_checks: bool
    followed_at: datetime | None


def page_of(filters: Filters, *, gates: Sequence[Gate]) -> Page:
    """The study that is asked for, at these gates; as many queries for one passage as for a million."""
    asked, targets = filters.asked(gates), Standing()
    by_id = {gate.pk: gate for gate in gates}
    found = study.passages_in_cells(asked, targets, by=(By.HOUR, By.WEEKDAY))
    whole, parts = study.whole_of(found), study.parts(asked)
    by_hour, by_weekday = (study.groups_of(found, by=by) for by in (By.HOUR, By.WEEKDAY))
    peak = study.peak_hours(by_hour)
    by_peak = study.groups_of(found, by=By.PEAK, peak=peak)
    of_checks = filters.by in OF_CHECKS
    groups = (study.checks_by if of_checks else study.passages)(asked, targets, by=filters.by)

    time = capfirst(str(filters.time.label))

    def table(by: By, groups: Iterable[Group]) -> Table:
        counted = _("Measured") if by in OF_CHECKS else _("Passages")
        label = str(by.label)
        return Table(label, time, label, counted, [_line(filters, by, group, by_id) for group in groups])

    return Page(
        whole=_whole(filters, whole),
        turned_back=study.turned_back(asked),
        parts=_parts(filters.time, parts),
        groups=table(filters.by, groups),
        by_hour=table(By.HOUR, by_hour),
        by_weekday=table(By.WEEKDAY, by_weekday),
        peak=table(By.PEAK, reversed(by_peak)),
        peak_hours=", ".join(hours(since, until) for since, until in merged((hour, hour + 1) for hour in peak)),
        waterfall=_waterfall(whole, parts),
        hours=_hours(filters, by_hour),
        weekdays=_weekdays(filters, by_weekday),
        chart=_chart(filters, groups, by_id),
        of_checks=of_checks,
        followed_at=reading.followed_at(),
    )


def _whole(filters: Filters, group: Group) -> Line:
    return Line(
        _("All passages"), filters.address(LIST), group.size, group.gross, group.net, filters.time,
        group.paused_mean, group.closed_mean, group.against, group,
    )  # fmt: skip


def _line(filters: Filters, by: By, group: Group, gates: dict[int, Gate]) -> Line:
    return Line(
        group_name(by, group.key, gates), _link(filters, by, group.key, gates), group.size, group.gross, group.net,
        filters.time, group.paused_mean, group.closed_mean, group.against, group,
    )  # fmt: skip


def _parts(time: Time, parts: Sequence[Part]) -> Table:
    """Those that were measured; what is not told apart only where there is any."""
    shown = [part for part in parts if part.gross.measured]
    lines = [_part(time, part) for part in shown if part.segment != Segment.UNTOLD or part.total.seconds]
    return Table(_("Parts of the passage"), capfirst(str(time.label)), _("Part"), _("Measured"), lines)


def _part(time: Time, part: Part) -> Line:
    measured = part.gross.measured
    paused, closed = (rounded(total, measured) for total in (part.total.paused, part.total.closed))
    return Line(str(part.segment.label), "", measured, part.gross, part.net, time, paused, closed, None)


def _link(filters: Filters, by: By, key: Any, gates: dict[int, Gate]) -> str:
    """Where the passages of a group are listed; there is no list of the peak alone."""
    if by == By.PEAK:
        return ""
    said = {By.GATE: gates[key].code if key in gates else "", By.CARGO: key or "empty"}.get(by, key)
    return filters.address(LIST, **{by.value: said})


def _waterfall(whole: Group, parts: Sequence[Part]) -> Chart:
    """The mean passage: its parts without standstill, then what stood still; together they are the whole."""

    def mean(total: int) -> float | None:
        return minutes(rounded(total, whole.size)) if whole.size else None

    steps = [
        Step(str(part.segment.label), mean(part.total.net))
        for part in parts
        if part.segment != Segment.UNTOLD or part.total.seconds
    ]
    steps += [
        Step(_("Gate paused"), mean(whole.still.paused)),
        Step(_("Outside opening hours"), mean(whole.still.closed)),
    ]
    steps.append(Step(_("Arrival → departure"), mean(whole.still.seconds), is_total=True))
    return waterfall(title=_("Where the time went, on average"), steps=steps, unit=_("minutes"), heading=_("Part"))


def _hours(filters: Filters, by_hour: Sequence[Group]) -> Chart:
    """From the first hour in which a truck came to the last; an hour in which none came is a gap."""
    found = {group.key: group for group in by_hour}
    shown = range(min(found, default=0), max(found, default=HOURS_A_DAY - 1) + 1)
    links = [filters.address(LIST, hour=hour) if hour in found else "" for hour in shown]
    return lines(
        title=_titled(_("By hour of arrival"), filters.time),
        labels=[f"{hour:02d}" for hour in shown],
        series=_halves(filters.time, [found.get(hour) for hour in shown], links),
        unit=_("minutes"),
        heading=_("Hour"),
    )


def _weekdays(filters: Filters, groups: Sequence[Group]) -> Chart:
    return bars(
        title=_titled(_("By weekday of arrival"), filters.time),
        labels=[group_name(By.WEEKDAY, group.key, {}) for group in groups],
        series=_halves(filters.time, groups, [filters.address(LIST, weekday=group.key) for group in groups]),
        unit=_("minutes"),
        heading=_("Weekday"),
    )


def _chart(filters: Filters, groups: Sequence[Group], gates: dict[int, Gate]) -> Chart | None:
    measured = [group for group in groups if group.net.measured]
    if not measured:
        return None
    return bars(
        title=_titled(str(filters.by.label), filters.time),
        labels=[group_name(filters.by, group.key, gates) for group in measured],
        series=_halves(filters.time, measured, [_link(filters, filters.by, group.key, gates) for group in measured]),
        unit=_("minutes"),
        heading=str(filters.by.label),
    )


def _halves(time: Time, found: Sequence[Group | None], links: Sequence[str] = ()) -> list[Series]:
    """Median and nine in ten."""
    spreads = [one and (one.gross if time == Time.GROSS else one.net) for one in found]
    return [
        Series(_("Half took at most"), [spread and minutes(spread.p50) for spread in spreads], links),
        Series(_("Nine in ten took at most"), [spread and minutes(spread.p90) for spread in spreads], links),
    ]


def _titled(title: str, time: Time) -> str:
    return _("%(title)s, %(time)s") % {"title": title, "time": time.label}
