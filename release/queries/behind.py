"""What is behind a figure: the passages, or the waits at a check, that took longest; and one passage whole."""

from collections.abc import Sequence
from typing import Any, Final

from django.db.models import QuerySet

from contract.api import cursor
from release.models import CheckFact, Passage
from release.queries import study
from release.queries.study import Asked
from release.words import Outcome, Time

PAGE: Final = 50
COLUMN: Final = {Time.GROSS: "seconds", Time.NET: "net"}
MARKS: Final = ("vehicle__declaration__number", "vehicle__plate", "vehicle__country", "gate__code")
TIMES: Final = ("direction", "cargo", "arrived_at", "ended_at", "seconds", "paused", "closed", "net", "held")


def longest(
    asked: Asked, *, time: Time, hour: int | None = None, weekday: int | None = None, after: str = ""
) -> "cursor.Page[dict[str, Any]]":
    """A page of the passages, longest first (1 query). :raises Malformed: `after` was not made here."""
    rows = study.released(asked)
    if hour is not None:
        rows = rows.filter(hour=hour)
    if weekday is not None:
        rows = rows.filter(weekday=weekday)
    return _page(rows, ("pk", *MARKS, *TIMES), time, after)


def longest_waits(
    asked: Asked, *, time: Time, agency: str = "", check: str = "", after: str = ""
) -> "cursor.Page[dict[str, Any]]":
    """The same of waits at a check, or at all of an agency (1 query). :raises Malformed: `after` was not made here."""
    rows = study.checks(asked).filter(outcome=Outcome.MEASURED)
    if agency:
        rows = rows.filter(agency=agency)
    if check:
        rows = rows.filter(code=check)
    marks = [f"passage__{name}" for name in MARKS]
    times = ("direction", "cargo", "code", "ready_at", "confirmed_at", "seconds", "paused", "closed", "net", "held")
    return _page(rows, ("pk", "passage_id", "passage__arrived_at", *marks, *times), time, after)


def _page(rows: QuerySet[Any], columns: Sequence[str], time: Time, after: str) -> "cursor.Page[dict[str, Any]]":
    query: dict[str, Any] = {"limit": PAGE} | ({"cursor": after} if after else {})
    return cursor.page(rows.values(*columns), order=(f"-{COLUMN[time]}", "-pk"), query=query)


def passage_at(gates: Sequence[int], pk: int) -> Passage | None:
    """One passage at these gates; None: there is none (1 query)."""
    rows = Passage.objects.filter(gate__in=gates).select_related("gate", "lane", "vehicle__declaration")
    found: Passage | None = rows.filter(pk=pk).first()
    return found


def checks_of(passage: Passage) -> list[CheckFact]:
    """The facts of its checks, in the order in which they were confirmed (1 query)."""
    return list(passage.checks.order_by("confirmed_at", "pk"))
