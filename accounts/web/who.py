"""Whose pages these are: a company's owners', or anybody's of a company."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.acting import acting_user

View = Callable[..., HttpResponse]


def for_people_of_a_company(view: View) -> View:
    """Only for declarants; whoever is not signed in is asked to."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not acting_user(request).is_declarant:
            raise PermissionDenied(_("This page is for companies only."))
        return view(request, *args, **kwargs)

    return login_required(guarded)


def for_owners(view: View) -> View:
    """Only for owners of a company; the operations ask again."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not acting_user(request).keeps_company:
            raise PermissionDenied(_("Only an owner of the company keeps its people, keys and consents."))
        return view(request, *args, **kwargs)

    return login_required(guarded)
