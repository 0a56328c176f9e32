"""The administrators' list of reports in trouble: whom they did not reach, and why. No address and no secret."""

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from delivery.models import Sending


@admin.register(Sending)
class SendingAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Read only; a webhook's address may itself hold a secret, so it is not shown."""

    list_display = ("owed_at", "reader", "report", "way", "attempts", "next_at", "ended_at", "trouble", "answer")
    list_display_links = None
    fields = ("reader", "report", "way", "owed_at", "attempts", "next_at", "ended_at", "trouble", "answer")
    list_filter = ("trouble", "subscription__way")
    list_select_related = ("subscription__reader", "bulletin")
    search_fields = ("subscription__reader__username", "subscription__reader__email")
    ordering = ("-pk",)
    show_full_result_count = False
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Sending]:  # noqa: ARG002
        return Sending.objects.in_trouble().defer("bulletin__figures")

    @admin.display(description=_("person"))
    def reader(self, row: Sending) -> str:
        return row.subscription.reader.username

    @admin.display(description=_("report"))
    def report(self, row: Sending) -> str:
        return f"{row.subscription.get_report_display()} {row.bulletin}"

    @admin.display(description=_("way"))
    def way(self, row: Sending) -> str:
        return row.subscription.get_way_display()

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        return False
