"""Postings, kept by administrators: on the person's page, and as a list of their own."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Model
from django.forms.models import BaseInlineFormSet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from accounts.acting import acting_user
from accounts.admin import UserAdmin
from accounts.models import Role, User
from contract.errors import DomainError
from declarations.models import Gate, Posting
from declarations.operations import posting


def _gates(db_field: Any, kwargs: dict[str, Any]) -> None:
    if db_field.name == "gate":
        kwargs["queryset"] = Gate.objects.order_by("code")
    elif db_field.name == "user":
        people = User.objects.filter(role__in=[Role.OFFICER, Role.MANAGER], is_active=True)
        kwargs["queryset"] = people.order_by("username")


class PostingFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    """The postings of the person whose page it is; only officers and managers have any."""

    by: User

    def clean(self) -> None:
        """:raises forms.ValidationError: this person works at no gate."""
        super().clean()
        kept = [form for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        if kept:
            try:
                posting.require_postable(self.instance)
            except posting.NotPostable as refusal:
                raise forms.ValidationError(str(refusal), code=refusal.code) from refusal

    def save_new(self, form: Any, commit: bool = True) -> Any:
        """By the operation."""
        made = super().save_new(form, commit=False)
        return posting.post(user_id=self.instance.pk, gate_id=made.gate_id, by=self.by) if commit else made

    def delete_existing(self, obj: Any, commit: bool = True) -> None:
        """By the operation."""
        if commit:
            posting.unpost(posting_id=obj.pk, by=self.by)


class PostingInline(admin.TabularInline):  # type: ignore[type-arg]
    """On the person's page: where he works."""

    model = Posting
    formset = PostingFormSet
    extra = 1
    fields = ("gate",)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """A posting is made or ended, not edited; without this the rows would not show."""
        return acting_user(request).is_administrator

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """With who acts, for the operation."""
        made: Any = super().get_formset(request, obj, **kwargs)
        return type("PostingFormSet", (made,), {"by": acting_user(request)})

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Gates by their code."""
        _gates(db_field, kwargs)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


UserAdmin.inlines = [*UserAdmin.inlines, PostingInline]


@admin.register(Posting)
class PostingAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Who works where, as a list. A posting is made or ended, never edited."""

    list_display = ("user", "gate")
    list_display_links = None
    list_filter = ("gate", "user__agency")
    list_select_related = ("user", "gate")
    search_fields = ("user__username", "user__full_name")
    ordering = ("user__username", "gate__code")
    show_full_result_count = False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Nobody."""
        return False

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The row. :raises Http404: there is none."""
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404
        return found

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Gates by their code, people who can be posted."""
        _gates(db_field, kwargs)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A refusal of the operation is said, and nothing is changed."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except DomainError as refusal:
            self.message_user(request, str(refusal), messages.WARNING)
            return HttpResponseRedirect(request.get_full_path())

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: ARG002
        """By the operation; the row it answers with is the one that is logged."""
        obj.pk = posting.post(user_id=obj.user_id, gate_id=obj.gate_id, by=acting_user(request)).pk

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """By the operation."""
        posting.unpost(posting_id=obj.pk, by=acting_user(request))

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Each by the operation."""
        for pk in queryset.values_list("pk", flat=True):
            posting.unpost(posting_id=pk, by=acting_user(request))
