"""The page of past bulletins: what others published, marked as such; managers of the province send more of them."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.acting import acting_user
from contract.errors import DomainError
from reports import pastsheets, reading
from reports.bases import TRADES
from reports.operations import pasts as taking
from reports.operations.pasts import BadPasts, PastsDiffer, Taken
from reports.web import past_pages
from reports.web.views import for_managers
from workspace.sheets.sheet import MOST_BYTES

MOST_NAMED = 200
"""So many faults or differences a page names; a file with more is wrong in one way throughout."""


@require_http_methods(["GET", "HEAD", "POST"])
@for_managers
@never_cache
def pasts(request: HttpRequest) -> HttpResponse:
    """What was taken in, newest day first."""
    by = acting_user(request)
    context: dict[str, Any] = {}
    if request.method == "POST":
        if not taking.may_import(by):
            raise PermissionDenied
        taken, context = _sent(request)
        if taken:
            _tell(request, taken)
            return redirect("past-bulletins")
    gates = [*([""] if by.province_wide else []), *reading.gates_of(by)]
    page, older = past_pages.page(gates=gates, before=_date(request.GET.get("before", "")))
    context |= {
        "page": page,
        "next": older,
        "may": taking.may_import(by),
        "columns": [*pastsheets.COLUMNS, *(f"{path.replace('.', '_')}_usd" for path in TRADES)],
        "megabytes": MOST_BYTES // 1024**2,
    }
    return render(request, "reports/pasts.html", context, status=422 if "said" in context else 200)


def _sent(request: HttpRequest) -> tuple[Taken | None, dict[str, Any]]:
    """What came of a file; where it was refused, what the page says of it."""
    file = request.FILES.get("file")
    if file is None:
        return None, {"said": _("Choose a file.")}
    replaces = request.POST.get("replaces") == "on"
    source = request.POST.get("source", "").strip()
    try:
        sheet = taking.sheet_of(data=file.read(MOST_BYTES + 1), name=file.name or "", source=source)
        return taking.take_in(sheet=sheet, at=timezone.now(), by=acting_user(request), replaces=replaces), {}
    except BadPasts as refusal:
        return None, {"said": str(refusal), "faults": refusal.faults[:MOST_NAMED]}
    except PastsDiffer as refusal:
        return None, {"said": str(refusal), "differences": _differences(refusal)}
    except DomainError as refusal:
        return None, {"said": str(refusal)}


def _tell(request: HttpRequest, taken: Taken) -> None:
    said = ngettext(
        "Taken in: %(added)d new row, %(replaced)d replaced, %(unchanged)d known already.",
        "Taken in: %(added)d new rows, %(replaced)d replaced, %(unchanged)d known already.",
        taken.added,
    ) % {"added": taken.added, "replaced": taken.replaced, "unchanged": taken.unchanged}
    messages.success(request, said)
    for remark in taken.remarks[:MOST_NAMED]:
        messages.warning(request, str(remark))


def _differences(refusal: PastsDiffer) -> list[dict[str, Any]]:
    return [
        {"line": difference.row.line, "row": difference.row, "name": path.replace(".", "_"), "old": old, "new": new}
        for difference in refusal.differences
        for path, (old, new) in difference.changes.items()
    ][:MOST_NAMED]


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
