"""Whose pages these are: a company's. Officers work at the desk, managers read reports."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from accounts.acting import acting_user
from accounts.models import User
from declarations.models import Attachment, ChangeRequest, Declaration, Vehicle

View = Callable[..., HttpResponseBase]

GONE = (Declaration.DoesNotExist, Vehicle.DoesNotExist, ChangeRequest.DoesNotExist, Attachment.DoesNotExist)
"""What an operation raises when a row that the page had just found is not there any more once it is locked."""


def gone_is_404(view: View) -> View:
    """What was thrown away between look-up and lock is answered as what was never there."""

    @wraps(view)
    def looked_for(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except GONE as gone:
            raise Http404 from gone

    return looked_for


def for_companies(view: View) -> View:
    """Only for a company's people; of these a viewer reads and sends nothing. Whoever is not signed in is asked to."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method in {"GET", "HEAD"}:
            require_company_account(request)
        else:
            require_filer_account(request)
        return gone_is_404(view)(request, *args, **kwargs)

    return login_required(guarded)


def require_company_account(request: HttpRequest) -> User:
    """The signed-in user, if he files for a company.

    :raises PermissionDenied: he does not.
    """
    user = acting_user(request)
    if not user.is_declarant:
        raise PermissionDenied
    return user


def require_filer_account(request: HttpRequest) -> User:
    """The signed-in user, if he may file: a viewer of a company only looks.

    :raises PermissionDenied: he may not.
    """
    user = require_company_account(request)
    if not user.may_file:
        raise PermissionDenied(_("Your role in the company is to look; an owner or a dispatcher may do this."))
    return user


def own_declaration(user: User, ref: str) -> Declaration:
    """The company's declaration of that number or id, with its place.

    :raises Http404: there is none, or it is not this company's.
    """
    rows = Declaration.objects.visible_to(user).ref(ref)
    declaration: Declaration | None = rows.select_related("gate", "lane", "yard", "organisation", "created_by").first()
    if declaration is None:
        raise Http404
    return declaration
