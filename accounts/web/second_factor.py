"""The pages of the second factor: given at sign-in, set up and switched off from one's own account."""

import segno
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.acting import acting_user
from accounts.models import User
from accounts.operations import second_factor
from accounts.operations.keeping import WrongPassword
from accounts.web import coming_in
from accounts.web.forms import CodeForm, SwitchOffForm
from accounts.web.views import speak, work_of
from contract.errors import DomainError

ask_or_do = require_http_methods(["GET", "HEAD", "POST"])
BACKEND = "accounts.backends.PasswordBackend"


@never_cache
@ask_or_do
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """The second half of signing in."""
    user = coming_in.who(request)
    if user is None:
        coming_in.leave(request)
        return redirect("sign-in")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            second_factor.verify(user=user, code=form.cleaned_data["code"])
        except DomainError as refusal:
            form.add_error("code", str(refusal))
        else:
            leads_to = coming_in.leave(request) or work_of(user)
            login(request, user, backend=BACKEND)
            response = redirect(leads_to)
            speak(response, user.language)
            return response
    return render(request, "accounts/sign_in_code.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@never_cache
@ask_or_do
def settings(request: HttpRequest) -> HttpResponse:
    """One's own second factor: what there is to do depends on whether it is off, being set up, or on."""
    user = acting_user(request)
    do = request.POST.get("do", "") if request.method == "POST" else ""
    if second_factor.is_on(user):
        return _when_on(request, user, do)
    if do == "begin":
        second_factor.begin(user=user)
        return redirect("second-factor")
    return _setting_up(request, user, do)


def _setting_up(request: HttpRequest, user: User, do: str) -> HttpResponse:
    form = CodeForm(request.POST if do == "confirm" else None)
    form.fields["code"].help_text = ""  # recovery codes come only with the first code of the app
    if form.is_valid():
        try:
            codes = second_factor.confirm(user=user, code=form.cleaned_data["code"])
        except DomainError as refusal:
            form.add_error("code", str(refusal))
        else:
            return render(request, "accounts/recovery_codes.html", {"codes": codes})
    device = second_factor.being_set_up(user)
    page = {"form": form, "device": device}
    if device is not None:
        page |= {"secret": second_factor.readable_secret(device), "qr": _drawn(device.config_url)}
    return render(request, "accounts/second_factor_off.html", page, status=422 if form.errors else 200)


def _when_on(request: HttpRequest, user: User, do: str) -> HttpResponse:
    off = SwitchOffForm(request.POST if do == "off" else None)
    fresh = CodeForm(request.POST if do == "codes" else None, prefix="codes")
    try:
        if off.is_valid():
            typed = off.cleaned_data
            second_factor.switch_off(user=user, password=typed["password"], code=typed["code"])
            messages.success(request, _("Signing in asks for your password alone now."))
            return redirect("account")
        if fresh.is_valid():
            codes = second_factor.fresh_codes(user=user, code=fresh.cleaned_data["code"])
            return render(request, "accounts/recovery_codes.html", {"codes": codes})
    except WrongPassword as refusal:
        off.add_error("password", str(refusal))
    except DomainError as refusal:
        (off if do == "off" else fresh).add_error("code", str(refusal))
    wrong = bool(off.errors or fresh.errors)
    page = {"off": off, "fresh": fresh, "codes_left": second_factor.codes_left(user)}
    return render(request, "accounts/second_factor_on.html", page, status=422 if wrong else 200)


def _drawn(address: str) -> str:
    """The QR of an address as an SVG without style attributes: dark on light in either theme, or no camera reads it."""
    return segno.make(address, error="m", micro=False).svg_inline(
        border=4, dark="#000", light="#fff", omitsize=True, svgclass="qr", lineclass=None
    )
