"""The company's declarations: what needs it first, then the rest, page by page after the last row seen."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict

from accounts.models import User
from declarations.formats import plate_key
from declarations.models import Check, Declaration, Vehicle
from declarations.operations.lapsing import OVERDUE_AFTER
from declarations.queries.whole import load
from declarations.stages import CheckState, Direction, Status
from declarations.web.following import Followed, follow

PAGE = 20
NAMES = ("gate", "direction", "status", "plate", "number")


@dataclass(frozen=True, slots=True)
class Filters:
    """What was asked for, as it stands in the address; what makes no sense asks for nothing."""

    gate: str = ""
    direction: str = ""
    status: str = ""
    plate: str = ""
    number: str = ""
    before: int | None = None

    @classmethod
    def read(cls, query: QueryDict) -> "Filters":
        values = {name: query.get(name, "").strip()[:40] for name in NAMES}
        before = query.get("before", "")
        return cls(**values, before=int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None)

    @property
    def are_set(self) -> bool:
        return any(getattr(self, name) for name in NAMES)

    def next_page(self, last: int) -> str:
        """The query of the page after the row of that id."""
        query = QueryDict(mutable=True)
        query.update({name: value for name in NAMES if (value := getattr(self, name))})
        query["before"] = str(last)
        return query.urlencode()

    def condition(self) -> Q:
        wanted = Q()
        if self.gate:
            wanted &= Q(gate__code=self.gate)
        if self.direction in Direction.values:
            wanted &= Q(direction=self.direction)
        if self.status in Status.values:
            wanted &= Q(status=self.status)
        if self.number:
            wanted &= Q(number__startswith="".join(self.number.split()))
        if self.plate:
            wanted &= Q(_with_vehicle(plate_key__contains=plate_key(self.plate) or self.plate.upper()))
        return wanted


class Page(NamedTuple):
    """What one page shows."""

    needing: list[Followed]
    rest: list[Followed]
    next: str
    more_needing: bool


@dataclass(slots=True)
class _Rows:
    needing: list[Any] = field(default_factory=list)
    rest: list[Any] = field(default_factory=list)


def page(*, user: User, filters: Filters, at: datetime) -> Page:
    """One page. Without filters the first page begins with what needs the company; with filters all is one list."""
    own = Declaration.objects.visible_to(user).select_related("gate", "lane", "yard").order_by("-pk")
    rows, found = _Rows(), own.filter(filters.condition())
    if not filters.are_set:
        if filters.before is None:
            rows.needing = list(own.filter(needing(at))[: PAGE + 1])
        found = own.exclude(needing(at))
    if filters.before is not None:
        found = found.filter(pk__lt=filters.before)
    rows.rest = list(found[: PAGE + 1])
    shown = [*rows.needing[:PAGE], *rows.rest[:PAGE]]
    followed = {whole.declaration.pk: follow(whole, at=at) for whole in load(shown)}
    return Page(
        [followed[row.pk] for row in rows.needing[:PAGE]],
        [followed[row.pk] for row in rows.rest[:PAGE]],
        filters.next_page(rows.rest[PAGE - 1].pk) if len(rows.rest) > PAGE else "",
        len(rows.needing) > PAGE,
    )


def needing(at: datetime) -> Q:
    """Drafts; open ones of which something was sent back; overdue ones."""
    sent_back = Check.objects.filter(declaration=OuterRef("pk"), state=CheckState.HELD).exclude(fields_to_mend=[])
    overdue = Q(expected_arrival__lte=at - OVERDUE_AFTER) & ~Q(_with_vehicle(seen_at__isnull=False))
    return Q(status=Status.DRAFT) | (Q(status=Status.OPEN) & (Q(Exists(sent_back)) | overdue))


def _with_vehicle(**wanted: Any) -> Exists:
    return Exists(Vehicle.objects.filter(declaration=OuterRef("pk"), **wanted))
