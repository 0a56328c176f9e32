"""How far the running month, quarter or year is, against what was planned for it (`queries.comparing`).

Reached is what the published days of the period say, and the running day so far. Days that are not published are
missing in it, and the page says how many.
"""

from decimal import Decimal
from typing import Any, Final, NamedTuple

from django.db.models.fields.json import KeyTextTransform, KeyTransform

from declarations.stages import Direction
from reports import bases, reading
from reports.models import Plan as PlanRow
from reports.models import PlanKind
from reports.overview.numbers import Number, What
from reports.overview.today import Today
from reports.queries import comparing
from reports.shares import share_percent
from reports.spans import MONTHS, Span, planned_span

FIGURES: Final = (("cleared", "cleared", ""), ("export", "export.total", Direction.EXPORT.value),
                  ("import", "import.total", Direction.IMPORT.value))  # fmt: skip
"""What a base calls it, its path in a bulletin, and the direction of the trucks."""


class Planned(NamedTuple):
    """One figure that was planned: `path` as in a bulletin."""

    path: str
    planned: int
    reached: int
    percent: Decimal | None


class Plan(NamedTuple):
    """The plan that runs, and how many of its days that are over were published."""

    kind: str
    span: Span
    figures: list[Planned]
    days_over: int
    days_published: int

    @property
    def days_over_percent(self) -> Decimal | None:
        """How much of the period is over."""
        return share_percent(self.days_over, self.span.days)


def running_plan(today: Today) -> Plan | None:
    """The shortest plan that the day lies in and that says anything of these gates; None when there is none."""
    date, codes = today.day.date, today.codes
    if not PlanRow.objects.holding().filter(starts_on__year=date.year).exists():
        return None
    for kind in (PlanKind.MONTH, PlanKind.QUARTER, PlanKind.YEAR):
        first_month = (date.month - 1) // MONTHS[kind] * MONTHS[kind] + 1
        span = planned_span(kind, date.replace(month=first_month, day=1))
        found = bases.cut(comparing.plan(kind=kind, starts_on=span.starts_on, ends_on=span.ends_on), codes)
        if found["total"] and any(found["total"][name] is not None for name, _path, _way in FIGURES):
            return _plan(today, str(kind), span, found)
    return None


def _plan(today: Today, kind: str, span: Span, found: bases.Compared) -> Plan:
    over = (today.day.date - span.starts_on).days
    published = _published(span, today)
    figures = []
    for name, path, direction in FIGURES:
        planned = found["total"][name]
        if planned is not None:
            now = today.count(Number(What.LEFT, direction=direction))
            reached = now + sum(int(value or 0) for day in published for value in day[path])
            figures.append(Planned(path, planned, reached, share_percent(reached, planned)))
    return Plan(kind, span, figures, over, len(published))


def _published(span: Span, today: Today) -> list[dict[str, list[Any]]]:
    """Of each published day of the period before this one: by path, what its gates say. Only that is read of it."""
    days = reading.kept().published().filter(date__gte=span.starts_on, date__lt=today.day.date)
    columns: dict[str, KeyTextTransform] = {}
    for code in today.codes:
        for number, (_name, path, _way) in enumerate(FIGURES):
            inner: Any = KeyTransform(code, KeyTransform("gates", "figures"))
            *steps, last = path.split(".")
            for step in steps:
                inner = KeyTransform(step, inner)
            columns[f"figure_{number}_{code}"] = KeyTextTransform(last, inner)
    rows = days.annotate(**columns).values(*columns)
    return [
        {
            path: [row[f"figure_{number}_{code}"] for code in today.codes]
            for number, (_name, path, _way) in enumerate(FIGURES)
        }
        for row in rows
    ]
