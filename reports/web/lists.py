"""Lists of vehicles: ordered on a page, followed there while a worker writes them, and fetched."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import acting_user
from contract.errors import DomainError
from declarations.models import Gate
from reports import reading, shelf
from reports.exports import making
from reports.models import FileState, Form, VehicleList
from reports.operations import lists
from reports.tasks import lists_soon
from reports.web.views import for_managers

SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
@for_managers
@never_cache
def vehicle_lists(request: HttpRequest) -> HttpResponse:
    """A manager's lists, newest first, and the order of another one."""
    if request.method == "POST":
        return _order(request)
    at, by = timezone.now(), acting_user(request)
    gates = reading.gates_of(by)
    mine = VehicleList.objects.filter(ordered_by=by).order_by("-pk")[:SHOWN]
    rows = [{"list": one, "state": one.state(at), "is_mine": set(one.codes) <= set(gates)} for one in mine]
    context: dict[str, Any] = {
        "rows": rows,
        "is_waiting": any(row["state"] in (FileState.OWED, FileState.WORKING) for row in rows),
        "gates": Gate.objects.filter(code__in=gates).order_by("pk"),
        "longest": lists.LONGEST,
    }
    return render(request, "reports/vehicle_lists.html", context)


def _order(request: HttpRequest) -> HttpResponse:
    by, chosen = acting_user(request), request.POST.get("gate", "")
    gates = [code for code in reading.gates_of(by) if chosen in ("", code)]
    first, last = (_date(request.POST.get(name, "")) for name in ("from", "to"))
    language = get_language() or settings.LANGUAGE_CODE
    try:
        if first is None or last is None:
            raise lists.BadList(_("Choose a first and a last day, and a gate that you read."))
        at = timezone.now()
        lists.order_list(starts_on=first, ends_on=last, gates=gates, language=language, by=by, at=at)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        lists_soon()
        messages.success(request, _("The list is being made; this page shows how far it is."))
    return redirect("vehicle-lists")


def _date(text: str) -> Any:
    try:
        return parse_date(text) if len(text) == 10 else None
    except ValueError:
        return None


@require_safe
@login_required
@never_cache
def vehicle_list(request: HttpRequest, list_id: int) -> FileResponse:
    """One's own list as a file, while one may still read every gate in it."""
    by = acting_user(request)
    if not by.is_manager:
        raise PermissionDenied
    found = VehicleList.objects.filter(pk=list_id, ordered_by=by).exclude(made_at=None).first()
    if found is None or not set(found.codes) <= set(reading.gates_of(by)):
        raise Http404
    try:
        content = shelf.open_kept(found.sha256)
    except FileNotFoundError as gone:
        raise Http404 from gone
    name = f"vehicles-{found.starts_on.isoformat()}-{found.ends_on.isoformat()}.xlsx"
    answer = FileResponse(content, as_attachment=True, filename=name, content_type=making.MEDIA_TYPES[Form.XLSX])
    answer["Cache-Control"] = "private, no-store"
    return answer
