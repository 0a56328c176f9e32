"""Who changed what that is no dossier's: places, prices, reasons, accounts. Read by administrators, never rewritten."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from accounts.acting import acting_user
from declarations.admin.desk import DeskAdmin
from declarations.admin.words import moment

NAMED = (gettext_noop("log entry"), gettext_noop("log entries"))
"""The library's own names, which its Vietnamese takes for entries of a sign-in: our catalogue says them right."""


@admin.register(LogEntry)
class WrittenAdmin(DeskAdmin):
    """The admin's own log (ADR 0115). What was decided of a truck stands in its journal instead."""

    list_display = ("when", "who", "kind", "object_repr", "what")
    ordering = ("-pk",)
    search_fields = ("user__username", "object_repr")
    search_help_text = gettext_lazy("A user name, or what was changed")
    change_list_template = "admin/desk/list.html"

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002
        """Administrators, and nobody else."""
        user = acting_user(request)
        return user.is_active and user.is_administrator

    def get_queryset(self, request: HttpRequest) -> QuerySet[LogEntry]:
        """All of it."""
        rows: QuerySet[LogEntry] = super().get_queryset(request)
        return rows.select_related("user", "content_type")

    @admin.display(description=gettext_lazy("When"))
    def when(self, row: LogEntry) -> str:
        """To the second."""
        return moment(row.action_time)

    @admin.display(description=gettext_lazy("Person"))
    def who(self, row: LogEntry) -> str:
        """By name and user name."""
        return f"{row.user.get_full_name()} · {row.user.get_username()}"

    @admin.display(description=gettext_lazy("Kind"))
    def kind(self, row: LogEntry) -> str:
        """What sort of thing it is."""
        model = row.content_type.model_class() if row.content_type else None
        return capfirst(str(model._meta.verbose_name)) if model else ""

    @admin.display(description=gettext_lazy("What was done"))
    def what(self, row: LogEntry) -> str:
        """Added, changed which members, or deleted."""
        return row.get_change_message() or str(row.get_action_flag_display())

    def get_urls(self) -> list[URLPattern]:
        """The list alone."""
        return [path("", self.admin_site.admin_view(self.changelist_view), name="admin_logentry_changelist")]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list."""
        return super().changelist_view(request, {"title": _("Who changed what"), **(extra_context or {})})
