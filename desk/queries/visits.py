"""Who looked at what: the dossier behind a page of the desk, and visits as administrators read them."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, Final, NamedTuple

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from declarations.models import ChangeRequest, Check, Declaration, Receipt, Vehicle
from desk.models import Hint, Visit

A_PAGE: Final = 50

_BEHIND: dict[str, tuple[type[Model], str]] = {
    "declarations_check_move": (Check, "declaration_id"),
    "declarations_changerequest_change": (ChangeRequest, "declaration_id"),
    "declarations_receipt_change": (Receipt, "fee__vehicle__declaration_id"),
    "declarations_receipt_print": (Receipt, "fee__vehicle__declaration_id"),
    "desk_hint_change": (Hint, "declaration_id"),
    "scan-truck": (Vehicle, "declaration_id"),
}
"""Of what a page's number is, where it is not the dossier's own, and where the dossier is found."""
_OWN = "declarations_declaration_"


def dossier_behind(page: str, row: int | None) -> int | None:
    """The id of the dossier that this page shows or changes; an id that was guessed is answered as it is."""
    if row is None or page.startswith(_OWN):
        return row
    model, path = _BEHIND.get(page, (None, ""))
    found: int | None = model._default_manager.filter(pk=row).values_list(path, flat=True).first() if model else None
    return found


class Asked(NamedTuple):
    """What an administrator looks for; empty is everything."""

    person: str = ""
    """A user name, or how it begins."""
    number: str = ""
    """A whole declaration number."""
    kind: str = ""
    day: date | None = None
    before: int | None = None
    """Only visits older than this one."""


class Shown(NamedTuple):
    """One visit, and the number of the dossier if there is one."""

    visit: Visit
    number: str


class Page(NamedTuple):
    """Visits, newest first, and after which of them it goes on."""

    rows: list[Shown]
    more: int | None


def visits(asked: Asked) -> Page:
    """One page of visits, at most 4 queries however long they are kept."""
    rows = Visit.objects.filter(_condition(asked)).select_related("person").order_by("-at", "-id")
    last = Visit.objects.filter(pk=asked.before).values_list("at", "pk").first() if asked.before else None
    if last:
        rows = rows.filter(Q(at__lt=last[0]) | Q(at=last[0], pk__lt=last[1]))
    found = list(rows[: A_PAGE + 1])
    page = found[:A_PAGE]
    numbers = _numbers(visit.declaration_ref for visit in page if visit.declaration_ref)
    shown = [Shown(visit, numbers.get(visit.declaration_ref or 0, "")) for visit in page]
    return Page(shown, page[-1].pk if len(found) > A_PAGE else None)


def _condition(asked: Asked) -> Q:
    condition = Q()
    if asked.person:
        condition &= Q(person__username__startswith=asked.person)
    if asked.number:
        dossier = Declaration.objects.filter(number=asked.number).values_list("pk", flat=True).first()
        condition &= Q(declaration_ref=dossier or 0)
    if asked.kind:
        condition &= Q(kind=asked.kind)
    if asked.day:
        begins = timezone.make_aware(datetime.combine(asked.day, time()))
        condition &= Q(at__gte=begins, at__lt=begins + timedelta(days=1))
    return condition


def _numbers(ids: Iterable[int]) -> dict[int, str]:
    rows: QuerySet[Declaration, Any] = Declaration.objects.filter(pk__in=set(ids)).values_list("pk", "number")
    return {pk: number or "" for pk, number in rows}
