"""The managers' first page, live, and the trucks behind its numbers (docs/overview.md)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.acting import acting_user
from accounts.models import User
from contract.api.errors import Malformed
from declarations import live, stamps
from declarations.days import current_date
from declarations.models import Gate
from declarations.procedures import AGENCY_OF
from reports.overview.listing import NotKept
from reports.overview.numbers import Number
from reports.overview.plan import running_plan
from reports.overview.shown import Page, page_of
from reports.overview.today import read_today
from reports.overview.told import said_of
from reports.overview.trucks import trucks_behind
from reports.overview.usual import WEEKS, usual_day
from reports.web.page import troubles_of
from reports.web.views import for_managers

LONGEST: Final = 300
"""Letters of a cursor."""


@require_safe
@for_managers
def overview(request: HttpRequest) -> HttpResponse:
    """The running day at the gates of a manager, or at one of them (`?gate=`)."""
    at = timezone.now()
    gates = _gates(acting_user(request))
    chosen = _chosen(gates, request.GET.get("gate", ""))
    return live.respond(
        request,
        page="reports/overview.html",
        part="reports/overview_part.html",
        version=_version(chosen),
        context=lambda: {
            "page": _page(chosen, at),
            "all_gates": gates,
            "troubles": troubles_of([gate.code for gate in gates], at=at),
            "gate": request.GET.get("gate", ""),
            "weeks": WEEKS,
        },
    )


def _page(gates: Sequence[Gate], at: datetime) -> Page:
    today = read_today(gates=gates, at=at)
    return page_of(today, usual_day(today.day.date), running_plan(today))


def _version(gates: Sequence[Gate]) -> tuple[object, ...]:
    """What changes when anything moves at these gates; at most a minute old (ADR 0073)."""
    return stamps.stamps_of(stamps.Place(gate.pk, code) for gate in gates for code in AGENCY_OF)


@require_safe
@for_managers
@never_cache
def trucks(request: HttpRequest) -> HttpResponse:
    """The trucks behind a number, a page of them."""
    at, gates = timezone.now(), _gates(acting_user(request))
    number = Number.read(request.GET)
    if number is None or (number.date and number.date > current_date(at)):
        raise Http404
    context: dict[str, Any] = {"said": said_of(number, at=at), "number": number, "at": at}
    after = request.GET.get("after", "")[:LONGEST]
    try:
        found = trucks_behind(number, gates=_chosen(gates, number.gate), at=at, after=after)
    except NotKept:
        return render(request, "reports/trucks.html", context)
    except Malformed as refusal:
        raise Http404 from refusal
    return render(request, "reports/trucks.html", context | {"trucks": found, "is_first": not after})


def _gates(user: User) -> list[Gate]:
    return list(Gate.objects.worked_by(user).filter(takes_trucks=True).order_by("pk"))


def _chosen(gates: Sequence[Gate], code: str) -> list[Gate]:
    """All of them, or the one that is asked for.

    :raises Http404: it is not among them.
    """
    chosen = [gate for gate in gates if code in ("", gate.code)]
    if code and not chosen:
        raise Http404
    return chosen
