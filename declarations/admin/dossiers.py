"""Dossiers: found by plate or number, shown whole, and acted upon. Nobody adds, edits or deletes one here."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.acting import acting_user
from accounts.models import User
from contract.errors import DomainError
from declarations import live
from declarations.admin.acts import ACTS, Act, requestable
from declarations.admin.beside import beside_dossier
from declarations.admin.columns import cargo_cell, labelled, plates_cell, trucks_in
from declarations.admin.deciding import Decision, decision_at
from declarations.admin.desk import DeskAdmin
from declarations.admin.dossier import show
from declarations.admin.filters import GateChips, RoadChips, StatusChips
from declarations.admin.forms import Said
from declarations.admin.words import when
from declarations.models import Declaration, Vehicle
from declarations.operations.rereading import changed_since
from declarations.queries import desk


@admin.register(Declaration)
class DeclarationAdmin(DeskAdmin):
    """Seen by officers: what is filed at their gates. Managers and administrators see no dossier."""

    list_display = ("number_cell", "plates", "cargo", "gate", "direction", "expected", "status", "organisation")
    list_filter = (GateChips, StatusChips, RoadChips)
    search_fields = ("number",)  # get_search_results says how
    search_help_text = gettext_lazy("A whole plate, or a declaration number")
    ordering = ("expected_arrival", "id")

    # Which rows

    def get_queryset(self, request: HttpRequest) -> QuerySet[Declaration]:
        """What is filed at his gates."""
        return desk.dossiers_of(acting_user(request))

    def get_search_results(
        self,
        request: HttpRequest,  # noqa: ARG002
        queryset: QuerySet[Declaration],
        search_term: str,
    ) -> tuple[QuerySet[Declaration], bool]:
        """By plate or number."""
        return (desk.search_dossiers(queryset, search_term) if search_term else queryset), False

    # Columns

    @admin.display(description=gettext_lazy("Number"))
    def number_cell(self, row: Declaration) -> SafeString:
        """The way to the dossier."""
        address = reverse("admin:declarations_declaration_change", args=[row.pk])
        mark = format_html(' <span class="mark">{}</span>', _("Assisted")) if row.is_assisted else ""
        return format_html('<a class="number" href="{}">{}</a>{}', address, row.number, mark)

    @admin.display(description=gettext_lazy("Trucks"))
    def plates(self, row: Declaration) -> SafeString:
        """Their plates, and which of them are held."""
        return plates_cell(row)

    @admin.display(description=gettext_lazy("Cargo"))
    def cargo(self, row: Declaration) -> SafeString:
        """What they carry."""
        return cargo_cell(trucks_in(row))

    @admin.display(description=gettext_lazy("Expected"))
    def expected(self, row: Declaration) -> SafeString:
        """When it is expected."""
        return labelled(_("Expected"), when(row.expected_arrival))

    # Pages

    def get_urls(self) -> list[URLPattern]:
        """The list, the dossier, and the acts on one of its vehicles."""
        wrap = self.admin_site.admin_view
        name = "declarations_declaration"
        return [
            path("", wrap(self.changelist_view), name=f"{name}_changelist"),
            path("<int:object_id>/", wrap(self.dossier_view), name=f"{name}_change"),
            path("<int:object_id>/vehicles/<int:vehicle_id>/<slug:act>/", wrap(self.act_view), name=f"{name}_act"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list."""
        return super().changelist_view(request, {"title": _("Dossiers"), **(extra_context or {})})

    def dossier_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """The dossier, read-only. Unseen is 404."""
        declaration = self._seen(request, object_id)
        by, at = acting_user(request), timezone.now()
        decision = decision_at(request, declaration.pk, by=by, at=at)
        if decision and live.is_part(request):
            return self._decision(request, declaration, decision)
        shown = show(declaration.pk, by=by, at=at, first=decision.check.vehicle_id if decision else None)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts, "title": declaration.number, "shown": shown, "declaration": shown.whole.declaration,
            "here": request.get_full_path(), "blocks": beside_dossier(declaration, by=by, at=at),
            "read_to": declaration.journal_length,
            "decision": decision, "line": decision and shown.line_of(decision.check.pk),
            "etag": decision and live.etag_of(request, decision.version(declaration)),
        }  # fmt: skip
        return TemplateResponse(request, "admin/desk/dossier.html", context)

    def _decision(self, request: HttpRequest, declaration: Declaration, decision: Decision) -> HttpResponse:
        """What is decided of this truck now, alone, or 304."""
        etag = live.etag_of(request, decision.version(declaration))
        same = live.unchanged(request, etag)
        if same is not None:
            return same
        shown = show(declaration.pk, by=decision.way.by, at=decision.at)
        read_to = _read_to(request, declaration)
        context = {
            "decision": decision, "line": shown.line_of(decision.check.pk), "here": request.get_full_path(),
            "declaration": declaration, "etag": etag, "read_to": read_to,
            "changed": changed_since(declaration, read_to),
        }  # fmt: skip
        return live.marked(request, TemplateResponse(request, "admin/desk/deciding.html", context), etag)

    def act_view(self, request: HttpRequest, object_id: int, vehicle_id: int, act: str) -> HttpResponse:
        """One act on one vehicle of a dossier that he sees: a form, then the act."""
        declaration, by = self._seen(request, object_id), acting_user(request)
        vehicle = Vehicle.objects.select_related("gate").filter(pk=vehicle_id, declaration=declaration).first()
        if vehicle is None or act not in ACTS:
            raise Http404
        chosen = ACTS[act]
        if by.agency not in chosen.agencies:
            raise PermissionDenied
        form = self._form(chosen, request.POST if request.method == "POST" else None, vehicle, by=by)
        decision = decision_at(request, declaration.pk, by=by, at=timezone.now())
        back = reverse("admin:declarations_declaration_change", args=[declaration.pk])
        back = decision.way.page(decision.check) if decision else back
        if form.is_valid():
            beyond = decision.way.beyond(decision.check) if decision else None
            if self._carried_out(request, chosen, vehicle, form, by=by):
                return HttpResponseRedirect(decision.way.onward(decision.check, beyond) if decision else back)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts, "title": chosen.label, "move": chosen, "form": form, "back": back,
            "names": [vehicle.plate], "what": declaration.number, "way": decision and decision.way,
        }  # fmt: skip
        return TemplateResponse(request, "admin/desk/move.html", context)

    def _seen(self, request: HttpRequest, declaration_id: int) -> Declaration:
        if not self.has_view_permission(request):
            raise PermissionDenied
        declaration: Declaration | None = self.get_queryset(request).filter(pk=declaration_id).first()
        if declaration is None:
            raise Http404
        return declaration

    def _form(self, act: Act, typed: Any, vehicle: Vehicle, *, by: User) -> Said:
        more: dict[str, Any] = {}
        if act.name == "turn-back":
            more["vehicle"] = vehicle
        elif act.name == "request":
            more["codes"] = requestable(list(vehicle.checks.order_by("position")), by)
        return act.form(typed, by=by, **more)

    def _carried_out(self, request: HttpRequest, act: Act, vehicle: Vehicle, form: Said, *, by: User) -> bool:
        """Whether it was done; a refusal stands at the form, and what was typed stays."""
        try:
            act.does(vehicle_id=vehicle.pk, by=by, at=timezone.now(), **form.said())
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            for finding in refusal.findings:
                form.add_error(None, str(finding.message))
            return False
        messages.success(request, f"{vehicle.plate}: {act.done}")
        return True


def _read_to(request: HttpRequest, declaration: Declaration) -> int:
    """Up to where the page that asks for its live part shows the journal: the rest of it stays as it was made."""
    sent = request.headers.get("X-Read-To", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else declaration.journal_length
