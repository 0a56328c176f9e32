"""The company's saved things: listed, searched, added, changed, forgotten.

A saved thing is typed into the same fields as in the filing form, and read and judged as there.
"""

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import acting_user
from accounts.models import User
from contract.errors import DomainError
from contract.finding import Finding
from declarations.web.form.bound import bind
from declarations.web.form.options import SUGGESTED, load_options
from declarations.web.form.parts import Shown
from declarations.web.form.typed import read_form
from declarations.web.who import for_companies, require_filer_account
from workspace.models import SavedRow
from workspace.operations import saving
from workspace.queries.suggesting import after, found, named
from workspace.shelves import SHELVES, TRUCKS, Shelf
from workspace.web.suggesting import LONGEST

PAGE = 30
ask_or_do = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class Entry:
    """One saved thing as the list shows it."""

    row: SavedRow
    name: str
    more: str


@require_safe
@for_companies
def first(_request: HttpRequest) -> HttpResponse:
    """The first shelf."""
    return redirect("saved-shelf", TRUCKS.name)


@require_safe
@for_companies
def shelf(request: HttpRequest, what: str) -> HttpResponse:
    """What is saved of one kind, latest first, page by page after the last row seen."""
    here, user = _shelf(what), acting_user(request)
    typed = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
    rows = found(here, user, typed)
    if here is TRUCKS:
        rows = rows.select_related("driver")
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 19:
        last = here.model.objects.at_hand(user).filter(pk=int(before)).first()
        rows = after(rows, last) if last else rows
    shown = list(rows[: PAGE + 1])
    context = {
        "here": here,
        "shelves": SHELVES.values(),
        "q": typed,
        "entries": [Entry(row, *named(here, row)) for row in shown[:PAGE]],
        "before": shown[PAGE - 1].pk if len(shown) > PAGE else None,
        "is_first": not before,
        "may_write": user.may_file,
    }
    return render(request, "workspace/saved/shelf.html", context)


@for_companies
@ask_or_do
def new(request: HttpRequest, what: str) -> HttpResponse:
    """Save something by hand."""
    here, user = _shelf(what), require_filer_account(request)
    if request.method != "POST":
        return _show(request, here, None, here.document({"country": "VN"}))
    document = _typed(request, here)
    try:
        saving.add(what=what, body=document, by=user, at=timezone.now())
    except DomainError as refusal:
        return _show(request, here, None, document, refusal)
    messages.success(request, _("Saved."))
    return redirect("saved-shelf", what)


@for_companies
@ask_or_do
def edit(request: HttpRequest, what: str, row_id: int) -> HttpResponse:
    """Change something that is saved."""
    here, user = _shelf(what), require_filer_account(request)
    row = _row(here, user, row_id)
    if request.method != "POST":
        return _show(request, here, row, here.document(here.values(row)))
    document = _typed(request, here)
    try:
        saving.change(what=what, row_id=row.pk, body=document, by=user, at=timezone.now())
    except DomainError as refusal:
        return _show(request, here, row, document, refusal)
    except ObjectDoesNotExist:  # a colleague forgot it this very moment
        raise Http404 from None
    messages.success(request, _("Saved."))
    return redirect("saved-shelf", what)


@for_companies
@ask_or_do
def forget(request: HttpRequest, what: str, row_id: int) -> HttpResponse:
    """Forget something, after asking."""
    here, user = _shelf(what), require_filer_account(request)
    row = _row(here, user, row_id)
    entry, said = Entry(row, *named(here, row)), ""
    if request.method == "POST":
        try:
            saving.forget(what=what, row_id=row.pk, by=user, at=timezone.now())
        except DomainError as refusal:
            said = str(refusal)
        except ObjectDoesNotExist:  # a colleague did so this very moment
            raise Http404 from None
        else:
            messages.success(request, _("“%(name)s” is forgotten.") % {"name": entry.name})
            return redirect("saved-shelf", what)
    context = {"here": here, "entry": entry, "said": said}
    return render(request, "workspace/saved/forget.html", context, status=403 if said else 200)


def _shelf(what: str) -> Shelf:
    if what not in SHELVES:
        raise Http404
    return SHELVES[what]


def _typed(request: HttpRequest, here: Shelf) -> dict[str, Any]:
    return here.document(here.taken_from(read_form(request.POST)))


def _row(here: Shelf, user: User, row_id: int) -> SavedRow:
    row: SavedRow | None = here.model.objects.at_hand(user).filter(pk=row_id).first()
    if row is None:
        raise Http404
    return row


def _show(
    request: HttpRequest,
    here: Shelf,
    row: SavedRow | None,
    document: dict[str, Any],
    refusal: DomainError | None = None,
) -> HttpResponse:
    findings: tuple[Finding, ...] = refusal.findings if refusal else ()
    context = {
        "here": here,
        "row": row,
        "name": named(here, row)[0] if row else "",
        "fields": _fields(here, document, findings),
        "said": str(refusal) if refusal else "",
        "suggested": SUGGESTED,
    }
    return render(request, "workspace/saved/edit.html", context, status=refusal.status if refusal else 200)


def _fields(here: Shelf, document: dict[str, Any], findings: tuple[Finding, ...]) -> list[Shown]:
    """The fields of the filing form that belong to the shelf, in its order; only what it is known by is needed."""
    form = bind(document, options=load_options(), findings=findings)
    (row,) = form.lists[str(here.row[0])]
    known = {field.place: field for part in (row, *row.items) for field in (*part.fields, *part.more)}
    fields = []
    for column, place in here.places.items():
        shown = known[*here.row, *place]
        shown.field = replace(shown.field, needed=column in here.needed, suggest="")
        fields.append(shown)
    return fields
