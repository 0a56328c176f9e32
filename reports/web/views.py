"""The pages of bulletins: the days that there are, one bulletin of a day or a period, and what is asked for there."""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.acting import acting_user
from contract import printing
from contract.errors import DomainError
from declarations.days import day_of
from declarations.models import Gate
from reports import addresses, reading
from reports.operations import orders, remarks
from reports.periods import Period, of_day, read_key
from reports.tasks import soon
from reports.web.page import head_of, shown_of, troubles_of
from reports.words.told import listed

PAGE = 30
Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[HttpRequest, Arguments], HttpResponseBase]


def for_managers(view: View[Arguments]) -> View[Arguments]:
    """Only for managers; whoever is not signed in is asked to."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponseBase:
        if not acting_user(request).is_manager:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return login_required(guarded)


@require_safe
@for_managers
@never_cache
def bulletins(request: HttpRequest) -> HttpResponse:
    """The bulletins that were published, newest first."""
    gates = reading.gates_of(acting_user(request))
    rows = reading.kept().published().order_by("-date")
    before = _date(request.GET.get("before", ""))
    if before:
        rows = rows.filter(date__lt=before)
    found = list(rows[: PAGE + 1])
    context: dict[str, Any] = {
        "before": before,
        "kept": [reading.shown(row, gates=gates) for row in found[:PAGE]],
        "next": found[PAGE - 1].date if len(found) > PAGE else None,
        "gates": names_of(gates),
        "troubles": troubles_of(gates, at=timezone.now()),
    }
    return render(request, "reports/bulletins.html", context)


@require_safe
@for_managers
@never_cache
def bulletin(request: HttpRequest, date: str) -> HttpResponse:
    """The bulletin of a day, in the bulletin's order and words."""
    return _page(request, named_day(date))


@require_safe
@for_managers
@never_cache
def period(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """The bulletin of a period likewise; of one that is not published, the sum of its published days."""
    return _page(request, named_period(kind, key))


def _page(request: HttpRequest, period: Period) -> HttpResponse:
    by, at = acting_user(request), timezone.now()
    gates = reading.gates_of(by)
    revision = request.GET.get("revision", "")
    wanted = int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 5 else None
    order = reading.last_order(period)
    context = {
        **head_of(period, order, gates),
        "pdf": printing.is_available(),
        "may_word": by.province_wide,
    }
    try:
        found = reading.read(period=period, gates=gates, at=at, revision=wanted)
    except DomainError as refusal:
        return render(request, "reports/bulletin.html", context | {"refusal": refusal})
    is_there = order is not None or (not period.is_day and at >= day_of(period.starts_on).starts_at)
    if found is None and (wanted is not None or not is_there):
        raise Http404
    shown = shown_of(found, period, at=at) if found else {}
    return render(request, "reports/bulletin.html", context | shown)


@require_POST
@for_managers
def remark(request: HttpRequest, date: str) -> HttpResponse:
    """Word the line of assessment of a day's bulletin that is not published yet, in the language of the page."""
    return _remark(request, named_day(date))


@require_POST
@for_managers
def period_remark(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """That of a period."""
    return _remark(request, named_period(kind, key))


def _remark(request: HttpRequest, period: Period) -> HttpResponse:
    language, text = get_language() or settings.LANGUAGE_CODE, request.POST.get("text", "")
    by, at = acting_user(request), timezone.now()
    try:
        remarks.remark(period=period, language=language, text=text, by=by, at=at)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The assessment is kept; it goes with the bulletin when it is published."))
    return redirect(addresses.page(period))


@require_POST
@for_managers
def again(request: HttpRequest, date: str) -> HttpResponse:
    """Ask for a day's bulletin to be made again."""
    return order(request, named_day(date), otherwise="reports")


@require_POST
@for_managers
def period_again(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Ask for that of a period to be made, or made again."""
    return order(request, named_period(kind, key), otherwise="periods")


def order(request: HttpRequest, period: Period, *, otherwise: str) -> HttpResponse:
    """Order a bulletin and lead to its page; where that is refused, say why on the page `otherwise`."""
    try:
        orders.order(period=period, at=timezone.now(), by=acting_user(request))
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect(otherwise)
    soon()
    messages.success(request, _("The bulletin is being made; load this page in a moment to see it."))
    return redirect(addresses.page(period))


def named_day(date: str) -> Period:
    """The day that an address names. :raises Http404: it names none."""
    day = _date(date)
    if day is None:
        raise Http404
    return of_day(day)


def named_period(kind: str, key: str) -> Period:
    """The period that an address names. :raises Http404: it names none."""
    period = read_key(kind, key)
    if period is None:
        raise Http404
    return period


def names_of(codes: list[str]) -> str:
    """What the gates of these codes are called, as a list in the active language."""
    return listed([gate.name for gate in Gate.objects.filter(code__in=codes).order_by("pk")])


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
