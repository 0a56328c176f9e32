"""Rules of the arrival window: offered, and with room for all trucks of the declaration (domain §7)."""

from collections.abc import Iterable
from datetime import datetime

from declarations.findings.case import Case
from declarations.findings.limits import GATE_TIME
from declarations.line.ladder import Level

_PATH = "$.window"
_WORDED = {Level.WARNING: "strikes_count", Level.SHORTER: "windows_shortened", Level.OUT: "windows_withheld"}


def window(case: Case) -> None:
    """A window that is left out is found by itself, and one that the declaration has already is not asked for anew."""
    facts = case.facts.window
    if _withheld(case):
        return
    if facts is None or (facts.is_offered and facts.has_room and not facts.is_shared_out):
        return
    case.next_free = facts.next_free
    name = "window_full" if facts.is_offered else "window_not_offered"
    if facts.is_offered and facts.has_room:
        name = "window_shared_out"
    case.say(name, _PATH, windows=_said(facts.next_free))


def _withheld(case: Case) -> bool:
    """Say where strikes have brought the company; answer whether it may not have the window that is asked for."""
    rung = case.facts.rung
    if rung is None or rung.until is None:
        return False
    said: dict[str, object] = {
        "many": rung.strikes, "until": f"{rung.until.astimezone(GATE_TIME):%H:%M %d/%m/%Y}",
        "hours": int(rung.horizon.total_seconds() // 3600) if rung.horizon else 0,
    }  # fmt: skip
    asked = case.document.window if case.facts.window else None
    if asked and not rung.allows(asked, at=case.at):
        case.next_free = case.facts.window.next_free if case.facts.window else ()
        name = "window_withheld" if rung.level == Level.OUT else "window_beyond_horizon"
        case.say(name, _PATH, windows=_said(case.next_free), **said)
        return True
    case.say(_WORDED[rung.level], _PATH, **said)
    return False


def _said(starts: Iterable[datetime]) -> str:
    local = (start.astimezone(GATE_TIME) for start in starts)
    return ", ".join(f"{start:%H:%M %d/%m}" for start in local) or "–"
