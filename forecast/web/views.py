"""The managers' page of forecasts."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.acting import acting_user
from declarations.models import Gate
from declarations.stages import Direction
from forecast import reading
from forecast.method import needs
from forecast.models import Why
from forecast.web import shown
from reports.web.views import for_managers

ALL = "all"
"""How an address names all gates together."""


@require_safe
@for_managers
@never_cache
def forecast(request: HttpRequest) -> HttpResponse:
    """The next seven days of a gate in one direction."""
    gates = reading.gates_shown(acting_user(request))
    direction = request.GET.get("direction", Direction.EXPORT)
    if direction not in reading.DIRECTIONS:
        raise Http404
    context: dict[str, Any] = {"gates": _choices(gates), "directions": Direction, "direction": direction}
    made = reading.round_of(None)
    if gates and made:
        gate = _chosen(request, gates)
        found = reading.told(made, gates=[gate], directions=[direction])
        past = reading.past(gate=gate, direction=direction, until=made.made_on)
        context |= {"gate": gate or ALL, "made": made, "parts": shown.parts(found, past, direction=direction)}
        if any(day.why == Why.TOO_SHORT for one in found for day in one.days):
            known = reading.known_days(gate=gate, direction=direction)
            context |= {"known_days": known, "needed_days": needs.DAYS}
    return render(request, "forecast/forecast.html", context)


def _chosen(request: HttpRequest, gates: list[str | None]) -> str | None:
    wanted = request.GET.get("gate")
    if wanted is None:
        return gates[0]
    gate = None if wanted == ALL else wanted
    if gate not in gates:
        raise Http404
    return gate


def _choices(gates: list[str | None]) -> list[dict[str, Any]]:
    """What can be chosen, under its name; the name of all together is the page's to say."""
    names = {gate.code: gate.name for gate in Gate.objects.filter(code__in=[code for code in gates if code])}
    return [{"value": code or ALL, "name": names.get(code or "")} for code in gates]
