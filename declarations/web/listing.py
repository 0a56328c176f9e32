"""The company's declarations: what needs it first, then the rest, page by page after the last row seen."""

from dataclasses import dataclass, field, fields
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Count, Exists, Max, OuterRef, Q, Sum
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from declarations.formats import BadFormat, read_date
from declarations.marks import questions
from declarations.models import Check, Declaration, Vehicle
from declarations.operations.lapsing import OVERDUE_AFTER
from declarations.queries.whole import load
from declarations.querysets import DeclarationQuerySet
from declarations.stages import CheckState, Direction, Status
from declarations.web.following import Followed, follow

PAGE = 30
LONGEST = 60
NUMBER_DIGITS = 13
LOOKED_AT = 20_000
"""So many of the newest are compared with what is asked for; a period or a whole number leads further back."""
NEEDING = "needing"
"""Stands in the address where a status may: what waits for the company."""
YEARS = range(2000, 2200)
"""A day outside of these was mistyped."""
UNDER_WAY = Q(status__in=[Status.DRAFT, Status.OPEN])


@dataclass(frozen=True, slots=True)
class Filters:
    """What was asked for, as it stands in the address; what makes no sense asks for nothing."""

    q: str = ""
    gate: str = ""
    direction: str = ""
    status: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> "Filters":
        values = {name: query.get(name, "").replace("\0", "").strip()[:LONGEST] for name in NAMES}
        for name in ("since", "until"):
            values[name] = values[name] if _day(values[name]) else ""
        values["direction"] = values["direction"] if values["direction"] in Direction.values else ""
        values["status"] = values["status"] if values["status"] in (NEEDING, *Status.values) else ""
        return cls(**values)

    @property
    def are_set(self) -> bool:
        return any(getattr(self, name) for name in NAMES)

    @property
    def are_chosen(self) -> bool:
        """Whether more than the search box asks for something."""
        return any(getattr(self, name) for name in NAMES if name != "q")

    @property
    def reaches_back(self) -> bool:
        """Whether an index leads to what is asked for, however old it is: a period, a whole number, or nothing."""
        return bool(self.since or self.until or self.is_number) or not self.are_set

    @property
    def is_number(self) -> bool:
        number = "".join(self.q.split())
        return len(number) == NUMBER_DIGITS and number.isascii() and number.isdigit()

    def query(self, **more: str) -> str:
        """What is asked for, as the query of an address."""
        query = QueryDict(mutable=True)
        query.update({name: value for name in NAMES if (value := getattr(self, name))} | more)
        return query.urlencode()

    def condition(self, *, at: datetime) -> Q:
        wanted = Q()
        if self.gate:
            wanted &= Q(gate__code=self.gate)
        if self.direction:
            wanted &= Q(direction=self.direction)
        if self.status:
            wanted &= needing(at) if self.status == NEEDING else Q(status=self.status)
        if since := _day(self.since):
            wanted &= Q(expected_arrival__gte=_midnight(since))
        if until := _day(self.until):
            wanted &= Q(expected_arrival__lt=_midnight(until + timedelta(days=1)))
        if self.is_number:
            return wanted & Q(number="".join(self.q.split()))
        return wanted & _marked(self.q) if self.q else wanted


NAMES = tuple(each.name for each in fields(Filters))


class Page(NamedTuple):
    """What one page shows."""

    needing: list[Followed]
    rest: list[Followed]
    next: str
    more_needing: bool
    is_bounded: bool


@dataclass(slots=True)
class _Rows:
    needing: list[Any] = field(default_factory=list)
    rest: list[Any] = field(default_factory=list)


def page(*, user: User, filters: Filters, before: int | None, at: datetime) -> Page:
    """One page. Without filters the first page begins with what needs the company; with filters all is one list."""
    own, rows = _own(user), _Rows()
    floor = _floor(own, filters)
    if filters.are_set:
        found = own.filter(filters.condition(at=at), pk__gt=floor)
    else:
        found = own.exclude(needing(at))
        if before is None:
            rows.needing = list(own.filter(needing(at))[: PAGE + 1])
    if before is not None:
        found = found.filter(pk__lt=before)
    rows.rest = list(found[: PAGE + 1])
    shown = [*rows.needing[:PAGE], *rows.rest[:PAGE]]
    followed = {whole.declaration.pk: follow(whole, at=at) for whole in load(shown)}
    return Page(
        [followed[row.pk] for row in rows.needing[:PAGE]],
        [followed[row.pk] for row in rows.rest[:PAGE]],
        filters.query(before=str(rows.rest[PAGE - 1].pk)) if len(rows.rest) > PAGE else "",
        len(rows.needing) > PAGE,
        floor > 0,
    )


def found_by(*, user: User, filters: Filters, at: datetime) -> DeclarationQuerySet:
    """All that the filters show, newest first, drafts left out: what can be taken away as a file."""
    own = _own(user)
    return own.filter(filters.condition(at=at), pk__gt=_floor(own, filters)).exclude(status=Status.DRAFT)


def page_before(query: QueryDict) -> int | None:
    """The row after which the page begins; None for the first page, and for what makes no sense."""
    before = query.get("before", "")
    return int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None


def version(*, user: User, at: datetime) -> tuple[object, ...]:
    """What changes whenever the list does (1 query over what is under way; what has ended stays as it is)."""
    overdue = Q(status=Status.OPEN, expected_arrival__lte=at - OVERDUE_AFTER)
    rows = Declaration.objects.visible_to(user).filter(UNDER_WAY)
    counted = rows.aggregate(
        rows=Count("pk"), newest=Max("pk"), last=Max("updated_at"), moves=Sum("version"),
        overdue=Count("pk", filter=overdue),
    )  # fmt: skip
    return tuple(counted.values())


def needing(at: datetime) -> Q:
    """Drafts; open ones of which something was sent back; overdue ones."""
    sent_back = Check.objects.filter(declaration=OuterRef("pk"), state=CheckState.HELD).exclude(fields_to_mend=[])
    seen = Vehicle.objects.filter(declaration=OuterRef("pk"), seen_at__isnull=False)
    overdue = Q(expected_arrival__lte=at - OVERDUE_AFTER) & ~Q(Exists(seen))
    # Said first and in these words, so that the index of what is under way is used however long the history.
    return UNDER_WAY & (Q(status=Status.DRAFT) | Q(Exists(sent_back)) | overdue)


def _own(user: User) -> DeclarationQuerySet:
    rows: DeclarationQuerySet = Declaration.objects.visible_to(user).select_related(
        "gate", "lane", "yard", "organisation", "created_by"
    )
    return rows.defer("marks").order_by("-pk")


def _floor(own: DeclarationQuerySet, filters: Filters) -> int:
    """What is looked at lies above this row: marks and filters are compared row by row, and a history has no end."""
    if filters.reaches_back:
        return 0
    oldest: int | None = own.values_list("pk", flat=True)[LOOKED_AT : LOOKED_AT + 1].first()
    return oldest or 0


def _marked(text: str) -> Q:
    wanted = [Q(marks__contains=question) for question in questions(text)]
    return reduce(or_, wanted) if wanted else Q(pk__in=[])


def _day(text: str) -> date | None:
    try:
        day = read_date(text)
    except BadFormat:
        return None
    return day if day.year in YEARS else None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
