"""The administrators' list of e-mails and SMS in trouble: whom they did not reach, and what the other side said."""

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from notices.models import Delivery


@admin.register(Delivery)
class DeliveryAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Read only; it names no declaration, which administrators do not see. What was tried in vain is tried again."""

    list_display = ("created_at", "user", "channel", "attempts", "due_at", "failed_at", "failure", "answer")
    list_display_links = None
    fields = ("user", "channel", "created_at", "attempts", "due_at", "sent_at", "failed_at", "failure", "answer")
    list_filter = ("channel", "failure")
    list_select_related = ("user",)
    search_fields = ("user__username", "user__email")
    ordering = ("-pk",)
    show_full_result_count = False
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:  # noqa: ARG002
        return Delivery.objects.in_trouble()

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        return False
