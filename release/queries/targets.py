"""Which target holds for a passage or a check: that of its gate before one of all gates, the latest that has begun."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from declarations.days import day_of
from release.models import Target

A_MINUTE = 60


class _Row(NamedTuple):
    agency: str
    gate: int | None
    starts_on: date
    minutes: int | None


class Aims(NamedTuple):
    """The targets that can hold within a period, in the order in which they do.

    Rows that agree in `columns` have one target. A target that begins within the period parts it in two: `since` says
    by number from which of `days` on, of which the first is the period's.
    """

    rows: list[_Row]
    days: list[date]
    by_agency: bool

    @property
    def columns(self) -> list[str]:
        """By what passages, or checks, are told apart that have different targets."""
        agency, since = ["agency"] if self.by_agency else [], ["since"] if len(self.days) > 1 else []
        return [*agency, "gate_id", *since]

    def told_apart(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows with `since`, where that is one of the columns."""
        if len(self.days) == 1:
            return rows
        later = reversed(list(enumerate(self.days))[1:])
        since = [When(ended_at__gte=day_of(day).starts_at, then=Value(number)) for number, day in later]
        parted: QuerySet[Any] = rows.annotate(since=Case(*since, default=Value(0), output_field=IntegerField()))
        return parted

    def seconds(self, key: Mapping[str, Any]) -> int | None:
        """The target of rows with that key; None: they have none."""
        agency, gate, day = key.get("agency", ""), key["gate_id"], self.days[key.get("since", 0)]
        for row in self.rows:
            if row.agency == agency and row.gate in (None, gate) and row.starts_on <= day:
                return row.minutes and row.minutes * A_MINUTE
        return None


class Standing:
    """The targets that were ever set, in the order in which they hold (1 query)."""

    def __init__(self) -> None:
        rows = [_Row(*row) for row in Target.objects.values_list("agency", "gate_id", "starts_on", "minutes")]
        self._rows = sorted(rows, key=lambda row: (row.gate is None, -row.starts_on.toordinal()))

    def of_passages(self, first: date, last: date) -> Aims | None:
        """The targets of passages within these days; None: there are none."""
        return self._aims(first, last, by_agency=False)

    def of_checks(self, first: date, last: date) -> Aims | None:
        """The same of checks."""
        return self._aims(first, last, by_agency=True)

    def _aims(self, first: date, last: date, *, by_agency: bool) -> Aims | None:
        rows = [row for row in self._rows if bool(row.agency) == by_agency and row.starts_on <= last]
        begin = {row.starts_on for row in rows if row.starts_on > first}
        return Aims(rows, [first, *sorted(begin)], by_agency) if rows else None


def listed(gates: Iterable[int]) -> QuerySet[Target]:
    """Every target of these gates and of all gates, the newest of each agency and gate first."""
    rows: QuerySet[Target] = Target.objects.filter(Q(gate__isnull=True) | Q(gate__in=list(gates)))
    return rows.select_related("gate", "set_by").order_by("agency", F("gate__pk").asc(nulls_first=True), "-starts_on")
