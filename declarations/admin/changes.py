"""Change requests at the desk: what waits for an officer's agency at his gates, old beside new, answered by field."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
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
from declarations.admin.desk import DeskAdmin
from declarations.admin.filters import Chips, GateChips
from declarations.admin.forms import Said, Sentence
from declarations.models import ChangeRequest
from declarations.operations import deciding
from declarations.operations.reasoning import MOST
from declarations.queries import changes
from declarations.stages import ChangeState

AGREE, REJECT, LATER = "agree", "reject", ""
MINE, OPEN, CLOSED = "mine", "open", "closed"


class ChangeGateChips(GateChips):
    """One of the officer's gates."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002
        """Requests at that gate."""
        return queryset.filter(declaration__gate__code=self.value()) if self.value() else queryset


class WaitingChips(Chips):
    """Whose turn it is."""

    title = gettext_lazy("answer")
    parameter_name = "waiting"
    default = MINE

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ARG002
        """Mine, anybody's, nobody's any more."""
        return [(MINE, _("Waiting for us")), (OPEN, _("All open")), (CLOSED, _("Decided"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Requests of that sort."""
        if self.value() == CLOSED:
            return queryset.exclude(state=ChangeState.OPEN)
        by = acting_user(request)
        rows = ChangeRequest.objects.awaiting(by) if self.value() == MINE else ChangeRequest.objects.is_open()
        return queryset.filter(pk__in=rows.values("pk"))


class AnswersForm(Said):
    """One answer for all fields that wait for the agency, or one for each; a rejection needs its reason."""

    everything = forms.ChoiceField(choices=[(AGREE, ""), (REJECT, "")], required=False, widget=forms.HiddenInput)
    reason = Sentence(
        label=gettext_lazy("Reason"), required=False, max_length=MOST, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Needed to reject; the company reads it."),
    )  # fmt: skip

    def __init__(self, *args: Any, waiting: list[changes.Shown], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.waiting = waiting
        choices = [(AGREE, _("Agree")), (REJECT, _("Reject")), (LATER, _("Later"))]
        for shown in waiting:
            self.fields[self.name_of(shown)] = forms.ChoiceField(
                label=shown.label, choices=choices, required=False, initial=LATER, widget=forms.RadioSelect
            )

    @staticmethod
    def name_of(shown: changes.Shown) -> str:
        """The name of a field's answer."""
        return f"field_{shown.field.pk}"

    def clean(self) -> dict[str, Any]:
        """Something must be answered."""
        cleaned = super().clean() or {}
        if not cleaned.get("everything") and not any(cleaned.get(self.name_of(shown)) for shown in self.waiting):
            self.add_error(None, _("Agree to a field or reject it first."))
        return cleaned

    def said(self) -> dict[str, Any]:
        """What the operation is called with."""
        cleaned = self.cleaned_data
        given = {shown.field.pk: cleaned.get(self.name_of(shown)) for shown in self.waiting}
        each = {pk: answer == AGREE for pk, answer in given.items() if answer}
        whole = cleaned.get("everything")
        return {"verdicts": (whole == AGREE) if whole else each, "reason": cleaned["reason"]}


@admin.register(ChangeRequest)
class ChangeRequestAdmin(DeskAdmin):
    """Seen by officers: what was asked for at their gates. It is answered, never edited."""

    list_display = ("number_cell", "what", "reason", "asked", "standing")
    list_filter = (ChangeGateChips, WaitingChips)
    ordering = ("asked_at", "id")

    # Which rows

    def get_queryset(self, request: HttpRequest) -> QuerySet[ChangeRequest]:
        """What was asked for at his gates."""
        return changes.whole(ChangeRequest.objects.visible_to(acting_user(request)))

    # Columns

    @admin.display(description=gettext_lazy("Declaration"))
    def number_cell(self, row: ChangeRequest) -> SafeString:
        """The way to the answer."""
        address = reverse("admin:declarations_changerequest_change", args=[row.pk])
        return format_html('<a class="number" href="{}">{}</a>', address, row.declaration.number)

    @admin.display(description=gettext_lazy("Changes"))
    def what(self, row: ChangeRequest) -> SafeString:
        """Old and new of each field."""
        return render_to_string("admin/desk/cells/changes.html", {"shown": changes.show(row)})

    @admin.display(description=gettext_lazy("Asked"))
    def asked(self, row: ChangeRequest) -> SafeString:
        """When, and how long ago."""
        return render_to_string("admin/desk/cells/asked.html", {"row": row, "at": timezone.now()})

    @admin.display(description=gettext_lazy("State"))
    def standing(self, row: ChangeRequest) -> str:
        """The state."""
        return _("Lapsed") if row.has_lapsed else row.get_state_display()

    # Pages

    def get_urls(self) -> list[URLPattern]:
        """The list, and one request with its answers."""
        wrap, name = self.admin_site.admin_view, "declarations_changerequest"
        return [
            path("", wrap(self.changelist_view), name=f"{name}_changelist"),
            path("<int:pk>/", wrap(self.answer_view), name=f"{name}_change"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list."""
        return super().changelist_view(request, {"title": _("Changes asked for"), **(extra_context or {})})

    def answer_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One request; a POST is the agency's answer to all or some of its fields. Unseen is 404."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row, by = self.get_queryset(request).filter(pk=pk).first(), acting_user(request)
        if row is None:
            raise Http404
        shown = changes.show(row)
        waiting = shown.waiting_for(by.agency)
        if request.method == "POST" and not shown.asks(by.agency):
            raise PermissionDenied
        form = AnswersForm(request.POST if request.method == "POST" else None, by=by, waiting=waiting)
        if form.is_valid() and self._answered(request, row, form, by=by):
            return HttpResponseRedirect(reverse("admin:declarations_declaration_change", args=[row.declaration_id]))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts, "title": _("Change of %(number)s") % {"number": row.declaration}, "row": row,
            "shown": shown, "form": form, "waiting": waiting,
            "answers": [(one, form[form.name_of(one)] if one in waiting else None) for one in shown.fields],
        }  # fmt: skip
        return TemplateResponse(request, "admin/desk/change.html", context)

    def _answered(self, request: HttpRequest, row: ChangeRequest, form: AnswersForm, *, by: User) -> bool:
        """Whether it was done; a refusal stands at the form, and what was typed stays."""
        try:
            deciding.decide(change_id=row.pk, by=by, at=timezone.now(), **form.said())
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            for finding in refusal.findings:
                if finding.is_error:
                    form.add_error(None, str(finding.message))
            return False
        messages.success(request, _("%(number)s: answered.") % {"number": row.declaration})
        return True
