"""Consignments from a spreadsheet, into a draft: the form is saved first, so that nothing typed is lost on the way."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from contract.api.pages import csrf_failure
from contract.errors import DomainError
from declarations.models import Declaration
from declarations.operations import autosaving, drafting
from declarations.web import kept
from declarations.web.sheet import Sheet as FormSheet
from declarations.web.sheet import posted_sheet, sheet_of
from declarations.web.who import for_companies, own_declaration, require_filer_account
from workspace.bulk.values import CellReader, load_places
from workspace.goods import merge, read_goods
from workspace.queries.completing import complete
from workspace.sheets import BadSheet, Sheet, read_rows, read_text

MOST_BYTES = 2 * 1024 * 1024
MOST_ROWS = 1_000


@require_http_methods(["POST"])
@kept.keeping_what_was_typed
def from_form(request: HttpRequest, ref: str = "") -> HttpResponse:
    """Save the form as it stands, and go on to the page that takes the sheet."""
    user, at = require_filer_account(request), timezone.now()
    if kept.came_late(request):
        return csrf_failure(request, "late")
    declaration = own_declaration(user, ref) if ref else None
    sheet = posted_sheet(request, sheet_of(declaration, user, at) if declaration else FormSheet(user, at, None, {}))
    try:
        draft = _saved(sheet)
    except DomainError:  # it was filed or went on in another window: what was typed here stays beside it
        draft = _saved(FormSheet(user, at, None, sheet.document, page=uuid4()))
    return redirect("goods-fill", draft)


@require_http_methods(["GET", "HEAD", "POST"])
@for_companies
def fill(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask for the sheet, read it, and put its consignments into the draft."""
    user, at = require_filer_account(request), timezone.now()
    draft = own_declaration(user, ref)
    if not draft.is_draft:
        messages.warning(request, _("This declaration is filed already."))
        return redirect("declaration", draft)
    asked: dict[str, Any] = {"row": draft, "typed": request.POST.get("cells", "").replace("\0", "")}
    if request.method != "POST":
        return render(request, "workspace/goods.html", asked)
    form = sheet_of(draft, user, at)
    try:
        found = read_goods(_sheet(request), read=CellReader(load_places()).read)
        complete(found, user=user)
        body = merge(form.document, found)
        drafting.replace_draft(declaration_id=draft.pk, body=body, by=user, at=at, version=draft.version)
    except DomainError as refusal:
        return render(request, "workspace/goods.html", asked | {"said": str(refusal)}, status=refusal.status)
    said = ngettext("%(n)d consignment is filled in.", "%(n)d consignments are filled in.", len(found))
    messages.success(request, said % {"n": len(found)})
    return redirect(reverse("declaration-edit", args=[draft]) + "?check=1#goods")


def _sheet(request: HttpRequest) -> Sheet:
    """What was chosen as a file, else what was pasted.

    :raises BadSheet: neither, or it cannot be read.
    """
    file = request.FILES.get("file")
    if file is None or not file.size:
        return read_text(request.POST.get("cells", ""), most_rows=MOST_ROWS)
    if file.size > MOST_BYTES:
        raise BadSheet(_("This file is larger than %(most)d MB.") % {"most": MOST_BYTES // 1024**2})
    return read_rows(file.read(), name=file.name or "", most_rows=MOST_ROWS)


def _saved(sheet: FormSheet) -> Declaration:
    return autosaving.autosave(
        body=sheet.document,
        by=sheet.user,
        at=sheet.at,
        form=sheet.page,
        declaration_id=sheet.declaration.pk if sheet.declaration else None,
        version=sheet.version,
    )
