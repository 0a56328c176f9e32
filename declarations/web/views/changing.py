"""Asking agencies for a change (domain §8): what it comes to is shown before it is sent; and taking it back."""

from typing import Any, Final, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.acting import acting_user
from contract.errors import DomainError
from declarations.errors import ReasonMissing
from declarations.models import ChangeRequest, Declaration
from declarations.operations import changing
from declarations.queries import changes
from declarations.web import kept
from declarations.web.form.bound import bind
from declarations.web.form.options import SUGGESTED, load_options
from declarations.web.form.telling import summed_up
from declarations.web.groups import groups_of
from declarations.web.sheet import Sheet
from declarations.web.who import for_companies, own_declaration

LONGEST_REASON: Final = 500
NOT_TYPED: Final = frozenset({"csrfmiddlewaretoken", "do", "reason"})
"""What of a posted form is no part of the document."""


class Told(NamedTuple):
    """One change as the page lists it; without agencies it is made at once."""

    label: str
    lines: list[changes.Line]
    agencies: list[str]


def show(request: HttpRequest, sheet: Sheet, *, status: int = 200) -> HttpResponse:
    """The page on which what is filed is changed: what stands, in groups that open; this gate's lanes and yards alone.

    Where another gate can be chosen, the page has its lanes and yards beside it for when it is.
    """
    options = load_options().with_windows(sheet.document, at=sheet.at, by=sheet.user)
    form = bind(
        sheet.document,
        options=options.at(sheet.document.get("gate")),
        findings=sheet.findings,
        limits=sheet.limits,
    )
    context = {
        "sheet": sheet,
        "form": form,
        "groups": groups_of(form, filed=bind(sheet.filed, options=options)),
        "told": summed_up(form.summary, is_whole=sheet.checked),
        "elsewhere": [] if form.where[0].locked else options.by_gate(),
        "ticket": kept.ticket(sheet.user),
        "suggested": SUGGESTED,
    }
    return render(request, "declarations/change.html", context, status=status)


def confirm(request: HttpRequest, sheet: Sheet, *, said: str = "") -> HttpResponse:
    """Show what asking for this would come to, and ask for the reason. What was typed travels along, unseen.

    :raises DomainError: it cannot be asked for.
    """
    row = _declaration_of(sheet)
    told = changing.preview(
        declaration_id=row.pk, body=sheet.document, by=sheet.user, at=sheet.at, version=sheet.version or 0
    )
    trucks = list(row.vehicles.order_by("role", "position"))
    context: dict[str, Any] = {
        "row": row,
        "action": sheet.action,
        "said": said,
        "typed": request.POST.get("reason", "")[:LONGEST_REASON],
        "kept": [(name, value) for name, values in request.POST.lists() if name not in NOT_TYPED for value in values],
        "asked": [
            Told(
                changes.label_of(one.difference.unit, trucks),
                list(changes.lines_of(one.difference.old, one.difference.new)),
                [str(capfirst(agency.label)) for agency in changing.in_order(one.agencies)],
            )
            for one in told.asked
        ],
        "told": told,
    }
    return render(request, "declarations/change_confirm.html", context, status=422 if said else 200)


def send(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """Ask for the change.

    :raises DomainError: it cannot be asked for any more.
    """
    row = _declaration_of(sheet)
    reason = request.POST.get("reason", "").replace("\0", "").strip()[:LONGEST_REASON]
    try:
        changing.ask_change(
            declaration_id=row.pk, body=sheet.document, by=sheet.user, at=sheet.at, reason=reason,
            version=sheet.version or 0,
        )  # fmt: skip
    except ReasonMissing as refusal:
        return confirm(request, sheet, said=str(refusal))
    messages.success(
        request,
        _("The request is sent. Each agency answers it; you see the answers here."),
        extra_tags=kept.over(row.pk),
    )
    return redirect(reverse("declaration", args=[row]) + "#changes")


@for_companies
@require_POST
def withdraw(request: HttpRequest, ref: str, change_id: int) -> HttpResponse:
    """Take back what of a request is not decided yet."""
    user = acting_user(request)
    row = own_declaration(user, ref)
    asked = ChangeRequest.objects.visible_to(user).filter(pk=change_id, declaration=row).first()
    if asked is None:
        raise Http404
    try:
        changing.withdraw_change(change_id=asked.pk, by=user, at=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The change request is taken back."))
    return redirect(reverse("declaration", args=[row]) + "#changes")


def requests_shown(row: Declaration) -> list[changes.ShownRequest]:
    """The change requests of a declaration, newest first."""
    return [changes.show(request) for request in changes.requests_of(row)]


def _declaration_of(sheet: Sheet) -> Declaration:
    if sheet.declaration is None:
        raise Http404
    return sheet.declaration
