"""A company's own strikes: where it stands, each with why, and the appeal."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.acting import acting_user
from accounts.companies import working_for
from accounts.models import User
from contract.errors import DomainError
from declarations.models import Strike
from declarations.operations import appealing
from declarations.queries.strikes import ladder, rung_of
from declarations.web.who import for_companies
from promise.queries.hauliers import STANDS, strikes_of
from promise.web import words

PAGE = 30


@require_safe
@for_companies
@never_cache
def strikes(request: HttpRequest) -> HttpResponse:
    """Where the company stands, and its strikes, thirty a page."""
    user, at = acting_user(request), timezone.now()
    before = request.GET.get("before", "")
    rows = strikes_of(user).order_by("-pk")
    if before.isascii() and before.isdigit() and len(before) < 18:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: PAGE + 1])
    rung = rung_of(working_for(user) or 0, at=at)
    context: dict[str, Any] = {
        "rung": rung,
        "standing": words.standing(rung),
        "ladder": ladder(),
        "rows": [_row(strike, user=user) | _may(strike, user, at) for strike in found[:PAGE]],
        "next": found[PAGE - 1].pk if len(found) > PAGE else None,
        "days": appealing.WITHIN.days,
        "most": appealing.MOST_WORDS,
    }
    return render(request, "promise/strikes.html", context)


@require_POST
@for_companies
def appeal(request: HttpRequest, strike_id: int) -> HttpResponse:
    """Say why a strike is not the company's fault."""
    user = acting_user(request)
    if not strikes_of(user).filter(pk=strike_id).exists():
        raise Http404
    try:
        appealing.appeal(
            strike_id=strike_id, words=request.POST.get("words", "").replace("\0", ""), by=user, at=timezone.now()
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The appeal is with the gate centre; its answer comes as a notice."))
    return redirect("strikes")


def _row(strike: Strike, *, user: User) -> dict[str, Any]:
    rulings = list(strike.rulings.all())
    return {
        "strike": strike,
        "verdict": words.verdict(strike),
        "appeal": getattr(strike, "appeal", None),
        "ruling": max(rulings, key=lambda ruling: ruling.pk) if rulings else None,
        "company": strike.organisation.name if strike.organisation_id != user.organisation_id else "",
    }


def _may(strike: Any, user: User, at: Any) -> dict[str, bool]:
    open_to_it = strike.state == STANDS and not hasattr(strike, "appeal") and not strike.rulings.all()
    return {"may_appeal": open_to_it and user.may_file and at - strike.given_at <= appealing.WITHIN}
