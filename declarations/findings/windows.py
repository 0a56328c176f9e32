"""Rules of the arrival window: offered, and with room for all trucks of the declaration (domain §7)."""

from collections.abc import Iterable
from datetime import datetime

from declarations.findings.case import Case
from declarations.findings.limits import GATE_TIME

_PATH = "$.window"


def window(case: Case) -> None:
    """A window that is left out is found by itself, and one that the declaration has already is not asked for anew."""
    facts = case.facts.window
    if facts is None or (facts.is_offered and facts.has_room and not facts.is_shared_out):
        return
    case.next_free = facts.next_free
    name = "window_full" if facts.is_offered else "window_not_offered"
    if facts.is_offered and facts.has_room:
        name = "window_shared_out"
    case.say(name, _PATH, windows=_said(facts.next_free))


def _said(starts: Iterable[datetime]) -> str:
    local = (start.astimezone(GATE_TIME) for start in starts)
    return ", ".join(f"{start:%H:%M %d/%m}" for start in local) or "–"
