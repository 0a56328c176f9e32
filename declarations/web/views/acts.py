"""What a company does to a declaration beside filing it: cancel, revive, discard. Each asks or is a POST."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.acting import acting_user
from contract.errors import DomainError
from declarations.formats import BadFormat, read_instant
from declarations.models import Declaration, Vehicle
from declarations.operations import cancelling, drafting, hastening, lapsing
from declarations.web import kept, written
from declarations.web.form.fields import Kind
from declarations.web.form.typed import READERS, shown_instant
from declarations.web.who import for_companies, own_declaration

ask_or_do = require_http_methods(["GET", "HEAD", "POST"])


@for_companies
@ask_or_do
def cancel(request: HttpRequest, ref: str) -> HttpResponse:
    """Cancel the whole declaration, with a reason."""
    row = own_declaration(acting_user(request), ref)
    asked = {
        "row": row,
        "title": _("Cancel declaration %(number)s") % {"number": written.number(row.number)},
        "hint": _("Every vehicle of it is cancelled and its plate is free again. This cannot be undone."),
        "button": _("Cancel the declaration"),
    }

    def do(reason: str) -> str:
        cancelling.cancel(declaration_id=row.pk, by=acting_user(request), at=timezone.now(), reason=reason)
        return _("The declaration is cancelled.")

    return _ask_reason(request, asked, do)


@for_companies
@ask_or_do
def cancel_vehicle(request: HttpRequest, ref: str, vehicle_id: int) -> HttpResponse:
    """Cancel one vehicle, with a reason."""
    user = acting_user(request)
    row = own_declaration(user, ref)
    vehicle = Vehicle.objects.visible_to(user).filter(pk=vehicle_id, declaration=row).first()
    if vehicle is None:
        raise Http404
    asked = {
        "row": row,
        "title": _("Cancel vehicle %(plate)s") % {"plate": vehicle.plate},
        "hint": _("Only this vehicle is cancelled; the rest of the declaration stays. This cannot be undone."),
        "button": _("Cancel the vehicle"),
    }

    def do(reason: str) -> str:
        cancelling.cancel_vehicle(vehicle_id=vehicle.pk, by=user, at=timezone.now(), reason=reason)
        return _("Vehicle %(plate)s is cancelled.") % {"plate": vehicle.plate}

    return _ask_reason(request, asked, do)


@for_companies
@ask_or_do
def revive(request: HttpRequest, ref: str) -> HttpResponse:
    """Give an overdue declaration a new time of arrival."""
    user, at = acting_user(request), timezone.now()
    row = own_declaration(user, ref)
    asked: dict[str, Any] = {"row": row, "typed": "", "said": ""}
    if request.method == "POST":
        asked["typed"] = shown_instant(request.POST.get("expected_arrival", "").replace("\0", ""))
        typed = READERS[Kind.INSTANT]([asked["typed"]])
        try:
            arrival = read_instant(str(typed or ""))
            lapsing.revive(declaration_id=row.pk, by=user, at=at, expected_arrival=arrival)
        except BadFormat:
            asked["said"] = _("This is not a date and time.")
        except DomainError as refusal:
            asked["said"] = str(refusal)
            asked["findings"] = [finding for finding in refusal.findings if finding.is_error]
        else:
            messages.success(request, _("The new time of arrival is filed."))
            return redirect("declaration", row)
    return render(request, "declarations/revive.html", asked, status=422 if asked["said"] else 200)


@for_companies
@require_POST
def earlier(request: HttpRequest, ref: str) -> HttpResponse:
    """Wish for an earlier arrival window, or take the wish back."""
    user, at = acting_user(request), timezone.now()
    row = own_declaration(user, ref)
    try:
        if request.POST.get("do") == "stay":
            hastening.stay(declaration_id=row.pk, by=user, at=at)
        else:
            hastening.ask_earlier(declaration_id=row.pk, by=user, at=at)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return _to(row)


@for_companies
@ask_or_do
def discard(request: HttpRequest, ref: str) -> HttpResponse:
    """Throw a draft away."""
    user = acting_user(request)
    row = own_declaration(user, ref)
    if request.method == "POST":
        declaration_id = row.pk
        try:
            drafting.discard_draft(declaration_id=declaration_id, by=user)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("declaration", row)
        messages.success(request, _("The draft is thrown away."), extra_tags=kept.over(declaration_id))
        return redirect("declarations")
    return render(request, "declarations/discard.html", {"row": row}) if row.is_draft else _to(row)


def _to(row: Declaration) -> HttpResponse:
    return redirect(reverse("declaration", args=[row]))


def _ask_reason(request: HttpRequest, asked: dict[str, Any], do: Callable[[str], str]) -> HttpResponse:
    """Ask for the reason, then do it; a refusal is shown where the reason was typed."""
    if request.method == "POST":
        asked["typed"] = request.POST.get("reason", "").replace("\0", "").strip()[:500]
        try:
            done = do(asked["typed"])
        except DomainError as refusal:
            asked["said"] = str(refusal)
            return render(request, "declarations/reason.html", asked, status=refusal.status)
        messages.success(request, done)
        return _to(asked["row"])
    return render(request, "declarations/reason.html", asked)
