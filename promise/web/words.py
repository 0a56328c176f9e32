"""A duty that was not kept, in words: what was owed, and why it is a strike or none."""

from django.utils.translation import gettext as _

from declarations.line.duties import Excuse
from declarations.line.ladder import Level, Rung
from declarations.models import Strike
from declarations.web.written import instant


def verdict(strike: Strike) -> str:
    """Why it is a strike, or why it is none, in a sentence."""
    if not strike.excuse:
        return str(_FOUND[strike.duty]()) % {"window": instant(strike.window_at)}
    said = str(Excuse(strike.excuse).label)
    if strike.still_since is None:
        return f"{said}."
    until = instant(strike.still_until) if strike.still_until else _("until further notice")
    text = _("%(what)s, %(since)s – %(until)s; who was caught in it or in the two hours after it loses nothing.")
    told = text % {"what": said, "since": instant(strike.still_since), "until": until}
    return f"{told} {strike.why}." if strike.why else told


def standing(rung: Rung) -> str:
    """Where a company stands, in a sentence."""
    said = {
        "until": instant(rung.until) if rung.until else "",
        "hours": int(rung.horizon.total_seconds() // 3600) if rung.horizon else 0,
    }
    text = {
        Level.CLEAR: _("Your company books arrival windows without restriction."),
        Level.WARNING: _("A warning: more strikes restrict which arrival windows your company can book."),
        Level.SHORTER: _("Until %(until)s your company books windows of the next %(hours)s hours alone."),
        Level.OUT: _("Until %(until)s your company gets no arrival window; its trucks come without one."),
    }[rung.level]
    return text % said


_FOUND = {
    "no_show": lambda: _("The truck was not seen within a day of its window of %(window)s."),
    "late_cancel": lambda: _("The place was given back later than two hours before its window of %(window)s."),
    "double_booking": lambda: _("Another place was held for the same trailer or container, near that of %(window)s."),
    "churn": lambda: _(
        "Three times within a day a place was given back and another one taken; the last one was that of %(window)s."
    ),
}
