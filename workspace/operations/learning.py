"""Learning from what a company files: its trucks, drivers, owners and goods are saved without anybody's doing.

Declarations know nothing of it. A round looks at what was changed since the last one, a little further back, and at
each filing and amendment once: its lesson says how far. Killed anywhere, two at a time, started late: the next round
does what is left, and nothing counts twice (docs/adr/0059).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final, NamedTuple

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery

from declarations.models import Declaration, Event
from declarations.stages import Verb
from workspace.models import Lesson, Progress, SavedRow
from workspace.operations.saving import lock_saved_things
from workspace.queries.uses import Use, uses_of
from workspace.shelves import DRIVERS, GOODS, OWNERS, SHELVES, TRAILERS, TRUCKS

OVERLAP: Final = timedelta(hours=1)
"""A change is seen once its transaction commits, at most this long after the instant that it bears."""
FIRST_LOOK: Final = timedelta(days=90)
MOST_AT_ONCE: Final = 100
TELLING: Final = (Verb.FILED, Verb.AMENDED, Verb.CHANGE_DECIDED)
"""The events that say something about trucks, people and goods."""
_WRITTEN: Final = (DRIVERS, TRAILERS, TRUCKS, OWNERS, GOODS)  # a truck names its driver: drivers first


class Due(NamedTuple):
    """A declaration that says something new: in its event `seq`, which was recorded `at`; learnt up to `learnt`."""

    declaration: int
    company: int
    filed_at: datetime
    seq: int
    at: datetime
    learnt: int | None


def learn_due(*, at: datetime, most: int = 2_000) -> int:
    """Learn from what was filed or amended since the last round, oldest first; answer from how many declarations."""
    progress = Progress.objects.first()
    since = progress.until - OVERLAP if progress else at - FIRST_LOOK
    due = _due(since, most=most)
    by_company = sorted(due, key=lambda one: one.company)
    for company, theirs in groupby(by_company, key=lambda one: one.company):
        ids = [one.declaration for one in theirs]
        for start in range(0, len(ids), MOST_AT_ONCE):
            _learn(company, ids[start : start + MOST_AT_ONCE], since=since)
    if len(due) < most:
        _come_to(at)
    return len(due)


def _due(since: datetime, *, most: int, among: Iterable[int] | None = None) -> list[Due]:
    """What says something new, oldest first."""
    telling = Event.objects.filter(declaration=OuterRef("pk"), verb__in=TELLING).order_by("-seq")
    rows = Declaration.objects.filter(updated_at__gte=since, filed_at__isnull=False)
    if among is not None:
        rows = rows.filter(pk__in=among)
    rows = rows.annotate(
        told=Subquery(telling.values("seq")[:1]), told_at=Subquery(telling.values("recorded_at")[:1])
    ).filter(Q(lesson__isnull=True, filed_at__gte=since, told__isnull=False) | Q(lesson__seq__lt=F("told")))
    columns = rows.values_list("pk", "organisation_id", "filed_at", "told", "told_at", "lesson__seq")
    return [Due(*row) for row in columns.order_by("told_at", "pk")[:most]]


@transaction.atomic
def _learn(company: int, ids: list[int], *, since: datetime) -> None:
    """Learn from these declarations of one company, and remember that it was done."""
    lock_saved_things(company)
    due = _due(since, most=len(ids), among=ids)  # looked at again: somebody may have been first
    uses = uses_of([one.declaration for one in due])
    for one in due:
        if one.learnt is not None:
            _drop_what_is_gone(company, one, uses[one.declaration])
    shelves = _Shelves(company, uses)
    for one in due:
        shelves.learn(one, uses[one.declaration])
    shelves.write()
    lessons = [Lesson(declaration_id=one.declaration, seq=one.seq) for one in due]
    Lesson.objects.bulk_create(lessons, update_conflicts=True, unique_fields=["declaration"], update_fields=["seq"])


def _drop_what_is_gone(company: int, one: Due, uses: list[Use]) -> None:
    """What an amendment took out of the declaration was a mistake, where nothing else was filed with it."""
    standing = {(use.shelf.name, use.key) for use in uses}
    for shelf in SHELVES.values():
        for row in shelf.model.objects.filter(organisation_id=company, learnt_from_id=one.declaration):
            if (shelf.name, row.key) in standing:
                continue
            if row.times_used <= 1:
                row.delete()
            else:
                row.times_used, row.learnt_from = row.times_used - 1, None
                row.save(update_fields=["times_used", "learnt_from"])


def _come_to(at: datetime) -> None:
    Progress.objects.get_or_create(id=1, defaults={"until": at})
    Progress.objects.filter(id=1, until__lt=at).update(until=at)


class _Shelves:
    """The company's saved things that a few declarations speak of; changed in memory, then written together."""

    def __init__(self, company: int, uses: dict[int, list[Use]]) -> None:
        self.company = company
        keys: dict[str, set[str]] = {name: set() for name in SHELVES}
        for use in (use for told in uses.values() for use in told):
            keys[use.shelf.name].add(use.key)
        self.rows: dict[tuple[str, str], SavedRow] = {
            (name, row.key): row
            for name, wanted in keys.items()
            for row in SHELVES[name].model.objects.filter(organisation_id=company, key__in=wanted)
        }
        self.touched: set[tuple[str, str]] = set()

    def learn(self, one: Due, uses: list[Use]) -> None:
        """Take over what a declaration says; the newest use of a thing has the last word, an empty one has none."""
        for use in uses:
            row = self._row_for(one, use)
            if row is None or one.at < row.last_used_at:
                continue
            for column, value in use.values.items():
                if value not in ("", None):
                    setattr(row, column, value)
            if use.driver and (driver := self.rows.get((DRIVERS.name, use.driver))) and not driver.forgotten_at:
                row.driver = driver  # type: ignore[attr-defined]
            row.words = use.shelf.words(use.shelf.values(row))
            row.last_used_at, row.learnt_from_id = one.at, one.declaration

    def _row_for(self, one: Due, use: Use) -> SavedRow | None:
        """The row of a thing, counted as used; None where it was forgotten after the filing."""
        place = (use.shelf.name, use.key)
        row = self.rows.get(place)
        if row is None:
            row = use.shelf.model(organisation_id=self.company, key=use.key, last_used_at=one.at)
            self.rows[place] = row
        elif row.forgotten_at:
            if one.filed_at <= row.forgotten_at:
                return None
            row.forgotten_at = None
        elif one.learnt is not None:  # an amendment of what was counted when it was filed
            self.touched.add(place)
            return row
        row.times_used += 1
        self.touched.add(place)
        return row

    def write(self) -> None:
        for shelf in _WRITTEN:
            rows = [self.rows[place] for place in sorted(self.touched) if place[0] == shelf.name]
            also = ["driver"] if shelf is TRUCKS else []
            columns = [*shelf.places, *also, "words", "times_used", "last_used_at", "learnt_from", "forgotten_at"]
            shelf.model.objects.bulk_create([row for row in rows if row.pk is None])
            shelf.model.objects.bulk_update([row for row in rows if row.pk is not None], columns)
