"""What a page of the form asks while it is typed in: what there is to say, and to keep it (docs/adr/0057, 0058)."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.acting import acting_user
from accounts.companies import work_for
from accounts.models import User
from contract.errors import DomainError
from declarations.errors import WrongState
from declarations.models import Declaration
from declarations.operations import autosaving
from declarations.operations.examining import examine_for
from declarations.web import kept
from declarations.web.form.options import Options
from declarations.web.form.telling import Asked, tell
from declarations.web.form.typed import posted_places
from declarations.web.sheet import Sheet, posted_sheet, sheet_of
from declarations.web.who import own_declaration, require_filer_account

SIGNED_OUT = 401


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script that stands by when a form is pressed and the network goes; it tells nothing of anybody."""
    answer = render(request, "declarations/form_worker.js", content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@require_POST
def findings(request: HttpRequest, ref: str | None = None) -> HttpResponse:
    """What there is to say about what is typed, as the parts of the page that say it. Saves nothing."""
    sheet = _sheet(request, ref)
    if sheet is None:
        return HttpResponse(status=SIGNED_OUT)
    own = sheet.declaration.pk if sheet.declaration else None
    examination = examine_for(body=sheet.document, by=sheet.user, at=sheet.at, leaving_out=own)
    told = tell(
        sheet.document,
        examination,
        asked=Asked.of(request.POST),
        limits=sheet.limits,
        named=posted_places(request.POST),
        at=sheet.at,
    )
    return render(request, "declarations/form_findings.html", {"told": told, "sheet": sheet})


@login_required
@require_safe
def windows(request: HttpRequest) -> HttpResponse:
    """The arrival windows to choose from, for the gate and the direction that were chosen just now."""
    asked = {name: request.GET.get(name) for name in ("gate", "direction")}
    options = Options([], [], []).with_windows(asked, at=timezone.now(), by=acting_user(request))
    groups = options.groups("windows", request.GET.get("chosen", "")[:40])
    return render(request, "includes/options.html", {"groups": groups})


@require_POST
def autosave(request: HttpRequest, ref: str | None = None) -> HttpResponse:
    """Keep what is typed as a draft. A declaration that is filed is not changed without being asked to."""
    sheet = _sheet(request, ref)
    if sheet is None:
        return JsonResponse({"code": "not_signed_in"}, status=SIGNED_OUT)
    if sheet.is_filed:
        return _filed(sheet.declaration)
    declaration_id = sheet.declaration.pk if sheet.declaration else None
    try:
        draft = autosaving.autosave(
            body=sheet.document, by=sheet.user, at=sheet.at, form=sheet.page, save=sheet.save,
            declaration_id=declaration_id, version=sheet.version,
        )  # fmt: skip
    except WrongState:
        return _filed(sheet.declaration)
    except DomainError as refusal:
        return JsonResponse({"code": refusal.code, "detail": str(refusal)}, status=refusal.status)
    except Declaration.DoesNotExist:  # thrown away this very moment
        raise Http404 from None
    sheet.declaration = draft
    return _saved(draft, sheet)


def _sheet(request: HttpRequest, ref: str | None) -> Sheet | None:
    """The posted form; None when nobody is signed in.

    :raises PermissionDenied: it was not made for a company that this person acts for.   :raises Http404: not his.
    """
    if not isinstance(request.user, User):
        return None
    user, at = require_filer_account(request), timezone.now()
    holder = kept.holder_of(request)
    if not holder or not work_for(user, holder[1]):
        raise PermissionDenied(_("This page was made for another account."))
    sheet = sheet_of(own_declaration(user, ref), user, at) if ref else Sheet(user, at, None, {})
    return posted_sheet(request, sheet)


def _saved(draft: Declaration, sheet: Sheet) -> HttpResponse:
    return JsonResponse(
        {
            "id": str(draft.pk),
            "version": draft.version,
            "at": timezone.localtime(sheet.at).strftime("%H:%M"),
            "title": sheet.title,
            "edit": reverse("declaration-edit", args=[draft]),
            "findings": reverse("declaration-findings", args=[draft]),
            "autosave": reverse("declaration-autosave", args=[draft]),
        }
    )


def _filed(declaration: Declaration | None) -> HttpResponse:
    address = reverse("declaration", args=[declaration]) if declaration else reverse("declarations")
    return JsonResponse({"code": "filed", "address": address}, status=409)
