"""The agencies' catalogues of reasons, kept by administrators and managers of the whole province (ADR 0082).

Nothing is deleted: what is no longer to be given is switched off.
"""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.acting import acting_user
from accounts.models import Agency
from contract.errors import DomainError
from declarations.admin.filters import Chips
from declarations.admin.forms import Sentence
from declarations.models import Decision, Reason
from declarations.operations import reasoning


class ReasonRowForm(forms.ModelForm):  # type: ignore[type-arg]
    """One entry, its words in three languages."""

    decisions = forms.MultipleChoiceField(
        label=_("Offered for"), choices=Decision.choices, widget=forms.CheckboxSelectMultiple
    )
    label_vi = Sentence(label=_("Words (Vietnamese)"), max_length=200, widget=AdminTextInputWidget)
    label_en = Sentence(label=_("Words (English)"), max_length=200, widget=AdminTextInputWidget)
    label_zh_hans = Sentence(label=_("Words (Chinese)"), max_length=200, widget=AdminTextInputWidget)

    class Meta:
        model = Reason
        fields = (
            "agency", "code", "decisions", "label_vi", "label_en", "label_zh_hans", "position", "is_active",
        )  # fmt: skip


class AgencyChips(Chips):
    """One agency's catalogue."""

    title = _("agency")
    parameter_name = "agency"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ARG002
        """All agencies."""
        return list(Agency.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002
        """Its reasons."""
        return queryset.filter(agency=self.value()) if self.value() else queryset


@admin.register(Reason)
class ReasonAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """What officers may choose from, agency by agency."""

    form = ReasonRowForm
    list_display = ("label", "whose", "offered_for", "is_active", "code")
    list_filter = (AgencyChips,)
    change_list_template = "admin/desk/list.html"
    ordering = ("agency", "position", "pk")
    sortable_by = ()
    actions = None
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list."""
        return super().changelist_view(request, {"title": _("Reasons of decisions"), **(extra_context or {})})

    @admin.display(description=_("Offered for"))
    def offered_for(self, row: Reason) -> str:
        """The decisions, in words."""
        return ", ".join(str(Decision(decision).label) for decision in row.decisions)

    @admin.display(description=_("agency"))
    def whose(self, row: Reason) -> str:
        """The agency, by its name at the head of a cell."""
        return str(capfirst(row.get_agency_display()))

    @admin.display(description=_("Reason"))
    def label(self, row: Reason) -> str:
        """In the language of whoever reads."""
        return row.label

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:  # noqa: ARG002
        """The journal counts by agency and code: they stay."""
        return ("agency", "code") if obj else ()

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Who keeps the catalogues."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Who keeps the catalogues."""
        return reasoning.may_catalogue(acting_user(request))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Who keeps the catalogues."""
        return self.has_view_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Who keeps the catalogues."""
        return self.has_view_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Nobody."""
        return False

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The row. :raises Http404: there is none."""
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404
        return found

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A refusal of the operation is said, and nothing is changed."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except DomainError as refusal:
            self.message_user(request, str(refusal), messages.WARNING)
            return HttpResponseRedirect(request.get_full_path())

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: ARG002
        """By the operation."""
        reasoning.keep(reason=obj, by=acting_user(request))
