"""One declaration, as its company follows it; the page keeps itself fresh."""

from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.acting import acting_user
from accounts.models import User
from declarations import estimates, live
from declarations.line.windows import starts_of
from declarations.models import Declaration, EarlierWish, Event, Vehicle
from declarations.operations.amending import has_confirmation
from declarations.operations.lapsing import is_overdue
from declarations.queries.pausing import notices_for
from declarations.queries.queues import places_in_line
from declarations.queries.whole import load
from declarations.web import journal_words
from declarations.web.following import Followed, follow
from declarations.web.views.changing import requests_shown
from declarations.web.views.documents import documents_of, may_attach
from declarations.web.who import for_companies, own_declaration
from declarations.web.why import why

MOST_EVENTS: Final = 500
LATEST: Final = 8
"""So many lines of the journal stand there at once; the earlier ones are unfolded."""


@for_companies
@require_safe
def declaration(request: HttpRequest, ref: str) -> HttpResponse:
    """The dossier; a draft is shown in its form."""
    user, at = acting_user(request), timezone.now()
    row = own_declaration(user, ref)
    if row.is_draft:
        return redirect("declaration-edit", row)
    notices = notices_for(row.gate, row.lane) if row.gate and row.ended_at is None else []
    return live.respond(
        request,
        page="declarations/declaration.html",
        part="declarations/dossier.html",
        version=(*_version(row, at=at), notices),
        context=lambda: _context(row, user=user, at=at) | {"notices": notices},
    )


def _version(row: Declaration, *, at: datetime) -> tuple[object, ...]:
    """What changes whenever the dossier does: its journal, places, estimates and the clock (at most 3 queries)."""
    standing = list(Vehicle.objects.in_line().filter(declaration=row)) if row.ended_at is None else []
    waits = {pk: wait.made_at for pk, wait in estimates.of_vehicles(standing, at=at).items()}
    places = sorted(places_in_line(standing).items())
    return row.pk, row.version, places, sorted(waits.items()), is_overdue(row, any_seen=False, at=at)


def _wish(followed: Followed, *, at: datetime) -> str:
    """Whether an earlier window can be wished for (`ask`), is wished for (`stay`), or neither."""
    first = starts_of(max(followed.row.expected_arrival, at))
    later = [one.vehicle for one in followed.trucks if one.may_cancel and (one.vehicle.window_at or first) > first]
    if not followed.is_open or not later:
        return ""
    return "stay" if EarlierWish.objects.filter(declaration=followed.row).exists() else "ask"


def _context(row: Declaration, *, user: User, at: datetime) -> dict[str, Any]:
    (whole,) = load([row])
    events = Event.objects.visible_to(user).filter(declaration=row).select_related("actor__organisation", "vehicle")
    lines = journal_words.lines(events.order_by("-seq")[:MOST_EVENTS], reader=user)
    waits = estimates.of_vehicles(whole.vehicles, at=at)
    followed = follow(whole, at=at, places=places_in_line(whole.vehicles), waits=waits)
    waiting = [truck for truck in followed.trucks if truck.is_waiting]
    said = why(truck.vehicle for truck in waiting)
    for truck in waiting:
        truck.why = said.get(truck.vehicle.pk, "")
    return {
        "followed": followed,
        "checks": whole.checks_of(None),
        "consignments": [{"row": goods, "items": whole.items[goods.pk]} for goods in whole.consignments],
        "documents": documents_of(user, row),
        "may_attach": may_attach(row, by=user),
        "journal": {"latest": lines[:LATEST], "earlier": lines[LATEST:]},
        "confirmed": has_confirmation(whole.checks),
        "changes": requests_shown(row),
        "wish": _wish(followed, at=at),
    }
