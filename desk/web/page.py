"""The scan page: a form that a page answers, and the same without leaving it where there is script."""

import secrets
from datetime import datetime
from functools import wraps
from typing import Any, NamedTuple

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import acting_user
from accounts.models import User
from contract.errors import DomainError
from declarations.models import Gate, Lane, Scan, Vehicle
from declarations.operations import scanning
from declarations.passes import LONGEST_TOKEN
from declarations.procedures import AGENCY_OF, FEE_CHECKS
from declarations.stages import CheckCode
from desk.web.reading import read_text
from desk.web.words import words

SHOWN = 20
"""Scans in the list of the last ones."""

CAMERA = "camera=(self), microphone=(), geolocation=()"
"""The one page that asks for the camera."""


_OPEN_LANES = Prefetch("lanes", Lane.objects.filter(is_open=True).order_by("code"), to_attr="open_lanes")


class ScanForm(forms.Form):
    """What was read, what stands there beside it, and what is confirmed in the same motion."""

    read = forms.CharField(max_length=LONGEST_TOKEN)
    plate = forms.CharField(max_length=40, required=False)
    trailer_plate = forms.CharField(max_length=40, required=False)
    container = forms.CharField(max_length=32, required=False)
    gate = forms.ChoiceField()
    lane = forms.CharField(max_length=20, required=False)
    confirm = forms.MultipleChoiceField(required=False)
    nonce = forms.CharField(max_length=64)

    def __init__(self, *args: Any, gates: list[Gate], checks: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, Any] = {"gate": [(gate.code, gate.name) for gate in gates], "confirm": checks}
        for name, offered in choices.items():
            field: Any = self.fields[name]
            field.choices = offered

    def scanned(self, *, by: User, at: datetime) -> Scan:
        """Take the scan.

        :raises DomainError: the refusals of `scanning.scan`.
        """
        said = self.cleaned_data
        beside = {name: said[name] for name in ("plate", "trailer_plate", "container")}
        return scanning.scan(
            gate=said["gate"], lane=said["lane"], read=read_text(said["read"], **beside), confirm=said["confirm"],
            nonce=said["nonce"], by=by, at=at,
        )  # fmt: skip


class Answered(NamedTuple):
    """An answer as the page shows it. `look`: ok, warn, bad, or choose."""

    look: str
    answer: dict[str, Any]
    asked: dict[str, Any]


def officers_only(view: Any) -> Any:
    """A page of the desk: whoever is not signed in goes to the door, whoever is no officer is refused."""

    @wraps(view)
    def shut(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not acting_user(request).is_officer:
            raise PermissionDenied
        answer: HttpResponse = view(request, *args, **kwargs)
        return answer

    return admin.site.admin_view(shut)


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def scan_page(request: HttpRequest) -> HttpResponse:
    """The field, the answer to what was sent, and the last scans."""
    by, at = acting_user(request), timezone.now()
    gates = list(Gate.objects.worked_by(by).order_by("code").prefetch_related(_OPEN_LANES))
    checks = _checks_of(by)
    form = ScanForm(request.POST if request.method == "POST" else None, gates=gates, checks=checks)
    answered, said = None, ""
    if form.is_valid():
        try:
            answered = _answered(form.scanned(by=by, at=at), form)
        except DomainError as refusal:
            said = str(refusal)
    elif request.method == "POST":
        said = _("Nothing was read; scan again.")
    context = {
        **admin.site.each_context(request),
        "title": _("Scan"), "gates": gates, "checks": checks, "answered": answered, "said": said,
        "gate": request.POST.get("gate") or request.GET.get("gate") or "",
        "lane": request.POST.get("lane", ""), "lanes": any(gate.open_lanes for gate in gates),
        "chosen": request.POST.getlist("confirm") if "advance" in request.POST else [],
        "nonce": secrets.token_urlsafe(16), "recent": _recent(by), "words": words(), "longest": LONGEST_TOKEN,
    }  # fmt: skip
    answer = render(request, "admin/desk/scan.html", context)
    answer["Permissions-Policy"] = CAMERA
    return answer


@officers_only
@require_safe
def truck(request: HttpRequest, vehicle_id: int) -> HttpResponse:
    """The way from a scan to the truck's dossier. Unseen is 404."""
    vehicle = Vehicle.objects.visible_to(acting_user(request)).filter(pk=vehicle_id).only("declaration_id").first()
    if vehicle is None:
        raise Http404
    dossier = reverse("admin:declarations_declaration_change", args=[vehicle.declaration_id])
    return redirect(f"{dossier}#truck-{vehicle.pk}")


def _checks_of(by: User) -> list[tuple[str, str]]:
    """The checks that an officer of this agency confirms; those that only a payment confirms are none of them."""
    return [
        (code, str(label))
        for code, label in CheckCode.choices
        if AGENCY_OF.get(code) == by.agency and code not in FEE_CHECKS
    ]


def _answered(scan: Scan, form: ScanForm) -> Answered:
    answer = scan.answer
    look = {"ok": "warn" if answer["refusals"] else "ok", "ambiguous": "choose"}.get(answer["result"], "bad")
    return Answered(look, answer, form.cleaned_data)


def _recent(by: User) -> list[Scan]:
    rows = Scan.objects.filter(scanned_by=by).select_related("vehicle").order_by("-pk")
    return list(rows[:SHOWN])
