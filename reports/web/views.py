"""The pages of bulletins: those that there are, and one with all its figures."""

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
from django.urls import reverse
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
from reports import reading, showing, words
from reports.models import Bulletin, Form, ReportFile
from reports.operations import orders, remarks
from reports.operations.balancing import sentence
from reports.overview.numbers import behind
from reports.reading import Shown
from reports.tasks import soon

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
        "gates": _names(gates),
    }
    return render(request, "reports/bulletins.html", context)


@require_safe
@for_managers
@never_cache
def bulletin(request: HttpRequest, date: str) -> HttpResponse:
    """One bulletin, in the bulletin's order and words."""
    by, at, day = acting_user(request), timezone.now(), _date_or_404(date)
    gates = reading.gates_of(by)
    revision = request.GET.get("revision", "")
    wanted = int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 5 else None
    order = reading.orders_of(by).filter(kind="day", date=day).order_by("-pk").first()
    context: dict[str, Any] = {"date": day, "order": order, "gates": _names(gates), "pdf": printing.is_available()}
    context["may_word"] = by.province_wide
    if order:
        context["disagreements"] = [
            one | {"said": sentence(one)} for one in reading.disagreements_shown(order, gates=gates)
        ]
    try:
        found = reading.read(date=day, gates=gates, at=at, revision=wanted)
    except DomainError as refusal:
        return render(request, "reports/bulletin.html", context | {"refusal": refusal})
    if found is None:
        raise Http404
    return render(request, "reports/bulletin.html", context | _shown(found, wanted, at))


def _shown(found: Shown, wanted: int | None, at: dt.datetime) -> dict[str, Any]:
    kept = Bulletin.objects.days().published().filter(date=found.date).order_by("-revision")
    revisions = list(kept.defer("figures"))
    tables = showing.everything(found.figures, reading.names())
    return {
        "bulletin": found,
        "start": day_of(found.date).starts_at,
        "revisions": revisions,
        "is_old": bool(revisions) and wanted is not None and found.revision != revisions[0].revision,
        "part": found.figures["total"],
        **tables,
        "rows": _with_trucks(tables["rows"], found, revisions),
        "press": reading.press_of(found),
        "ruled": words.assessment(found.figures),
        "files": _files(found, at),
    }


def _with_trucks(rows: list[dict[str, Any]], found: Shown, revisions: list[Bulletin]) -> list[dict[str, Any]]:
    """Each figure with where its trucks are listed: as a published bulletin keeps them, or as the day is so far."""
    if found.published_at and not any(one.pk == found.bulletin_id and one.keeps_its_list for one in revisions):
        return [row | {"cells": [(value, "") for value in row["values"]]} for row in rows]
    parts = [("", found.figures["total"]), *found.figures["gates"].items()]
    revision = found.revision if found.published_at else None
    links = [behind(part, date=found.date, gate=code, revision=revision) for code, part in parts]
    return [
        row | {"cells": [(value, link.get(row["path"], "")) for value, link in zip(row["values"], links, strict=True)]}
        for row in rows
    ]


def _files(found: Shown, at: dt.datetime) -> list[dict[str, Any]]:
    """The forms of a bulletin with what there is of each: a file, one being made, or one to be made when asked for."""
    rows: dict[str, ReportFile] = {}
    if found.bulletin_id:
        gates, language = ",".join(found.figures["gates"]), get_language() or settings.LANGUAGE_CODE
        kept = ReportFile.objects.filter(bulletin_id=found.bulletin_id, gates=gates, language=language)
        rows = {row.form: row for row in kept}
    revision = f"?revision={found.revision}" if found.bulletin_id else ""
    return [
        {
            "form": form,
            "address": reverse(f"api-bulletin-{form}", args=[found.date.isoformat()]) + revision,
            "file": rows.get(form),
            "state": rows[form].state(at) if form in rows else "",
        }
        for form in Form
        if form != Form.PDF or printing.is_available()
    ]


@require_POST
@for_managers
def remark(request: HttpRequest, date: str) -> HttpResponse:
    """Word the line of assessment of a bulletin that is not published yet, in the language of the page."""
    day, language = _date_or_404(date), get_language() or settings.LANGUAGE_CODE
    text = request.POST.get("text", "")
    try:
        remarks.remark(date=day, language=language, text=text, by=acting_user(request), at=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The assessment is kept; it goes with the bulletin when it is published."))
    return redirect("bulletin", date=day.isoformat())


@require_POST
@for_managers
def again(request: HttpRequest, date: str) -> HttpResponse:
    """Ask for a bulletin to be made again."""
    day = _date_or_404(date)
    try:
        orders.order_bulletin(date=day, at=timezone.now(), by=acting_user(request))
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("reports")
    soon()
    messages.success(request, _("The bulletin is being made again; load this page in a moment to see it."))
    return redirect("bulletin", date=day.isoformat())


def _names(codes: list[str]) -> list[Gate]:
    return list(Gate.objects.filter(code__in=codes).order_by("pk"))


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _date_or_404(text: str) -> dt.date:
    date = _date(text)
    if date is None:
        raise Http404
    return date
