"""The devices at the barrier: an officer sees his own, an administrator all; taken out of use, never edited."""

from typing import Any

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
from contract.errors import DomainError
from declarations.admin.columns import labelled
from declarations.admin.desk import DeskAdmin
from declarations.admin.words import when
from desk.models import Device
from desk.operations import devices


@admin.register(Device)
class DeviceAdmin(DeskAdmin):
    """Registered in the browser that is carried; here they are seen and revoked."""

    list_display = ("name", "whose", "registered", "seen", "standing", "revoke_cell")
    ordering = ("-pk",)
    search_fields = ("officer__username", "name")
    search_help_text = gettext_lazy("A user name or the device's name")
    change_list_template = "admin/desk/list.html"

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002
        """Officers and administrators; whose rows, the queryset says."""
        user = acting_user(request)
        return user.is_officer or user.is_administrator

    def get_queryset(self, request: HttpRequest) -> QuerySet[Device]:
        """An officer's own, all of them for an administrator."""
        rows: QuerySet[Device] = Device.objects.visible_to(acting_user(request)).select_related("officer", "revoked_by")
        return rows

    @admin.display(description=gettext_lazy("Officer"))
    def whose(self, device: Device) -> str:
        """Who carries it."""
        return device.officer.get_full_name()

    @admin.display(description=gettext_lazy("Registered"))
    def registered(self, device: Device) -> SafeString:
        """Since when."""
        return labelled(_("Registered"), when(device.registered_at))

    @admin.display(description=gettext_lazy("Last seen"))
    def seen(self, device: Device) -> SafeString:
        """When it last asked for something."""
        return labelled(_("Last seen"), when(device.last_seen_at) or "–")

    @admin.display(description=gettext_lazy("State"))
    def standing(self, device: Device) -> str:
        """Good, revoked by whom, or expired."""
        if device.revoked_at:
            by = device.revoked_by.get_full_name() if device.revoked_by else ""
            return _("Revoked %(when)s by %(who)s") % {"when": when(device.revoked_at), "who": by}
        good = device.is_good(timezone.now())
        return (_("Good until %(when)s") if good else _("Expired %(when)s")) % {"when": when(device.expires_at)}

    @admin.display(description=gettext_lazy("Decide"))
    def revoke_cell(self, device: Device) -> SafeString | str:
        """The way to take it out of use."""
        if device.revoked_at:
            return ""
        address = reverse("admin:desk_device_revoke", args=[device.pk])
        return format_html('<a class="do stop" href="{}">{}</a>', address, _("Revoke"))

    def get_urls(self) -> list[URLPattern]:
        """The list, and taking one out of use."""
        wrap = self.admin_site.admin_view
        return [
            path("", wrap(self.changelist_view), name="desk_device_changelist"),
            path("<int:pk>/revoke/", wrap(self.revoke_view), name="desk_device_revoke"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list."""
        return super().changelist_view(request, {"title": _("Devices"), **(extra_context or {})})

    def revoke_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask once more, then do it. Unseen is 404."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        device = self.get_queryset(request).filter(pk=pk, revoked_at__isnull=True).first()
        if device is None:
            raise Http404
        back = reverse("admin:desk_device_changelist")
        if request.method == "POST":
            try:
                devices.revoke(device_id=device.pk, by=acting_user(request), at=timezone.now())
            except DomainError as refusal:
                messages.warning(request, str(refusal))
            else:
                messages.success(request, _("%(device)s is out of use.") % {"device": device.name})
            return HttpResponseRedirect(back)
        title = _("Revoke %(device)s") % {"device": device.name}
        context = {**self.admin_site.each_context(request), "title": title, "device": device, "back": back}
        return TemplateResponse(request, "admin/desk/revoke.html", context)
