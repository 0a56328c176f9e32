"""What is offered while somebody types in the filing form."""

import hashlib

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from declarations.web.who import require_company_account
from workspace.queries.suggesting import covered, suggest
from workspace.shelves import SHELVES

LONGEST = 60


@require_safe
def suggestions(request: HttpRequest, what: str) -> HttpResponse:
    """Up to eight saved things of the company as JSON, and which fields they speak of.

    Asked again by its tag, kept by nobody else.
    """
    if not request.user.is_authenticated:
        return HttpResponse(status=401)  # a script asks: a page to sign in would not help it
    user = require_company_account(request)
    if what not in SHELVES:
        raise Http404
    typed = request.GET.get("q", "").replace("\0", "")[:LONGEST]
    country = request.GET.get("country", "")
    found = suggest(shelf=SHELVES[what], user=user, typed=typed, at=timezone.now(), country=country)
    said = {"found": [one._asdict() for one in found], "covers": covered(SHELVES[what])}
    response: HttpResponse = JsonResponse(said)
    response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    patch_cache_control(response, private=True, no_cache=True)
    return get_conditional_response(request, etag=response["ETag"], response=response) or response
