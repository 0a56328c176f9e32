"""The API keys of a company, or one's own: made and shown once, seen when last used, revoked."""

from datetime import datetime, time, timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import operations
from accounts.acting import acting_user
from accounts.models import User
from accounts.operations.issuing import keys_kept_by
from accounts.web.forms import CompanyKeyForm
from accounts.web.who import for_people_of_a_company
from contract.errors import DomainError

MOST_SHOWN = 200


@for_people_of_a_company
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """The keys one keeps, and the form for another. The answer to the form is the only page that ever shows a key."""
    user, at = _keeper(request), timezone.now()
    form = CompanyKeyForm(request.POST or None, by=user, today=timezone.localdate())
    if form.is_valid():
        try:
            issued = _issue(form, by=user, at=at)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            return render(request, "accounts/key_issued.html", {"issued": issued})
    rows = keys_kept_by(user).select_related("user").order_by("-created_at", "-pk")[:MOST_SHOWN]
    shown = [(row, row.revoked_at is None and (row.expires_at is None or row.expires_at > at)) for row in rows]
    return render(request, "accounts/keys.html", {"form": form, "keys": shown}, status=422 if form.errors else 200)


@for_people_of_a_company
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """The key opens nothing any more."""
    user = _keeper(request)
    if not keys_kept_by(user).filter(pk=pk).exists():
        raise Http404
    operations.revoke_key(key_id=pk, at=timezone.now(), by=user)
    messages.success(request, _("The key is revoked."))
    return redirect("company-keys")


def _keeper(request: HttpRequest) -> User:
    user = acting_user(request)
    if not user.may_file:
        raise PermissionDenied(_("Your role in the company is to look; keys are made by an owner or a dispatcher."))
    return user


def _issue(form: CompanyKeyForm, *, by: User, at: datetime) -> operations.IssuedKey:
    asked = form.cleaned_data
    owner: User = asked["user"]
    last_day = asked["expires_on"]
    end = timezone.make_aware(datetime.combine(last_day + timedelta(days=1), time())) if last_day else None
    scopes = [name for name in owner.scopes if name.endswith(":read")] if asked["read_only"] else None
    return operations.issue_key(user_id=owner.pk, by=by, at=at, scopes=scopes, label=asked["label"], expires_at=end)
