"""Who signed in and who was not let in, as one list each; read by administrators, forgotten by a task."""

from typing import Any, ClassVar

import axes.admin  # noqa: F401 - registers its own lists, whose place these take
from axes.models import AccessFailureLog, AccessLog
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts.acting import acting_user
from declarations.admin.desk import DeskAdmin
from declarations.admin.words import moment

_BROWSER = 90
"""Characters of what a browser calls itself."""

NAMED = (
    gettext_noop("access log"),
    gettext_noop("access logs"),
    gettext_noop("access failure"),
    gettext_noop("access failures"),
    gettext_noop("IP Address"),
)
"""The library's own names, which it has in few languages: our catalogue says them in ours."""

admin.site.unregister([AccessLog, AccessFailureLog])


class DoorAdmin(DeskAdmin):
    """Seen by administrators. Nothing is added, edited or deleted here."""

    list_display = ("when", "username", "ip_address", "browser")
    ordering = ("-pk",)
    search_fields = ("username", "ip_address")
    search_help_text = _("A user name or an address")
    change_list_template = "admin/desk/list.html"
    titles: ClassVar[dict[str, Promise]] = {
        "axes_accesslog": _("Sign-ins"),
        "axes_accessfailurelog": _("Failed sign-ins"),
    }

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002
        """Administrators, and nobody else."""
        user = acting_user(request)
        return user.is_active and user.is_administrator

    @admin.display(description=_("When"))
    def when(self, row: Any) -> str:
        """To the second."""
        return moment(row.attempt_time)

    @admin.display(description=_("Browser"))
    def browser(self, row: Any) -> str:
        """What it calls itself, shortened."""
        return Truncator(row.user_agent).chars(_BROWSER)

    def get_urls(self) -> list[URLPattern]:
        """The list alone."""
        return [path("", self.admin_site.admin_view(self.changelist_view), name=f"{self._name()}_changelist")]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list."""
        return super().changelist_view(request, {"title": self.titles[self._name()], **(extra_context or {})})

    def _name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}"


admin.site.register([AccessLog, AccessFailureLog], DoorAdmin)
