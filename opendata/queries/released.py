"""What was given out, as rows of the files."""

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.db.models import Max, Min

from opendata.columns import FIGURES, WAYS
from opendata.models import Release


class Given(NamedTuple):
    """A day as it is given out; `corrected_in` is a later revision that changed little, or None.

    `said` is the row's `daily` or `hourly`, whichever was asked for.
    """

    date: dt.date
    revision: int
    corrected_in: int | None
    said: dict[str, Any]


class Span(NamedTuple):
    """The first and the last day that is given out."""

    first: dt.date
    last: dt.date


def span() -> Span | None:
    """From when to when there is anything; None before the first day."""
    found = Release.objects.aggregate(first=Min("date"), last=Max("date"))
    return Span(found["first"], found["last"]) if found["first"] else None


def stamp(first: dt.date, last: dt.date, *about: str) -> tuple[str, dt.datetime | None]:
    """What tells whether the days of a file are as they were, without reading them; and when the last was made."""
    rows = Release.objects.filter(date__range=(first, last)).order_by("pk").values_list("pk", "made_at")
    known = list(rows)
    said = "|".join([*about, first.isoformat(), last.isoformat(), *(str(pk) for pk, _made_at in known)])
    return hashlib.sha256(said.encode()).hexdigest()[:32], max((made_at for _pk, made_at in known), default=None)


def days(first: dt.date, last: dt.date, *, hourly: bool) -> Iterator[Given]:
    """The days of a file, oldest first."""
    later = dict(
        Release.objects.filter(date__range=(first, last), daily__isnull=True)
        .values_list("date")
        .annotate(last=Max("revision"))
        .values_list("date", "last")
    )
    rows = Release.objects.holding().filter(date__range=(first, last)).order_by("date")
    for date, revision, said in rows.values_list("date", "revision", "hourly" if hourly else "daily"):
        corrected = later.get(date, 0)
        yield Given(date, revision, corrected if corrected > revision else None, said)


def daily_rows(given: Given, gates: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """The rows of a day in the file of days; of these gates alone, where any are named."""
    for gate in given.said["order"]:
        if not gates or gate in gates:
            figures = (given.said["gates"][gate][name] for name in FIGURES)
            yield (given.date.isoformat(), gate, given.revision, given.corrected_in, *figures)


def hourly_rows(given: Given, gates: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """The rows of a day in the file of hours."""
    for number, starts_at in enumerate(given.said["starts_at"]):
        for gate in given.said["order"]:
            for way in WAYS if not gates or gate in gates else ():
                said = given.said["gates"][gate][way]
                yield (
                    given.date.isoformat(), starts_at, gate, way, given.revision, given.corrected_in,
                    said["arrived"][number], said["cleared"][number],
                )  # fmt: skip
