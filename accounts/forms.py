"""The administrators' forms."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AdminPasswordChangeForm, AdminUserCreationForm
from django.utils.translation import gettext_lazy as _

from accounts.api.permissions import KNOWN_SCOPES
from accounts.models import Organisation, User
from accounts.operations import keeping
from accounts.tax_codes import normal_tax_code


class OrganisationForm(forms.ModelForm):  # type: ignore[type-arg]
    """A company; its tax code is stored in one spelling, so that it is found whatever way it was typed."""

    class Meta:
        model = Organisation
        fields = ("name", "tax_code", "address", "phone")

    def clean_tax_code(self) -> str:
        """The code as it is stored; the field's validator has said that it is one."""
        typed: str = self.cleaned_data["tax_code"]
        return normal_tax_code(typed) or typed


class NewUserForm(AdminUserCreationForm):  # type: ignore[type-arg]
    """A new person, whole at once: the database takes no officer without agency, no declarant without company."""

    class Meta:
        model = User
        fields = (
            "username",
            "full_name",
            "email",
            "phone",
            "role",
            "organisation",
            "company_role",
            "agency",
            "province_wide",
            "language",
        )


class NewPasswordForm(AdminPasswordChangeForm):  # type: ignore[type-arg]
    """Another password for somebody. The admin's page has asked who may; the form is not told who it is."""

    def save(self, commit: bool = True) -> Any:
        """By the operation."""
        user = super().save(commit=False)
        if commit:
            keeping.keep(row=user, by=None)
        return user


class NewKeyForm(forms.Form):
    """Whose key, how far it goes, and until when."""

    user = forms.ModelChoiceField(User.objects.none(), label=_("User"))
    scopes = forms.MultipleChoiceField(
        label=_("Scopes"),
        choices=[(name, name) for name in sorted(KNOWN_SCOPES)],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("All of the user's role when none is ticked."),
    )
    label = forms.CharField(label=_("Label"), max_length=100, required=False, help_text=_("What the key is for."))
    expires_at = forms.DateTimeField(
        label=_("Expires at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["user"]
        people.queryset = User.objects.filter(is_active=True).order_by("username")
