"""What was confirmed without network and could not be taken: each agency settles its own at its own gates."""

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
from declarations.admin.desk import DeskAdmin
from declarations.admin.filters import Chips, GateChips
from declarations.admin.forms import Said, Sentence
from declarations.admin.words import when
from declarations.models import Check
from declarations.stages import CheckState, Country
from desk.admin.words import why
from desk.models import OfflineConflict, Settlement
from desk.operations.settling import check_behind, settle

OPEN, SETTLED = "open", "settled"


class StandingChips(Chips):
    """To be settled, or settled."""

    title = gettext_lazy("state")
    parameter_name = "standing"
    default = OPEN

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ARG002
        """The two."""
        return [(OPEN, _("To be settled")), (SETTLED, _("Settled"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002
        """Conflicts of that sort."""
        return queryset.exclude(settlement="") if self.value() == SETTLED else queryset.filter(settlement="")


class SettleForm(Said):
    """What is true of it."""

    how = forms.ChoiceField(label=gettext_lazy("What is true"), widget=forms.RadioSelect)
    note = Sentence(
        label=gettext_lazy("Note"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Needed when it was wrong."),
    )  # fmt: skip

    def __init__(self, *args: Any, check: Check | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(Settlement.STANDS, _("What stands now is right")), (Settlement.WRONG, _("It was wrong"))]
        if check is not None and check.state == CheckState.READY:
            choices.insert(1, (Settlement.CONFIRMED, _("Confirm it now")))
        field: Any = self.fields["how"]
        field.choices = choices


@admin.register(OfflineConflict)
class OfflineConflictAdmin(DeskAdmin):
    """Seen and settled by officers of that gate and agency. Nothing is added, edited or deleted."""

    list_display = ("what", "why_cell", "who", "happened", "standing", "settle_cell")
    list_filter = (GateChips, StandingChips)
    ordering = ("pk",)
    change_list_template = "admin/desk/list.html"

    # Which rows

    def get_queryset(self, request: HttpRequest) -> QuerySet[OfflineConflict]:
        """His agency's at his gates."""
        rows: QuerySet[OfflineConflict] = OfflineConflict.objects.of(acting_user(request))
        return rows.select_related("scan", "device", "officer", "gate", "vehicle__declaration", "settled_by")

    # Columns

    @admin.display(description=gettext_lazy("Truck and check"))
    def what(self, row: OfflineConflict) -> SafeString:
        """The truck, or what was read of it, and the check."""
        name = row.vehicle.plate if row.vehicle else row.scan.read
        chinese = " plate-cn" if row.vehicle and row.vehicle.country == Country.CN else ""
        return format_html('<span class="plate{}">{}</span> {}', chinese, name, row.get_check_code_display())

    @admin.display(description=gettext_lazy("Why"))
    def why_cell(self, row: OfflineConflict) -> str:
        """Why it could not be taken."""
        return why(row.code)

    @admin.display(description=gettext_lazy("Officer"))
    def who(self, row: OfflineConflict) -> str:
        """Who confirmed it, and with what."""
        return f"{row.officer.get_full_name()} · {row.device.name}" if row.device else row.officer.get_full_name()

    @admin.display(description=gettext_lazy("When"))
    def happened(self, row: OfflineConflict) -> str:
        """When the scan was made, by the device's clock."""
        return when(row.happened_at)

    @admin.display(description=gettext_lazy("State"))
    def standing(self, row: OfflineConflict) -> str:
        """How it was settled, and by whom."""
        if row.is_open:
            return _("To be settled")
        return f"{row.get_settlement_display()} · {row.settled_by} {when(row.settled_at)} {row.note}".strip()

    @admin.display(description=gettext_lazy("Decide"))
    def settle_cell(self, row: OfflineConflict) -> SafeString:
        """The way to settling it, or to how it was settled."""
        address = reverse("admin:desk_offlineconflict_settle", args=[row.pk])
        return format_html('<a class="do" href="{}">{}</a>', address, _("Settle") if row.is_open else _("Look"))

    # Pages

    def get_urls(self) -> list[URLPattern]:
        """The list, and settling one."""
        wrap = self.admin_site.admin_view
        return [
            path("", wrap(self.changelist_view), name="desk_offlineconflict_changelist"),
            path("<int:pk>/settle/", wrap(self.settle_view), name="desk_offlineconflict_settle"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list."""
        return super().changelist_view(request, {"title": _("Confirmed without network"), **(extra_context or {})})

    def settle_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What the scanner said beside what stands; a POST settles it. Unseen is 404."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row, by = self.get_queryset(request).filter(pk=pk).first(), acting_user(request)
        if row is None:
            raise Http404
        check = check_behind(row)
        form = SettleForm(request.POST if request.method == "POST" else None, by=by, check=check)
        if form.is_valid() and self._settled(request, row, form, by=by):
            return HttpResponseRedirect(reverse("admin:desk_offlineconflict_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts, "title": _("Confirmed without network"), "row": row, "check": check, "form": form,
            "why": why(row.code),
        }  # fmt: skip
        return TemplateResponse(request, "admin/desk/settle.html", context)

    def _settled(self, request: HttpRequest, row: OfflineConflict, form: SettleForm, *, by: User) -> bool:
        """Whether it was done; a refusal stands at the form, and what was typed stays."""
        try:
            settle(conflict_id=row.pk, by=by, at=timezone.now(), **form.said())
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return False
        messages.success(request, _("Settled."))
        return True
