"""The scans of a gate, refused ones first of all: each is a fact and is kept."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.acting import acting_user
from declarations.admin.desk import DeskAdmin
from declarations.admin.filters import Chips, GateChips, midnight
from declarations.admin.words import when
from declarations.formats import plate_key
from declarations.models import Scan
from declarations.operations.recognising import TO_CHOOSE
from desk.admin.words import WHY, as_read, why

TODAY, YESTERDAY, WEEK, MONTH = "today", "yesterday", "week", "month"


class ResultChips(Chips):
    """What came of it."""

    title = gettext_lazy("result")
    parameter_name = "result"
    default = Scan.Result.REFUSED.value

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ARG002
        """The three."""
        results = (Scan.Result.REFUSED, Scan.Result.AMBIGUOUS, Scan.Result.OK)
        return [(result.value, result.label) for result in results]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002
        """Scans of that result, by their codes, which are indexed."""
        if self.value() == Scan.Result.OK:
            return queryset.filter(code="")
        return queryset.filter(code__in=TO_CHOOSE if self.value() == Scan.Result.AMBIGUOUS else WHY.keys() - TO_CHOOSE)


class CodeChips(Chips):
    """Why it was refused."""

    title = gettext_lazy("why")
    parameter_name = "code"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ARG002
        """The reasons that there were in those days."""
        refused = Scan.objects.at_gates_of(acting_user(request)).filter(code__in=WHY.keys() - TO_CHOOSE)
        there = set(
            _of_days(refused, request.GET.get(DayChips.parameter_name)).values_list("code", flat=True).distinct()
        )
        return [(code, label) for code, label in WHY.items() if code in there]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002
        """Scans of that code."""
        return queryset.filter(code=self.value()) if self.value() else queryset


class DayChips(Chips):
    """When it was."""

    title = gettext_lazy("day")
    parameter_name = "day"
    default = TODAY

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ARG002
        """Days of which somebody may still ask."""
        return [(TODAY, _("Today")), (YESTERDAY, _("Yesterday")), (WEEK, _("7 days")), (MONTH, _("30 days"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002
        """Scans of those days."""
        return _of_days(queryset, self.value())


def _of_days(scans: QuerySet[Any], day: str | None) -> QuerySet[Any]:
    today = midnight(timezone.now())
    if day == YESTERDAY:
        return scans.filter(happened_at__gte=today - timedelta(days=1), happened_at__lt=today)
    back = {WEEK: 6, MONTH: 29}.get(day or TODAY, 0)
    return scans.filter(happened_at__gte=today - timedelta(days=back))


@admin.register(Scan)
class ScanAdmin(DeskAdmin):
    """Seen by the officers of that gate, whatever their agency. Nothing is added, edited or deleted."""

    list_display = ("happened", "read_cell", "result_cell", "who", "where")
    list_filter = (GateChips, ResultChips, CodeChips, DayChips)
    ordering = ("-happened_at", "-pk")
    search_fields = ("plate_key",)  # get_search_results says how
    search_help_text = gettext_lazy("A whole plate")
    change_list_template = "admin/desk/list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Scan]:
        """Those of his gates."""
        rows: QuerySet[Scan] = Scan.objects.at_gates_of(acting_user(request))
        return rows.select_related("gate", "lane", "scanned_by", "vehicle__declaration", "offline__device")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Scan], search_term: str  # noqa: ARG002
    ) -> tuple[QuerySet[Scan], bool]:  # fmt: skip
        """By the plate that was read, in any spelling."""
        return (queryset.filter(plate_key=plate_key(search_term)) if search_term else queryset), False

    @admin.display(description=gettext_lazy("When"))
    def happened(self, scan: Scan) -> str:
        """By the scanner's clock; when it came later, that as well."""
        late = scan.recorded_at - scan.happened_at > timedelta(minutes=2)
        return _("%(when)s, received %(later)s") % {
            "when": when(scan.happened_at), "later": when(scan.recorded_at)
        } if late else when(scan.happened_at)  # fmt: skip

    @admin.display(description=gettext_lazy("Read"))
    def read_cell(self, scan: Scan) -> SafeString | str:
        """What was read, and the dossier of the truck that was found."""
        if scan.vehicle is None:
            return as_read(scan.read)
        address = reverse("admin:declarations_declaration_change", args=[scan.vehicle.declaration_id])
        return format_html('<a href="{}"><span class="plate">{}</span></a> {}', address, scan.vehicle.plate, scan.read)

    @admin.display(description=gettext_lazy("Result"))
    def result_cell(self, scan: Scan) -> str:
        """Accepted, or why not."""
        return why(scan.code) if scan.code else str(scan.get_result_display())

    @admin.display(description=gettext_lazy("Officer"))
    def who(self, scan: Scan) -> str:
        """Who scanned, and with which device, if it was without network."""
        offline = getattr(scan, "offline", None)
        device = offline.device.name if offline and offline.device else ""
        return f"{scan.scanned_by.get_full_name()} · {device}" if device else scan.scanned_by.get_full_name()

    @admin.display(description=gettext_lazy("Gate"))
    def where(self, scan: Scan) -> str:
        """Gate and lane."""
        return f"{scan.gate.code} {scan.lane.code}" if scan.lane else scan.gate.code

    def get_urls(self) -> list[URLPattern]:
        """The list alone."""
        return [path("", self.admin_site.admin_view(self.changelist_view), name="declarations_scan_changelist")]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list."""
        return super().changelist_view(request, {"title": _("Scans"), **(extra_context or {})})
