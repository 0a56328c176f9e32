"""Choosing a new password by the link of a letter."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import views as auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts import limiting, operations
from accounts.operations import passwords
from accounts.web.forms import AskResetForm

HOUR = 3600


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the letter; the answer is the same whether there is such an account or not."""
    form = AskResetForm(request.POST or None)
    if form.is_valid():
        if not limiting.allowed(request, "reset", most=20, seconds=HOUR):
            return limiting.too_many(request, seconds=HOUR)
        passwords.ask(name=form.cleaned_data["name"], at=timezone.now())
        return redirect("reset-sent")
    return render(request, "accounts/reset.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def sent(request: HttpRequest) -> HttpResponse:
    """What happens next."""
    return render(request, "accounts/reset_sent.html")


class Choose(auth.PasswordResetConfirmView):
    """The new password. Every session of the person ends with it; a second factor stays."""

    template_name = "accounts/reset_confirm.html"
    success_url = reverse_lazy("sign-in")

    def form_valid(self, form: Any) -> HttpResponse:
        """Say that it is done."""
        response = super().form_valid(form)
        operations.account_changed()
        messages.success(self.request, _("Your password is changed. Sign in with it."))
        return response
