"""What stands still at a gate, and the words in which everybody reads it: on the board, in a dossier, by a driver."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from declarations.models import Gate, Lane, Pause


def standing_pauses(gates: Iterable[Gate]) -> dict[int, list[Pause]]:
    """The pauses that last, by gate: of the whole gate first, then of its lanes (1 query)."""
    rows = Pause.objects.filter(gate__in=list(gates), ended_at__isnull=True).select_related("lane")
    found: dict[int, list[Pause]] = defaultdict(list)
    for pause in sorted(rows, key=lambda pause: (pause.lane_id is not None, pause.pk)):
        found[pause.gate_id].append(pause)
    return found


def public_notices(gate: Gate, pauses: Iterable[Pause]) -> list[str]:
    """What the gate tells everybody, in the active language: its pauses, then its notice."""
    notices = [sentence(pause) for pause in pauses]
    return [*notices, gate.notice] if gate.notice else notices


def notices_for(gate: Gate, lane: Lane | None) -> list[str]:
    """What concerns a truck at that gate, on its lane if it has one (no query while nothing can stand still)."""
    if gate.paused_at is None and lane is None:
        return public_notices(gate, [])
    pauses = standing_pauses([gate])[gate.pk]
    return public_notices(gate, [pause for pause in pauses if pause.lane_id in (None, lane and lane.pk)])


def sentence(pause: Pause) -> str:
    """One pause in words. Reads the pause's lane."""
    said = {
        "since": _moment(pause.started_at), "reason": pause.reason, "lane": pause.lane.name if pause.lane else "",
        "until": _moment(pause.until) if pause.until else "",
    }  # fmt: skip
    if pause.lane and pause.until:
        text = _("Lane %(lane)s stands still since %(since)s: %(reason)s. Expected to go on at %(until)s.")
    elif pause.lane:
        text = _("Lane %(lane)s stands still since %(since)s: %(reason)s.")
    elif pause.until:
        text = _("The gate stands still since %(since)s: %(reason)s. Expected to go on at %(until)s; places are kept.")
    else:
        text = _("The gate stands still since %(since)s: %(reason)s; places are kept.")
    return text % said


def _moment(at: datetime) -> str:
    return timezone.localtime(at).strftime("%H:%M %d/%m")
