"""Nothing typed is lost when a form comes too late: the session ran out, or its token is that of a former sign-in.

A form carries a ticket, signed for whom it was made. Whoever posts it without being signed in finds what he typed again
after signing in as the same person; nobody else does. Without a ticket nothing is kept for anybody (docs/adr/0032).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from accounts.companies import work_for, working_for
from accounts.models import User
from contract.api.pages import csrf_failure
from declarations.web.form.typed import read_form

SALT = "declarations.web.form"
SESSION_KEY = "kept_form"
View = Callable[..., HttpResponse]


class Late:
    """Mark of a request whose form is shown again and not carried out."""

    ATTRIBUTE = "form_came_late"


def ticket(user: User) -> str:
    """What a form carries to say for whom it was made."""
    return signing.dumps([user.pk, working_for(user)], salt=SALT)


def over(declaration_id: int | None, page: UUID | None = None) -> str:
    """The tags of a message that something is filed, changed or thrown away: the page that shows it forgets what this
    device had kept of the declaration, and of the page it was typed in (static/js/forget.js).
    """
    return " ".join(str(name) for name in (declaration_id, page and f"new:{page}") if name)


def came_late(request: HttpRequest) -> bool:
    """Whether what was typed is only to be shown again, for the page's token is not the session's."""
    return getattr(request, Late.ATTRIBUTE, False)


def keeping_what_was_typed(view: View) -> View:
    """A form's view that takes POSTs which come too late, and is otherwise as strict as any other."""

    @csrf_exempt  # looked at here: what fails is refused or shown again, never carried out
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user
        if request.method != "POST":
            return view(request, *args, **kwargs) if user.is_authenticated else _sign_in(request)
        holder = holder_of(request)
        if not isinstance(user, User):
            return _keep(request, holder, kwargs.get("ref")) if holder else _sign_in(request)
        if holder and not work_for(user, holder[1]):
            raise PermissionDenied
        refusal = _csrf_refusal(request)
        if refusal and not holder:
            return csrf_failure(request, refusal)
        setattr(request, Late.ATTRIBUTE, bool(refusal))
        return view(request, *args, **kwargs)

    return guarded


def take_out(request: HttpRequest) -> dict[str, Any] | None:
    """What this person had typed before signing in; it is gone from the session then."""
    kept = request.session.pop(SESSION_KEY, None)
    if not (kept and kept["user"] == request.user.pk and isinstance(request.user, User)):
        return None
    return kept if work_for(request.user, kept["company"]) else None


def _keep(request: HttpRequest, holder: list[int], ref: object) -> HttpResponse:
    request.session[SESSION_KEY] = {
        "user": holder[0],
        "company": holder[1],
        "ref": ref,
        "version": request.POST.get("version", ""),
        "page": request.POST.get("page", ""),
        "document": read_form(request.POST),
    }
    return redirect_to_login(reverse("declaration-kept"))


def _sign_in(request: HttpRequest) -> HttpResponse:
    return redirect_to_login(request.path)


def holder_of(request: HttpRequest) -> list[int] | None:
    """For whom the posted form was made, the person's id and the company's; None when nobody's signature says so."""
    try:
        holder: list[int] = signing.loads(request.POST.get("ticket", ""), salt=SALT)
    except signing.BadSignature:
        return None
    return holder


class _Csrf(CsrfViewMiddleware):
    """Django's own look at the token; it answers with the reason instead of a page."""

    def _reject(self, request: HttpRequest, reason: str) -> str:  # noqa: ARG002
        return reason


def _csrf_refusal(request: HttpRequest) -> str:
    """Why the token does not hold; empty when it does."""

    def unreached(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
        raise AssertionError("only asked about, never called")

    check = _Csrf(unreached)
    check.process_request(request)
    return str(check.process_view(request, unreached, (), {}) or "")
