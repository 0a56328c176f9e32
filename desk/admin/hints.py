"""Hints at the desk: listed and answered by the agency concerned at its gates; beside the dossier, and on the first
page. Nobody else reads them (ADR 0083)."""

from datetime import datetime
from typing import Any, NamedTuple

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
from declarations.admin.filters import Chips, GateChips
from declarations.admin.forms import Said, Sentence
from declarations.admin.words import when
from declarations.models import Declaration
from desk.hints.codes import HintAnswer
from desk.hints.sentences import sentence
from desk.models import Hint, HintRule
from desk.operations import hinting
from desk.queries.hints import concerning, to_answer, waiting_at_gates

TO_ANSWER, ANSWERED, LEFT_OPEN = "open", "answered", "left"


class HintChips(Chips):
    """What waits, what was answered, what nobody answered in time."""

    title = gettext_lazy("answer")
    parameter_name = "state"
    default = TO_ANSWER

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ARG002
        """The three."""
        return [(TO_ANSWER, _("To be answered")), (ANSWERED, _("Answered")), (LEFT_OPEN, _("Not answered in time"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002
        """Hints of that sort."""
        if self.value() == TO_ANSWER:
            return to_answer(queryset)
        if self.value() == ANSWERED:
            return queryset.exclude(answer="")
        return queryset.filter(answer="").exclude(pk__in=to_answer(queryset).values("pk"))


class RuleChips(Chips):
    """One of the rules that concern the agency."""

    title = gettext_lazy("rule")
    parameter_name = "rule"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ARG002
        """By their names."""
        agency = acting_user(request).agency
        return [(rule.code, rule.name) for rule in HintRule.objects.order_by("pk") if agency in rule.agencies]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002
        """Hints of that rule."""
        return queryset.filter(rule__code=self.value()) if self.value() else queryset


class AnswerForm(Said):
    """Whether it was so, and what was found."""

    said_so = forms.ChoiceField(label=gettext_lazy("Answer"), choices=HintAnswer.choices, widget=forms.RadioSelect)
    note = Sentence(
        label=gettext_lazy("Note"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("What was found; the company does not read it."),
    )  # fmt: skip

    def said(self) -> dict[str, Any]:
        """What the operation is called with."""
        return {"said": HintAnswer(self.cleaned_data["said_so"]), "note": self.cleaned_data["note"]}


@admin.register(Hint)
class HintAdmin(DeskAdmin):
    """Seen by officers: the hints that concern their agency at their gates."""

    list_display = ("what", "rule_name", "number_cell", "gate", "found", "standing")
    list_filter = (GateChips, HintChips, RuleChips)
    list_select_related = ("rule", "gate", "declaration", "answered_by")
    ordering = ("-found_at", "-id")
    change_list_template = "admin/desk/list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Hint]:
        """Those that concern him."""
        return concerning(acting_user(request)).select_related("rule", "gate", "declaration", "answered_by")

    # Columns

    @admin.display(description=gettext_lazy("Hint"))
    def what(self, row: Hint) -> SafeString:
        """The reason with its figures: the way to the answer."""
        address = reverse("admin:desk_hint_change", args=[row.pk])
        return format_html('<a href="{}"><strong>{}</strong> {}</a>', address, row.about, said(row))

    @admin.display(description=gettext_lazy("Rule"))
    def rule_name(self, row: Hint) -> str:
        """In the language of whoever reads."""
        return row.rule.name

    @admin.display(description=gettext_lazy("Declaration"))
    def number_cell(self, row: Hint) -> SafeString:
        """The way to the dossier."""
        address = reverse("admin:declarations_declaration_change", args=[row.declaration_id])
        return format_html('<a class="number" href="{}">{}</a>', address, row.declaration.number)

    @admin.display(description=gettext_lazy("Noticed"))
    def found(self, row: Hint) -> str:
        """When."""
        return when(row.found_at)

    @admin.display(description=gettext_lazy("State"))
    def standing(self, row: Hint) -> str:
        """Its answer and who gave it."""
        if row.answer:
            return f"{row.get_answer_display()} · {row.answered_by} · {when(row.answered_at)}"
        return _("Lapsed") if row.lapsed_at else _("Not answered yet")

    # Pages

    def get_urls(self) -> list[URLPattern]:
        """The list, and one hint with its answer."""
        wrap = self.admin_site.admin_view
        return [
            path("", wrap(self.changelist_view), name="desk_hint_changelist"),
            path("<int:pk>/", wrap(self.answer_view), name="desk_hint_change"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list."""
        return super().changelist_view(request, {"title": _("Hints of misdeclaration"), **(extra_context or {})})

    def answer_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One hint; a POST is the agency's answer. Unseen is 404."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row, by = self.get_queryset(request).filter(pk=pk).first(), acting_user(request)
        if row is None:
            raise Http404
        form = AnswerForm(request.POST if request.method == "POST" else None, by=by)
        if form.is_valid() and self._answered(request, row, form, by=by):
            return HttpResponseRedirect(reverse("admin:declarations_declaration_change", args=[row.declaration_id]))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts, "title": row.rule.name, "row": row, "said": said(row), "form": form,
        }  # fmt: skip
        return TemplateResponse(request, "admin/desk/hint.html", context)

    def _answered(self, request: HttpRequest, row: Hint, form: AnswerForm, *, by: User) -> bool:
        """Whether it was done; a refusal stands at the form."""
        try:
            hinting.answer(hint_id=row.pk, by=by, at=timezone.now(), **form.said())
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return False
        messages.success(request, _("%(about)s: answered.") % {"about": row.about})
        return True


def said(hint: Hint) -> str:
    """The reason of a hint, in the reader's language."""
    return sentence(hint.rule.code, hint.figures)


class Line(NamedTuple):
    """A hint beside its dossier."""

    hint: Hint
    said: str


def beside_dossier(declaration: Declaration, user: User, at: datetime) -> Block | None:  # noqa: ARG001
    """The hints of a dossier that concern this officer's agency; nothing when there are none."""
    if not user.is_officer:
        return None
    hints = concerning(user).filter(declaration=declaration, lapsed_at__isnull=True)
    rows = hints.select_related("rule", "answered_by").order_by("answered_at", "pk")
    lines = [Line(hint, said(hint)) for hint in rows]
    return Block("admin/desk/dossier_hints.html", lines) if lines else None


def on_home(user: User, at: datetime) -> Block | None:  # noqa: ARG001
    """How many hints wait for this officer's agency, gate by gate; nothing when there are none."""
    if not user.is_officer:
        return None
    waiting = waiting_at_gates(user)
    return Block("admin/desk/home_hints.html", waiting) if waiting else None
