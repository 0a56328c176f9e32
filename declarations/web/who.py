"""Whose pages these are: a company's. Officers work at the desk, managers read reports."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from accounts.acting import acting_user
from accounts.models import User
from declarations.models import Declaration

View = Callable[..., HttpResponse]


def for_companies(view: View) -> View:
    """Only for somebody who files for a company; whoever is not signed in is asked to."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require_company_account(request)
        return view(request, *args, **kwargs)

    return login_required(guarded)


def require_company_account(request: HttpRequest) -> User:
    """The signed-in user, if he files for a company.

    :raises PermissionDenied: he does not.
    """
    user = acting_user(request)
    if not user.is_declarant:
        raise PermissionDenied
    return user


def own_declaration(user: User, ref: str) -> Declaration:
    """The company's declaration of that number or id, with its place.

    :raises Http404: there is none, or it is not this company's.
    """
    rows = Declaration.objects.visible_to(user).ref(ref)
    declaration: Declaration | None = rows.select_related("gate", "lane", "yard", "organisation").first()
    if declaration is None:
        raise Http404
    return declaration
