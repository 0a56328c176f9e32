"""The administrators' desk: people, companies and keys. Nothing is deleted here: who acted once stays readable."""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import operations
from accounts.acting import acting_user
from accounts.forms import NewKeyForm, NewPasswordForm, NewUserForm, OrganisationForm
from accounts.models import ApiKey, Application, Organisation, User
from accounts.operations import applying, second_factor
from contract.errors import DomainError

_WORK = ("role", "agency", "organisation", "company_role", "province_wide")

admin.site.unregister(Group)  # roles are fixed (accounts.roles); a group would grant nothing
admin.site.unregister([TOTPDevice, StaticDevice])  # secrets: nobody reads another's second factor


class _Kept(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows that are switched off, never deleted; whatever a form changes is at once true for keys too."""

    show_full_result_count = False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: ARG002
        """By the operation."""
        operations.keep(row=obj, by=acting_user(request))

    def one_by_one(self, request: HttpRequest, ids: Iterable[int], act: Callable[[int], object], done: str) -> None:
        """Do it to each on its own and say what came of it."""
        count = 0
        for pk in ids:
            try:
                with transaction.atomic():
                    act(pk)
                    said = {"changed": {"name": request.POST.get("action", ""), "object": str(pk)}}
                    self.log_change(request, self.get_queryset(request).get(pk=pk), [said])
            except DomainError as refusal:
                self.message_user(request, str(refusal), messages.WARNING)
            else:
                count += 1
        if count:
            self.message_user(request, done % {"count": count}, messages.SUCCESS)


@admin.register(Organisation)
class OrganisationAdmin(_Kept):
    """Companies."""

    form = OrganisationForm
    list_display = ("name", "tax_code", "phone", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name", "tax_code")
    ordering = ("name", "pk")
    actions = ("switch_off", "switch_on")

    @admin.action(description=_("Switch off the selected organisations"), permissions=["change"])
    def switch_off(self, request: HttpRequest, queryset: QuerySet[Organisation]) -> None:
        self._switch(request, queryset, on=False)

    @admin.action(description=_("Switch on the selected organisations"), permissions=["change"])
    def switch_on(self, request: HttpRequest, queryset: QuerySet[Organisation]) -> None:
        self._switch(request, queryset, on=True)

    def _switch(self, request: HttpRequest, queryset: QuerySet[Organisation], *, on: bool) -> None:
        by = acting_user(request)
        done = str(_("%(count)d organisations switched on.") if on else _("%(count)d organisations switched off."))
        self.one_by_one(
            request,
            queryset.order_by("pk").values_list("pk", flat=True),
            lambda pk: operations.switch_organisation(organisation_id=pk, on=on, by=by),
            done,
        )


@admin.register(User)
class UserAdmin(_Kept, DjangoUserAdmin):  # type: ignore[type-arg]
    """People. Other rooms append their inlines (`UserAdmin.inlines`): an officer's postings are declared there."""

    add_form = NewUserForm
    change_password_form = NewPasswordForm
    list_display = ("username", "full_name", "role", "agency", "organisation", "is_active", "last_login")
    list_filter = ("role", "agency", "is_active")
    list_select_related = ("organisation",)
    search_fields = ("username", "full_name", "organisation__name", "organisation__tax_code")
    ordering = ("username",)
    filter_horizontal = ()
    autocomplete_fields = ("organisation",)
    actions = ("switch_off", "switch_on", "reset_second_factor")
    inlines: ClassVar[list[Any]] = []
    readonly_fields = ("is_active", "last_login")
    fieldsets = (
        (None, {"fields": ("username", "password", "is_active", "last_login")}),
        (_("Person"), {"fields": ("full_name", "email", "phone", "language")}),
        (_("Work"), {"fields": _WORK}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("username", "usable_password", "password1", "password2")}),
        *fieldsets[1:],
    )

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Nobody takes his own role away: the last administrator would be gone."""
        mine = obj is not None and obj.pk == request.user.pk
        return (*self.readonly_fields, *_WORK) if mine else self.readonly_fields

    @admin.action(description=_("Switch off the selected users"), permissions=["change"])
    def switch_off(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._to_each(request, queryset, operations.switch_off_user, str(_("%(count)d users switched off.")))

    @admin.action(description=_("Switch on the selected users"), permissions=["change"])
    def switch_on(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._to_each(request, queryset, operations.switch_on_user, str(_("%(count)d users switched on.")))

    @admin.action(description=_("Switch off the second factor of the selected users"), permissions=["change"])
    def reset_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """For whoever lost his telephone and his codes."""
        self._to_each(request, queryset, second_factor.reset, str(_("The second factor of %(count)d users is off.")))

    def _to_each(self, request: HttpRequest, queryset: QuerySet[User], act: Callable[..., object], done: str) -> None:
        by, ids = acting_user(request), queryset.order_by("pk").values_list("pk", flat=True)
        self.one_by_one(request, ids, lambda pk: act(user_id=pk, by=by), done)


@admin.register(Application)
class ApplicationAdmin(_Kept):
    """Companies that want to join: read, then approved, or refused with a reason that the applicant reads."""

    change_form_template = "accounts/admin/application.html"
    list_display = ("company_name", "tax_code", "full_name", "email", "state", "applied_at", "decided_at")
    list_filter = ("state",)
    search_fields = ("company_name", "tax_code", "email", "full_name")
    ordering = ("-pk",)
    actions = ("approve",)
    fields = (
        "company_name", "tax_code", "full_name", "email", "phone", "language", "state", "applied_at", "confirmed_at",
        "decided_at", "decided_by", "reason", "organisation",
    )  # fmt: skip
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    @admin.action(description=_("Approve the selected applications"), permissions=["change"])
    def approve(self, request: HttpRequest, queryset: QuerySet[Application]) -> None:
        by, at = acting_user(request), timezone.now()
        self.one_by_one(
            request,
            queryset.order_by("pk").values_list("pk", flat=True),
            lambda pk: applying.approve(application_id=pk, by=by, at=at),
            str(_("%(count)d applications approved.")),
        )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The application; a POST decides it."""
        application = self.get_object(request, object_id) if request.method == "POST" else None
        if application is None:
            return super().change_view(request, object_id, form_url, extra_context)
        if not self.has_change_permission(request, application):
            raise PermissionDenied
        return self._decide(request, application)

    def _decide(self, request: HttpRequest, application: Application) -> HttpResponse:
        by, at = acting_user(request), timezone.now()
        try:
            if request.POST.get("decide") == "approve":
                applying.approve(application_id=application.pk, by=by, at=at)
                said = _("%(company)s is approved.") % {"company": application}
            else:
                reason = request.POST.get("reason", "")
                applying.refuse(application_id=application.pk, by=by, at=at, reason=reason)
                said = _("%(company)s is refused.") % {"company": application}
        except DomainError as refusal:
            self.message_user(request, str(refusal), messages.WARNING)
            return redirect(request.path)
        self.log_change(request, application, said)
        self.message_user(request, said, messages.SUCCESS)
        return redirect("admin:accounts_application_changelist")


@admin.register(ApiKey)
class ApiKeyAdmin(_Kept):
    """Keys of machines: issued, shown once, revoked."""

    list_display = ("prefix", "user", "label", "scopes", "created_at", "expires_at", "revoked_at", "last_used_at")
    list_filter = ("user__role",)
    list_select_related = ("user",)
    search_fields = ("prefix", "label", "user__username")
    ordering = ("-created_at", "-pk")
    actions = ("revoke",)
    fields = ("prefix", "user", "label", "scopes", "created_at", "expires_at", "revoked_at", "last_used_at")
    readonly_fields = ("prefix", "user", "scopes", "created_at", "expires_at", "revoked_at", "last_used_at")

    @admin.action(description=_("Revoke the selected keys"), permissions=["change"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        by, at = acting_user(request), timezone.now()
        self.one_by_one(
            request,
            queryset.order_by("pk").values_list("pk", flat=True),
            lambda pk: operations.revoke_key(key_id=pk, at=at, by=by),
            str(_("%(count)d keys revoked.")),
        )

    def add_view(
        self,
        request: HttpRequest,
        form_url: str = "",  # noqa: ARG002
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002
    ) -> HttpResponse:
        """Issue a key. The answer to the form is the only page that ever shows it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = NewKeyForm(request.POST or None)
        context = {**self.admin_site.each_context(request), "title": _("Issue an API key"), "opts": self.opts}
        if form.is_valid():
            issued = self._issue(request, form)
            if issued is not None:
                return TemplateResponse(request, "accounts/admin/key_issued.html", {**context, "issued": issued})
        return TemplateResponse(request, "accounts/admin/issue_key.html", {**context, "form": form})

    def _issue(self, request: HttpRequest, form: NewKeyForm) -> operations.IssuedKey | None:
        asked = form.cleaned_data
        try:
            issued = operations.issue_key(
                user_id=asked["user"].pk,
                by=acting_user(request),
                at=timezone.now(),
                scopes=asked["scopes"] or None,
                label=asked["label"],
                expires_at=asked["expires_at"],
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return None
        self.log_addition(request, issued.key, [{"added": {}}])
        return issued
