"""Places: kept by the gate centre of the gate; stops and day modes by its managers too; read by its officers.

Every write is an operation (declarations.operations.placing) and stands in the admin's own log with who did it.
"""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from accounts.acting import acting_user
from contract.errors import DomainError
from declarations.admin.centre import CentrePages
from declarations.admin.forms import NATIVE_TIMES, Sentence
from declarations.models import DayMode, Gate, IntakeStop, Lane, OpeningHours, Yard
from declarations.operations import placing


class _AtMyGates(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows of the gates where a person is posted: unseen is 404, read by all who work there."""

    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions = None
    formfield_overrides = NATIVE_TIMES

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whoever works at a gate reads its places."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Whoever works at a gate reads its places."""
        user = acting_user(request)
        return user.is_officer or user.is_manager

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The row. :raises Http404: it does not exist, or lies at another gate."""
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404
        return found


class PlaceAdmin(_AtMyGates):
    """Lanes, yards, hours, day modes and stops."""

    list_filter = (("gate", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("gate",)

    def _writes(self, request: HttpRequest) -> bool:
        user = acting_user(request)
        return placing.may_order(user) if self.model in placing.ORDERED else placing.may_keep(user)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Rows at his gates."""
        places: Any = self.model._default_manager
        rows: QuerySet[Any] = places.at_gates_of(acting_user(request)).select_related("gate")
        return rows

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The gate centre; for stops and day modes managers too."""
        return self._writes(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """As for adding; rows of other gates are not even seen."""
        return self._writes(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """As for adding; lanes and yards are closed instead."""
        return self._writes(request) and self.model in placing.REMOVABLE

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only his own gates can be chosen."""
        if db_field.name == "gate":
            kwargs["queryset"] = Gate.objects.worked_by(acting_user(request)).order_by("code")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Without the pencil and the eye that lead from a gate's name to its page."""
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def get_changeform_initial_data(self, request: HttpRequest) -> Any:
        """Whoever works at one gate need not choose it."""
        gates = list(Gate.objects.worked_by(acting_user(request))[:2])
        initial: Any = super().get_changeform_initial_data(request)
        return {**({"gate": gates[0].pk} if len(gates) == 1 else {}), **initial}

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A refusal of the operation is said, and nothing is changed."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except DomainError as refusal:
            self.message_user(request, str(refusal), messages.WARNING)
            return HttpResponseRedirect(request.get_full_path())

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: ARG002
        """By the operation."""
        placing.keep(place=obj, by=acting_user(request))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """By the operation."""
        placing.remove(place=obj, by=acting_user(request))


@admin.register(Lane)
class LaneAdmin(PlaceAdmin):
    """Lanes; they are closed, never deleted."""

    list_display = ("code", "gate", "name", "direction", "capacity_per_hour", "is_open")
    ordering = ("gate__code", "code")


@admin.register(Yard)
class YardAdmin(PlaceAdmin):
    """Yards; they are closed, never deleted."""

    list_display = ("code", "gate", "name", "is_inside", "capacity", "has_transshipment", "is_open")
    ordering = ("gate__code", "code")


class HoursForm(forms.ModelForm):  # type: ignore[type-arg]
    """Opening hours; those that lie over others are refused."""

    class Meta:
        model = OpeningHours
        fields = ("gate", "weekday", "opens", "closes")

    def clean(self) -> dict[str, Any]:
        """:raises forms.ValidationError: they lie over others of that weekday."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if all(cleaned.get(name) is not None for name in ("gate", "weekday", "opens", "closes")):
            hours = OpeningHours(pk=self.instance.pk, **{name: cleaned[name] for name in self.Meta.fields})
            try:
                placing.require_no_overlap(hours)
            except placing.HoursOverlap as refusal:
                raise forms.ValidationError(str(refusal), code=refusal.code) from refusal
        return cleaned


@admin.register(OpeningHours)
class OpeningHoursAdmin(PlaceAdmin):
    """Hours by weekday."""

    form = HoursForm
    list_display = ("weekday", "gate", "opens", "closes")
    ordering = ("gate__code", "weekday", "opens")


@admin.register(DayMode)
class DayModeAdmin(PlaceAdmin):
    """Days that are not normal."""

    list_display = ("date", "gate", "mode", "reason")
    ordering = ("-date", "gate__code")


@admin.register(IntakeStop)
class IntakeStopAdmin(PlaceAdmin):
    """Stops of intake."""

    list_display = ("gate", "cargo_kind", "direction", "starts_at", "ends_at", "reason")
    ordering = ("-starts_at", "gate__code")


class NoticeForm(forms.ModelForm):  # type: ignore[type-arg]
    """The one thing of a gate that is typed."""

    notice = Sentence(
        label=_("Public notice"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody reads it on the board, without signing in."),
    )  # fmt: skip

    class Meta:
        model = Gate
        fields = ("notice",)


@admin.register(Gate)
class GateAdmin(_AtMyGates, CentrePages):
    """Gates: their notice, and whether they are paused. What they are is not changed here."""

    form = NoticeForm
    list_display = ("code", "name_vi", "kind", "paused_at", "notice")
    ordering = ("code",)
    fields = (
        "notice", "paused_at", "code", "name_vi", "name_en", "name_zh", "opposite", "markers", "kind", "takes_trucks",
    )  # fmt: skip
    readonly_fields = fields[1:]
    change_form_template = "admin/desk/gate.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Gate]:
        """His gates."""
        return Gate.objects.worked_by(acting_user(request))

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Gates are built elsewhere."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """The gate centre."""
        return placing.may_keep(acting_user(request))

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Nobody."""
        return False

    def save_model(self, request: HttpRequest, obj: Gate, form: Any, change: bool) -> None:  # noqa: ARG002
        """By the operation."""
        placing.announce(gate_id=obj.pk, notice=form.cleaned_data["notice"], by=acting_user(request))
