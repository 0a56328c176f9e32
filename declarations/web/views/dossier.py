"""One declaration, as its company follows it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.acting import acting_user
from declarations.models import Event
from declarations.operations.amending import has_confirmation
from declarations.queries.queues import places_in_line
from declarations.queries.whole import load
from declarations.web import journal_words
from declarations.web.changeable import limits_of
from declarations.web.following import follow
from declarations.web.who import for_companies, own_declaration

MOST_EVENTS = 500


@for_companies
@require_safe
def declaration(request: HttpRequest, ref: str) -> HttpResponse:
    """The dossier; a draft is shown in its form."""
    user = acting_user(request)
    row = own_declaration(user, ref)
    if row.is_draft:
        return redirect("declaration-edit", row)
    (whole,) = load([row])
    events = Event.objects.visible_to(user).filter(declaration=row).select_related("actor", "vehicle")
    followed = follow(whole, at=timezone.now(), places=places_in_line(whole.vehicles))
    context = {
        "followed": followed,
        "checks": whole.checks_of(None),
        "consignments": [{"row": goods, "items": whole.items[goods.pk]} for goods in whole.consignments],
        "journal": journal_words.lines(events.order_by("-seq")[:MOST_EVENTS], reader=user),
        "confirmed": has_confirmation(whole.checks),
        "may_mend": followed.is_open and bool(limits_of(whole).may_add or followed.needs),
    }
    return render(request, "declarations/declaration.html", context)
