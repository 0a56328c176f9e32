"""Signing in and out, and one's own account."""

from math import ceil
from typing import Any

from axes.helpers import get_cool_off
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.mixins import LoginRequiredMixin
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.generic import FormView

from accounts import operations
from accounts.acting import acting_user
from accounts.models import User
from accounts.operations import second_factor
from accounts.web import coming_in
from accounts.web.forms import LanguageForm, SignInForm


class SignIn(auth.LoginView):
    """The one door: pages, desk and admin lead here. Afterwards the site speaks the language of the person."""

    template_name = "accounts/sign_in.html"
    form_class = SignInForm

    def form_valid(self, form: Any) -> HttpResponse:
        """Sign in and set the language; whoever has a second factor is asked for it first."""
        if second_factor.is_on(form.get_user()):
            coming_in.remember(self.request, form.get_user(), leads_to=self.get_redirect_url())
            return redirect("sign-in-code")
        response = super().form_valid(form)
        speak(response, acting_user(self.request).language)
        return response

    def get_default_redirect_url(self) -> str:
        """Where the person's work is."""
        return work_of(acting_user(self.request))


class SignOut(auth.LogoutView):
    """Signing out is a POST, so that no link or picture can do it."""


class ChangePassword(LoginRequiredMixin, auth.PasswordChangeView):
    """A new password; other sessions of the same person end."""

    template_name = "accounts/password.html"
    success_url = reverse_lazy("account")

    def form_valid(self, form: Any) -> HttpResponse:
        """Say that it is done."""
        messages.success(self.request, _("Your password is changed."))
        return super().form_valid(form)


class Account(LoginRequiredMixin, FormView):  # type: ignore[type-arg]
    """Who I am here, and the language I read."""

    template_name = "accounts/account.html"
    form_class = LanguageForm
    success_url = reverse_lazy("account")

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """And whether signing in asks for a code."""
        return super().get_context_data(second_factor=second_factor.is_on(acting_user(self.request)), **more)

    def get_initial(self) -> dict[str, Any]:
        """The language chosen so far."""
        return {"language": acting_user(self.request).language}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Remember it, and speak it from now on."""
        language = form.cleaned_data["language"]
        operations.choose_language(user_id=acting_user(self.request).pk, language=language)
        with override(language):
            messages.success(self.request, _("Your language is saved."))
        response = redirect(self.get_success_url())
        speak(response, language)
        return response


def locked_out(
    request: HttpRequest,
    response: HttpResponseBase | None,  # noqa: ARG001
    credentials: dict[str, Any] | None,  # noqa: ARG001
) -> HttpResponse:
    """What axes answers after too many failures (`AXES_LOCKOUT_CALLABLE`); it says when to try again, not for whom."""
    cool_off = get_cool_off(request)
    seconds = int(cool_off.total_seconds()) if cool_off else 0
    page = render(request, "accounts/locked_out.html", {"minutes": ceil(seconds / 60)}, status=429)
    page["Retry-After"] = str(seconds)
    return page


def attempted_name(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The name axes counts failures of (`AXES_USERNAME_CALLABLE`): as the sign-in reads it, whatever its case."""
    name = (credentials or {}).get("username") or request.POST.get("username") or ""
    return str(name).strip().lower()[:255]


def work_of(user: User) -> str:
    """Officers and administrators work in the admin; everybody else begins on the first page."""
    return reverse("admin:index") if user.is_officer or user.is_administrator else "/"


def speak(response: HttpResponse, language: str) -> None:
    """Set the language that the site speaks from the next page on."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 3600,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
