"""The first page: what this is and how the gates stand; whoever is signed in goes on to his work."""

from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from accounts.models import User
from declarations import estimates
from declarations.estimates import Estimate
from declarations.models import Gate, Pause
from declarations.queries.board import board, colour_of
from declarations.queries.pausing import public_notices, standing_pauses
from declarations.stages import Direction
from declarations.web.waits import newcomers

BOARD_KEY, BOARD_SECONDS = "board-of-all-gates", 15
"""So long everybody is shown the same counts: the board is public, and counting is not free."""

STATES = {
    "open": (pgettext_lazy("gate", "Open"), "ok", "success"),
    "paused": (pgettext_lazy("gate", "Paused"), "warn", "held"),
    "closed": (pgettext_lazy("gate", "Closed"), "", "none"),
    "preregistered_only": (_("Pre-registered only"), "warn", "warning"),
}
FULLNESS = {
    "green": (_("Few trucks waiting"), "ok"),
    "yellow": (_("Many trucks waiting"), "warn"),
    "orange": (_("Very many trucks waiting"), "bad"),
    "red": (_("Congested"), "bad"),
}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The board; a company is led to its declarations, unless it asks for the board."""
    user = request.user
    if isinstance(user, User) and user.is_declarant and "board" not in request.GET:
        return redirect("declarations")
    counted = cache.get(BOARD_KEY)
    if counted is None:
        counted = _count(timezone.now())
        cache.set(BOARD_KEY, counted, BOARD_SECONDS)
    gates = {gate.code: gate for gate in Gate.objects.filter(takes_trucks=True).order_by("pk")}
    pauses = standing_pauses(gates.values())
    shown = [_shown(gates[row["code"]], row, pauses) for row in counted["gates"] if row["code"] in gates]
    return render(request, "declarations/home.html", {"gates": shown, "as_of": counted["at"]})


def _count(at: datetime) -> dict[str, Any]:
    rows = []
    for gate in Gate.objects.filter(takes_trucks=True).order_by("pk"):
        counts = board(gate, at=at)
        waits = estimates.of_newcomers(gate.pk, state=counts.state, at=at)
        sides = {direction: side._asdict() | _said(waits.get(direction)) for direction, side in counts.sides.items()}
        rows.append({"code": gate.code, "state": counts.state, "sides": sides})
    return {"at": at, "gates": rows}


def _said(wait: Estimate | None) -> dict[str, Any]:
    return {"wait": wait and wait.entry}


def _shown(gate: Gate, row: dict[str, Any], pauses: dict[int, list[Pause]]) -> dict[str, Any]:
    label, look, icon = STATES[row["state"]]
    waiting = max(side["waiting"] for side in row["sides"].values())
    full, full_look = FULLNESS[colour_of(waiting)]
    return {
        "gate": gate,
        "notices": public_notices(gate, pauses.get(gate.pk, [])),
        "state": label,
        "look": look,
        "icon": icon,
        "full": full,
        "full_look": full_look,
        "sides": [
            (Direction(direction).label, side, side["wait"] and newcomers(side["wait"]))
            for direction, side in row["sides"].items()
        ],
    }
