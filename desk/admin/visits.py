"""Who looked, sent and was refused: read by administrators, who see who it was and not what the dossier says."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.acting import acting_user
from declarations.admin.desk import DeskAdmin
from desk.models import Visit, VisitKind
from desk.queries.visits import Asked, visits

PAGES: dict[str, Promise] = {
    "declarations_gate_centre": gettext_lazy("The gate today"),
    "declarations_gate_line": gettext_lazy("Calling forward"),
    "declarations_gate_pause": gettext_lazy("Pause"),
    "declarations_gate_resume": gettext_lazy("Pause"),
    "declarations_declaration": gettext_lazy("Dossier"),
    "declarations_check": gettext_lazy("Queue"),
    "declarations_changerequest": gettext_lazy("Changes asked for"),
    "declarations_scan": gettext_lazy("Scans"),
    "declarations_receipt": gettext_lazy("Receipts"),
    "declarations_cashshift": gettext_lazy("Cash-ups"),
    "desk_hint_": gettext_lazy("Hints of misdeclaration"),
    "desk_offlineconflict": gettext_lazy("Confirmed without network"),
    "desk_handover": gettext_lazy("Shift hand-over"),
    "desk_device": gettext_lazy("Devices"),
    "desk_visit": gettext_lazy("Who looked"),
    "accounts_user": gettext_lazy("People"),
    "accounts_organisation": gettext_lazy("Companies"),
    "accounts_apikey": gettext_lazy("API keys"),
    "app_list": gettext_lazy("Lists"),
    "axes_accesslog": gettext_lazy("Sign-ins"),
    "axes_": gettext_lazy("Failed sign-ins"),
    "scan-truck": gettext_lazy("Truck on the scan page"),
    "scan": gettext_lazy("Scan page"),
}
"""By how the name of the address begins; other pages are called by what they are pages of."""


class AskForm(forms.Form):
    """Whom, when, what."""

    person = forms.CharField(label=gettext_lazy("User name"), required=False, max_length=150)
    number = forms.RegexField(r"\A\d{13}\Z", label=gettext_lazy("Declaration number"), required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), required=False, choices=[("", gettext_lazy("All")), *VisitKind.choices]
    )
    day = forms.DateField(
        label=gettext_lazy("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    before = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)

    def asked(self) -> Asked:
        """What was asked for."""
        return Asked(**self.cleaned_data)


@admin.register(Visit)
class VisitAdmin(DeskAdmin):
    """Seen by administrators. Nothing is added, edited or deleted here; a task forgets."""

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002
        """Administrators, and nobody else."""
        user = acting_user(request)
        return user.is_active and user.is_administrator

    def get_urls(self) -> list[URLPattern]:
        """The list alone."""
        return [path("", self.admin_site.admin_view(self.changelist_view), name="desk_visit_changelist")]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # noqa: ARG002
        """Visits, newest first, fifty at a time."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = AskForm(request.GET)
        page = visits(form.asked()) if form.is_valid() else None
        wanted = {name: value for name, value in form.cleaned_data.items() if value and name != "before"}
        more = urlencode({**wanted, "before": page.more}) if page and page.more else ""
        lines = [(shown, _page_name(shown.visit.page)) for shown in page.rows] if page else []
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts, "title": _("Who looked"), "form": form, "lines": lines, "more": more,
        }  # fmt: skip
        return TemplateResponse(request, "admin/desk/visits.html", context)


def _page_name(page: str) -> str:
    """What people call a page of the desk."""
    if not page:
        return _("A page that is not there")
    own = next((str(label) for name, label in PAGES.items() if page.startswith(name)), "")
    return own or _model_name(page) or page


def _model_name(page: str) -> str:
    """Of the admin's own pages: `declarations_lane_change` is one of the lanes."""
    room, _sep, rest = page.partition("_")
    try:
        model = apps.get_model(room, rest.partition("_")[0])
    except LookupError:
        return ""
    return capfirst(str(model._meta.verbose_name_plural))
