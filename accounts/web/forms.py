"""The forms of signing in and of one's own account."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from accounts.models import Language


class SignInForm(AuthenticationForm):
    """User name and password. One sentence for every reason to refuse, so that it tells nothing about who exists."""

    error_messages = {
        "invalid_login": _("User name and password do not match, or the account is switched off."),
        "inactive": _("User name and password do not match, or the account is switched off."),
    }


class LanguageForm(forms.Form):
    """The language a person reads."""

    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
