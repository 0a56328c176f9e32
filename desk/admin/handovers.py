"""Shift hand-over at the desk: what is open now, handed over, acknowledged; and the notes that a shift leaves."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
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
from declarations.admin.beside import Block
from declarations.admin.desk import DeskAdmin
from declarations.admin.filters import GateChips
from declarations.admin.forms import Said, Sentence
from declarations.admin.words import when
from declarations.models import Declaration, Gate
from desk.admin.handover_words import in_words
from desk.models import Handover, ShiftNote
from desk.operations import handing_over
from desk.queries.handover import from_json, read


class NoteForm(Said):
    """A note, and the truck that it is about."""

    text = Sentence(label=gettext_lazy("Note"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    about = Sentence(
        label=gettext_lazy("Plate or declaration number"), required=False, max_length=40,
        help_text=gettext_lazy("Left empty, the note is about the whole shift."),
    )  # fmt: skip


class AcknowledgeForm(Said):
    """What the next shift finds otherwise."""

    differs = Sentence(
        label=gettext_lazy("What differs"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Left empty, everything is as it was handed over."),
    )  # fmt: skip


@admin.register(Handover)
class HandoverAdmin(DeskAdmin):
    """Seen, handed over and acknowledged by officers of that gate and agency. Nothing is edited or deleted."""

    list_display = ("handed", "gate_cell", "handed_who", "standing")
    list_filter = (GateChips,)
    ordering = ("-handed_at", "-pk")
    change_list_template = "admin/desk/handovers.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Handover]:
        """His agency's at his gates."""
        rows: QuerySet[Handover] = Handover.objects.of(acting_user(request))
        return rows.select_related("gate", "handed_by", "acknowledged_by")

    # Columns

    @admin.display(description=gettext_lazy("Handed over"))
    def handed(self, row: Handover) -> SafeString:
        """When; the way to it."""
        address = reverse("admin:desk_handover_change", args=[row.pk])
        return format_html('<a class="number" href="{}">{}</a>', address, when(row.handed_at))

    @admin.display(description=gettext_lazy("Gate"))
    def gate_cell(self, row: Handover) -> str:
        """Where."""
        return row.gate.code

    @admin.display(description=gettext_lazy("By"))
    def handed_who(self, row: Handover) -> str:
        """By whom."""
        return row.handed_by.get_full_name()

    @admin.display(description=gettext_lazy("State"))
    def standing(self, row: Handover) -> str:
        """Who acknowledged it, and what differed."""
        if row.acknowledged_by is None:
            return _("To be acknowledged")
        return f"{row.acknowledged_by.get_full_name()} · {when(row.acknowledged_at)} {row.differs}".strip()

    # Pages

    def get_urls(self) -> list[URLPattern]:
        """Former ones, what is open now, one hand-over, and the notes."""
        wrap, name = self.admin_site.admin_view, "desk_handover"
        return [
            path("", wrap(self.changelist_view), name=f"{name}_changelist"),
            path("gates/<int:gate_pk>/", wrap(self.now_view), name=f"{name}_now"),
            path("gates/<int:gate_pk>/note/", wrap(self.note_view), name=f"{name}_note"),
            path("notes/<int:pk>/close/", wrap(self.close_view), name=f"{name}_close"),
            path("<int:pk>/", wrap(self.handover_view), name=f"{name}_change"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Former hand-overs, and the way to what is open now at each gate."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        gates = Gate.objects.worked_by(acting_user(request)).order_by("code")
        context = {"title": _("Shift hand-over"), "gates": gates}
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def now_view(self, request: HttpRequest, gate_pk: int) -> HttpResponse:
        """What is open now at this gate; a POST hands it over. Another's gate is 404."""
        gate, by, at = self._gate(request, gate_pk), acting_user(request), timezone.now()
        if request.method == "POST":
            return self._hand_over(request, gate, by=by, at=at)
        waiting = self.get_queryset(request).filter(gate=gate, acknowledged_at__isnull=True).first()
        sections = in_words(read(gate, by))
        return self._page(
            request, "handover", gate=gate, at=at, sections=sections, waiting=waiting, form=NoteForm(by=by)
        )

    def _hand_over(self, request: HttpRequest, gate: Gate, *, by: User, at: datetime) -> HttpResponse:
        try:
            handover = handing_over.hand_over(gate_id=gate.pk, by=by, at=at)
        except DomainError as refusal:
            messages.warning(request, str(refusal))
            return HttpResponseRedirect(request.path)
        messages.success(request, _("The shift is handed over."))
        return HttpResponseRedirect(reverse("admin:desk_handover_change", args=[handover.pk]))

    def handover_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One hand-over as it was; a POST acknowledges it. Unseen is 404."""
        row, by = self._found(request, self.get_queryset(request).filter(pk=pk)), acting_user(request)
        form = AcknowledgeForm(request.POST if request.method == "POST" else None, by=by)
        if form.is_valid() and self._done(
            form, lambda: handing_over.acknowledge(handover_id=row.pk, by=by, at=timezone.now(), **form.said())
        ):
            messages.success(request, _("Acknowledged."))
            return HttpResponseRedirect(reverse("admin:desk_handover_now", args=[row.gate_id]))
        sections = in_words(from_json(row.page))
        return self._page(
            request, "handover_done", row=row, gate=row.gate, at=row.handed_at, sections=sections, form=form
        )

    def note_view(self, request: HttpRequest, gate_pk: int) -> HttpResponse:
        """Write a note for the next shift at this gate."""
        gate, by = self._gate(request, gate_pk), acting_user(request)
        typed = request.POST if request.method == "POST" else None
        form = NoteForm(typed, by=by, initial={"about": request.GET.get("about", "")[:40]})
        if form.is_valid() and self._done(
            form, lambda: handing_over.write_note(gate_id=gate.pk, by=by, at=timezone.now(), **form.said())
        ):
            messages.success(request, _("Noted for the next shift."))
            return HttpResponseRedirect(reverse("admin:desk_handover_now", args=[gate.pk]))
        return self._page(request, "handover_note", gate=gate, form=form)

    def close_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A note is done."""
        if request.method != "POST":
            raise PermissionDenied
        by = acting_user(request)
        note = self._found(request, ShiftNote.objects.of(by).filter(pk=pk))
        try:
            handing_over.close_note(note_id=note.pk, by=by, at=timezone.now())
        except DomainError as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, _("The note is closed."))
        return HttpResponseRedirect(reverse("admin:desk_handover_now", args=[note.gate_id]))

    # What they share

    def _gate(self, request: HttpRequest, gate_pk: int) -> Gate:
        gate: Gate = self._found(request, Gate.objects.worked_by(acting_user(request)).filter(pk=gate_pk))
        return gate

    def _found(self, request: HttpRequest, rows: QuerySet[Any]) -> Any:
        """:raises PermissionDenied: no officer.   :raises Http404: not of his gate and agency."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = rows.first()
        if row is None:
            raise Http404
        return row

    def _done(self, form: Said, act: Callable[[], object]) -> bool:
        """Whether it was done; a refusal stands at the form, and what was typed stays."""
        try:
            act()
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return False
        return True

    def _page(self, request: HttpRequest, template: str, **context: Any) -> HttpResponse:
        empty = [one.title for one in context.get("sections", ()) if not one.lines]
        shared = {
            **self.admin_site.each_context(request),
            "opts": self.opts, "title": _("Shift hand-over"), "empty": empty,
        }  # fmt: skip
        return TemplateResponse(request, f"admin/desk/{template}.html", {**shared, **context})


def on_home(user: User, at: datetime) -> Block | None:  # noqa: ARG001
    """An officer's gates: what was handed over and waits to be acknowledged, and the notes that are open."""
    gates = list(Gate.objects.worked_by(user).order_by("code")) if user.is_officer else []
    if not gates:
        return None
    open_ones = Handover.objects.of(user).filter(acknowledged_at__isnull=True).select_related("handed_by")
    waiting = {row.gate_id: row for row in open_ones}
    notes = list(ShiftNote.objects.of(user).is_open().values_list("gate_id", flat=True))
    lines = [(gate, waiting.get(gate.pk), notes.count(gate.pk)) for gate in gates]
    return Block("admin/desk/home_handover.html", lines)


def beside_dossier(declaration: Declaration, user: User, at: datetime) -> Block | None:  # noqa: ARG001
    """The open notes of his agency on this dossier, and the way to write one."""
    if not user.is_officer or declaration.gate is None:
        return None
    notes = ShiftNote.objects.of(user).is_open().filter(declaration=declaration).select_related("written_by")
    return Block("admin/desk/dossier_notes.html", {"declaration": declaration, "notes": list(notes.order_by("pk"))})
