"""The documents of a declaration: a company adds, opens and removes its own; officers of its gate open them."""

from typing import Any

import structlog
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import acting_user
from accounts.models import User
from contract.errors import DomainError
from declarations import papers
from declarations.formats.papers import PDF
from declarations.models import Attachment, Declaration, Vehicle
from declarations.operations import attaching
from declarations.web.who import for_companies, own_declaration

log = structlog.get_logger(__name__)
ask_or_do = require_http_methods(["GET", "HEAD", "POST"])


@for_companies
@ask_or_do
def documents(request: HttpRequest, ref: str) -> HttpResponse:
    """The documents of one declaration, and the form that adds one."""
    user = acting_user(request)
    row = own_declaration(user, ref)
    asked: dict[str, Any] = {"row": row, "typed": "", "chosen": "", "said": ""}
    status = 200
    if request.method == "POST":
        asked["typed"] = request.POST.get("title", "").replace("\0", "").strip()[: attaching.LONGEST_TITLE]
        asked["chosen"] = request.POST.get("vehicle", "")
        try:
            document = _attach(request, row, by=user, title=asked["typed"], vehicle=asked["chosen"])
        except DomainError as refusal:
            asked["said"], status = str(refusal), refusal.status
        except ObjectDoesNotExist:  # the draft is thrown away this very moment
            raise Http404 from None
        else:
            messages.success(request, _("“%(name)s” is attached.") % {"name": document.title or document.name})
            return redirect("documents", row)
    asked |= {
        "documents": documents_of(user, row),
        "vehicles": Vehicle.objects.visible_to(user).filter(declaration=row).order_by("role", "position"),
        "may_attach": may_attach(row, by=user),
        "most": attaching.MOST,
        "megabytes": attaching.LARGEST // 1024 // 1024,
    }
    return render(request, "declarations/documents.html", asked, status=status)


def documents_of(user: User, row: Declaration) -> Any:
    """What is attached to a declaration now, the newest last (1 query)."""
    standing = Attachment.objects.visible_to(user).standing().filter(declaration=row)
    return standing.select_related("vehicle", "added_by").order_by("pk")


def may_attach(row: Declaration, *, by: User) -> bool:
    """As far as one can tell without asking (operations.attaching decides)."""
    return row.ended_at is None and by.may_file


def _id(text: str) -> int | None:
    """An id that somebody sent; nonsense is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _attach(request: HttpRequest, row: Declaration, *, by: User, title: str, vehicle: str) -> Attachment:
    file = request.FILES.get("file")
    if file is None:
        raise attaching.BadDocument(_("Choose a file."))
    return attaching.attach(
        declaration_id=row.pk, content=file.read(attaching.LARGEST + 1), name=file.name or "", title=title, by=by,
        at=timezone.now(), vehicle_id=_id(vehicle),
    )  # fmt: skip


@login_required
@require_safe
def document(request: HttpRequest, ref: str, document_id: int) -> HttpResponseBase:
    """One document's bytes, to its company and to the officers of its gate; to anybody else there is none.

    Images open in the browser, where nothing of them can act; a PDF is handed over as a file, because no browser shows
    one in such a cage.
    """
    row = _visible(acting_user(request), ref, document_id)
    try:
        file = papers.open_kept(row.stored_as)
    except FileNotFoundError as lost:
        log.error("document_lost", document_id=row.pk)
        raise Http404 from lost
    answer = FileResponse(file, content_type=row.kind, as_attachment=row.kind == PDF, filename=row.name)
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


@for_companies
@ask_or_do
def remove(request: HttpRequest, ref: str, document_id: int) -> HttpResponse:
    """Take one document back, after asking."""
    user = acting_user(request)
    declaration, row = own_declaration(user, ref), _visible(user, ref, document_id)
    if request.method == "POST":
        try:
            attaching.remove(attachment_id=row.pk, by=user, at=timezone.now())
        except DomainError as refusal:
            messages.error(request, str(refusal))
        except ObjectDoesNotExist:
            raise Http404 from None
        else:
            messages.success(request, _("“%(name)s” is removed.") % {"name": row.title or row.name})
        return redirect("documents", declaration)
    return render(request, "declarations/document_remove.html", {"row": declaration, "document": row})


def _visible(user: User, ref: str, document_id: int) -> Attachment:
    declarations = Declaration.objects.visible_to(user).ref(ref)
    rows = Attachment.objects.standing().filter(pk=document_id, declaration__in=declarations)
    row: Attachment | None = rows.first()
    if row is None:
        raise Http404
    return row
