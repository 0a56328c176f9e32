"""The public board: of one gate and of all, for a wall, a phone and a reader without script. From a snapshot."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from declarations import estimates
from declarations.models import Gate, OpeningHours, Pause
from declarations.queries.board import board, colour_of
from declarations.queries.gates import gate_facts
from declarations.queries.pausing import public_notices, standing_pauses
from declarations.queries.windows import offered
from declarations.snapshots import OLDEST, snapshot
from declarations.stages import Direction
from declarations.web.views.home import FULLNESS, STATES
from declarations.web.waits import newcomers

WINDOWS_SHOWN, WINDOWS_AHEAD = 4, timedelta(hours=12)
LATE_MARK: Final = "<!--late-->"
"""Where a page that could not be made anew says so."""


@require_safe
def page(request: HttpRequest, code: str = "") -> HttpResponse:
    """Asks neither database nor session while the snapshot is fresh; when there is no database it says since when."""
    at = timezone.now()
    with override(_language(request)):
        kept = snapshot(f"board-page:{code}:{get_language()}", lambda: _written(code, at), at=at)
        html = kept.body
        if not kept.is_within(OLDEST, at):
            html = html.replace(LATE_MARK, render_to_string("declarations/board_late.html", {"since": kept.made_at}))
        return HttpResponse(html, headers={"Cache-Control": "no-cache", "Content-Language": get_language() or ""})


def _language(request: HttpRequest) -> str:
    """The one in the address goes first: a wall has neither cookie nor wish."""
    asked = request.GET.get("language", "")
    return asked if asked in dict(settings.LANGUAGES) else get_language() or settings.LANGUAGE_CODE


def _written(code: str, at: datetime) -> str:
    found = Gate.objects.filter(takes_trucks=True).order_by("pk")
    gates = list(found.filter(code=code) if code else found)
    if not gates:
        raise Http404
    pauses = standing_pauses(gates)
    shown = [_shown(gate, pauses.get(gate.pk, []), whole=bool(code), at=at) for gate in gates]
    said = {"gates": shown, "code": code, "as_of": at, "languages": settings.LANGUAGES, "language": get_language()}
    return render_to_string("declarations/board.html", said)


def _shown(gate: Gate, pauses: list[Pause], *, whole: bool, at: datetime) -> dict[str, Any]:
    counts = board(gate, at=at)
    waits = estimates.of_newcomers(gate.pk, state=counts.state, at=at)
    label, look, icon = STATES[counts.state]
    full, full_look = FULLNESS[colour_of(max(side.waiting for side in counts.sides.values()))]
    today = OpeningHours.objects.filter(gate=gate, weekday=timezone.localtime(at).weekday()).order_by("opens")
    return {
        "gate": gate, "notices": public_notices(gate, pauses), "hours": list(today),
        "state": label, "look": look, "icon": icon, "full": full, "full_look": full_look,
        "sides": [
            (Direction(direction).label, side, newcomers(waits[direction].entry) if direction in waits else None)
            for direction, side in counts.sides.items()
        ],
        "windows": _free(gate.code, at=at) if whole else [],
    }  # fmt: skip


def _free(code: str, *, at: datetime) -> list[tuple[str, list[Any]]]:
    facts = gate_facts(code, at=at)
    if facts is None:
        return []
    sides = [(side, offered(facts, side, since=at, until=at + WINDOWS_AHEAD, at=at)) for side in Direction.values]
    return [
        (str(Direction(side).label), [one for one in rows if one.free_for_green > 0][:WINDOWS_SHOWN])
        for side, rows in sides
    ]
