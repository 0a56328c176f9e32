"""Which target holds for a passage or a check: that of its gate before one of all gates, the latest that has begun."""

from collections.abc import Iterable, Sequence
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


class Standing:
    """The targets that were ever set, in the order in which they hold (1 query)."""

    def __init__(self) -> None:
        rows = [_Row(*row) for row in Target.objects.values_list("agency", "gate_id", "starts_on", "minutes")]
        self._rows = sorted(rows, key=lambda row: (row.gate is None, -row.starts_on.toordinal()))

    def of_passages(self) -> Case | None:
        """The target of a passage in seconds, as an expression; None: there never was one."""
        return self._case([row for row in self._rows if not row.agency], by_agency=False)

    def of_checks(self) -> Case | None:
        """The same of a check."""
        return self._case([row for row in self._rows if row.agency], by_agency=True)

    @staticmethod
    def _case(rows: Sequence[_Row], *, by_agency: bool) -> Case | None:
        if not rows:
            return None
        found = []
        for row in rows:
            asked: dict[str, Any] = {"ended_at__gte": day_of(row.starts_on).starts_at}
            asked |= {"agency": row.agency} if by_agency else {}
            asked |= {} if row.gate is None else {"gate": row.gate}
            found.append(When(**asked, then=Value(row.minutes and row.minutes * A_MINUTE)))
        return Case(*found, default=None, output_field=IntegerField())


def listed(gates: Iterable[int]) -> QuerySet[Target]:
    """Every target of these gates and of all gates, the newest of each agency and gate first."""
    rows: QuerySet[Target] = Target.objects.filter(Q(gate__isnull=True) | Q(gate__in=list(gates)))
    return rows.select_related("gate", "set_by").order_by("agency", F("gate__pk").asc(nulls_first=True), "-starts_on")
