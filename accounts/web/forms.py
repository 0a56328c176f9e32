"""The forms of signing in, of joining, of one's own account and of a company."""

import re
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, SetPasswordMixin
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.urls import reverse_lazy
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Application, CompanyRole, Language, User
from accounts.models.joining import ApplicationState
from accounts.tax_codes import normal_tax_code, validate_tax_code

_ADDRESS = RegexValidator(r"\A[A-Za-z0-9][A-Za-z0-9._+@-]*\Z", _("Use an address of letters, digits and . _ + - only."))
_PHONE = re.compile(r"\+?[0-9]{8,15}")


def _company_roles() -> list[tuple[str, str]]:
    """The roles as a list shows them, in the language of the request."""
    return [(value, capfirst(str(label))) for value, label in CompanyRole.choices]


def _clean_phone(typed: str) -> str:
    phone = re.sub(r"[\s.()-]", "", typed)
    if not _PHONE.fullmatch(phone):
        raise ValidationError(_("Write the number with its digits only, such as 0912345678."), code="phone")
    return phone


class SignInForm(AuthenticationForm):
    """User name and password. One sentence for every reason to refuse, so that it tells nothing about who exists.

    Only who gives the right password of an application is told how it stands.
    """

    error_messages = {
        "invalid_login": _("User name and password do not match, or the account is switched off."),
        "inactive": _("User name and password do not match, or the account is switched off."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User name or e-mail address")

    def get_invalid_login_error(self) -> ValidationError:
        """How the application stands, where there is one of this name and password."""
        application: Application | None = getattr(self.request, "application_of_password", None)
        if application is None:
            return super().get_invalid_login_error()
        if application.state == ApplicationState.UNCONFIRMED:
            return ValidationError(_("Open the link in the letter that we sent to your e-mail address first."))
        return ValidationError(
            _("Your application waits for an administrator. We write to you as soon as it is decided.")
        )


class CodeForm(forms.Form):
    """A code of the app, or a recovery code."""

    code = forms.CharField(
        label=pgettext_lazy("for one time", "Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}),
        help_text=_("Six digits of your app, or one of your recovery codes."),
    )


class SwitchOffForm(CodeForm):
    """Password and code, to sign in without a code from then on."""

    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    field_order = ("password", "code")


class LanguageForm(forms.Form):
    """The language a person reads."""

    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)


class ReachForm(forms.Form):
    """Where a person is written to, and his password: letters for a new one go there too."""

    email = forms.EmailField(
        label=_("E-mail"), required=False, max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    phone = forms.CharField(
        label=_("Telephone"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    password = forms.CharField(
        label=_("Your password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def clean_phone(self) -> str:
        """Digits, with or without a country's prefix; or none."""
        phone = self.cleaned_data["phone"]
        return _clean_phone(phone) if phone else ""


class _PersonForm(SetPasswordMixin, forms.Form):  # type: ignore[type-arg]
    """Name, telephone and a new password."""

    full_name = forms.CharField(
        label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = forms.CharField(
        label=_("Telephone"), max_length=20, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})
    )
    password1, password2 = SetPasswordMixin.create_password_fields()

    def clean_phone(self) -> str:
        """Digits, with or without a country's prefix."""
        return _clean_phone(self.cleaned_data["phone"])

    def clean(self) -> dict[str, Any]:
        """The passwords agree, and are not too easy for this person."""
        self.validate_passwords()
        typed = self.cleaned_data
        email = str(typed.get("email", ""))
        person = User(username=email, full_name=typed.get("full_name", ""), email=email)
        self.validate_password_for_user(person)
        return typed


class SignUpForm(_PersonForm):
    """A company and its first person."""

    company_name = forms.CharField(
        label=_("Company"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "organization"})
    )
    tax_code = forms.CharField(
        label=_("Tax code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "inputmode": "numeric",
                "hx-get": reverse_lazy("sign-up-tax-code"),
                "hx-trigger": "input changed delay:500ms",
                "hx-target": "#tax-code-said",
            }
        ),
        validators=[validate_tax_code],
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=60,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        validators=[_ADDRESS],
        help_text=_("You will sign in with it."),
    )
    field_order = ("company_name", "tax_code", "full_name", "email", "phone", "password1", "password2")

    def clean_tax_code(self) -> str:
        """The code as it is stored."""
        typed: str = self.cleaned_data["tax_code"]
        return normal_tax_code(typed) or typed


class AcceptForm(_PersonForm):
    """Whoever takes up an invitation."""


class AskResetForm(forms.Form):
    """Who forgot his password."""

    name = forms.CharField(
        label=_("User name or e-mail address"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )


class InviteForm(forms.Form):
    """Whom to ask in."""

    email = forms.EmailField(
        label=_("E-mail"), max_length=60, validators=[_ADDRESS], widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    company_role = forms.ChoiceField(label=_("Role"), choices=_company_roles, initial=CompanyRole.DISPATCHER)
    language = forms.ChoiceField(label=_("Language of the letter"), choices=Language.choices)


class RoleForm(forms.Form):
    """A colleague's role."""

    company_role = forms.ChoiceField(label=_("Role"), choices=_company_roles)


class ConsentForm(forms.Form):
    """Which agent may act."""

    tax_code = forms.CharField(
        label=_("Tax code of the agent"),
        max_length=20,
        validators=[validate_tax_code],
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )


class CompanyKeyForm(forms.Form):
    """A key of a machine: whose, what for, how far, until when."""

    user = forms.ModelChoiceField(User.objects.none(), label=_("Acts as"))
    label = forms.CharField(label=_("What it is for"), max_length=100)
    read_only = forms.BooleanField(label=_("Only to read"), required=False)
    expires_on = forms.DateField(
        label=_("Good until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The end of that day; without a date until it is revoked."),
    )

    def __init__(self, *args: Any, by: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(organisation_id=by.organisation_id or 0, is_active=True).order_by("username")
        field: Any = self.fields["user"]
        field.queryset = people if by.keeps_company else people.filter(pk=by.pk)
        field.initial = by.pk
        field.empty_label = None
        field.label_from_instance = lambda user: f"{user.get_full_name()} ({user.get_company_role_display()})"
        self.today = today

    def clean_expires_on(self) -> date | None:
        """A day that is not over."""
        day: date | None = self.cleaned_data["expires_on"]
        if day is not None and day < self.today:
            raise ValidationError(_("This day is over."), code="past")
        return day
