"""The tariff and the table of checks. Province managers write prices; the gate centre reads them (ADR 0038).

The table of checks is read-only: a new version is a change of the program's data, not of a form.
"""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from accounts.acting import acting_user
from accounts.models import Agency
from contract.errors import DomainError
from declarations.admin.forms import NATIVE_TIMES
from declarations.models import JourneyRate, Procedure, Step, Tariff
from declarations.operations import pricing


class PriceAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Dated rows; nothing is deleted, a row ends with its last day."""

    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions = None
    formfield_overrides = NATIVE_TIMES

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Who writes them and who takes the money."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Who writes them and who takes the money."""
        user = acting_user(request)
        return pricing.may_price(user) or (user.is_officer and user.agency == Agency.GATE_CENTRE)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Managers of the whole province."""
        return pricing.may_price(acting_user(request))

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Managers of the whole province."""
        return pricing.may_price(acting_user(request))

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """What was asked for once stays readable."""
        return False

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A refusal of the operation is said, and nothing is changed."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except DomainError as refusal:
            self.message_user(request, str(refusal), messages.WARNING)
            return HttpResponseRedirect(request.get_full_path())

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: ARG002
        """By the operation."""
        pricing.keep(row=obj, by=acting_user(request))

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The row. :raises Http404: there is none."""
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404
        return found


@admin.register(Tariff)
class TariffAdmin(PriceAdmin):
    """Prices by class, goods, direction and regime."""

    list_display = (
        "fee_class", "cargo_kind", "direction", "regime", "amount", "valid_from", "valid_until", "assumed", "source",
    )  # fmt: skip
    list_filter = ("fee_class", "assumed")
    ordering = ("fee_class", "-valid_from", "cargo_kind", "pk")


@admin.register(JourneyRate)
class JourneyRateAdmin(PriceAdmin):
    """What a journey pays of the price."""

    list_display = ("kind", "journey", "percent", "valid_from", "valid_until", "assumed", "source")
    ordering = ("kind", "journey", "-valid_from")


class StepInline(admin.TabularInline):  # type: ignore[type-arg]
    """The checks of a version."""

    model = Step
    fields = readonly_fields = ("journey", "code", "agency", "presence", "needs", "follows")
    ordering = ("position",)
    can_delete = False
    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """As the version itself."""
        return True

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Nobody."""
        return False


@admin.register(Procedure)
class ProcedureAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Versions of the table of checks, to be read by whoever works with it."""

    list_display = ("version", "in_force_from")
    ordering = ("-version",)
    fields = readonly_fields = ("version", "in_force_from")
    inlines = (StepInline,)
    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whoever works by it."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Whoever works by it."""
        user = acting_user(request)
        return user.is_officer or user.is_manager

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Nobody."""
        return False

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The version. :raises Http404: there is none."""
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404
        return found
