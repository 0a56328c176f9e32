"""My declarations."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.acting import acting_user
from declarations.models import Gate
from declarations.stages import Direction, Status
from declarations.web.listing import Filters, page
from declarations.web.who import for_companies


@for_companies
def declarations(request: HttpRequest) -> HttpResponse:
    """The list, with its filters in the address."""
    filters = Filters.read(request.GET)
    context = {
        "page": page(user=acting_user(request), filters=filters, at=timezone.now()),
        "filters": filters,
        "gates": Gate.objects.filter(takes_trucks=True).order_by("pk"),
        "directions": Direction.choices,
        "statuses": Status.choices,
    }
    return render(request, "declarations/list.html", context)
