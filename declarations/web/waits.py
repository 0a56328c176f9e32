"""How long a truck will wait, in words: clock times, because a page may be read later than it was made."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from declarations.estimates import Estimate, Minutes

AN_HOUR = 60
ROUND_FROM = 180
"""From so many minutes on, a range is told in whole and half hours: nobody knows it more exactly."""


def let_in(estimate: Estimate) -> str:
    """When it will be let in, most likely, and the range that holds for eight trucks of ten."""
    when = estimate.entry_at
    said = {
        "likely": _clock(when.likely, when.made_at), "early": _clock(when.early, when.made_at),
        "late": _clock(when.late, when.made_at), "made": _clock(when.made_at, when.made_at),
    }  # fmt: skip
    return _("about %(likely)s, for 8 of 10 trucks between %(early)s and %(late)s (as of %(made)s)") % said


def newcomers(minutes: Minutes) -> str:
    """How long a truck would wait that arrives now."""
    said = {"p10": duration(minutes.p10), "p50": duration(minutes.p50), "p90": duration(minutes.p90)}
    return _("about %(p50)s (%(p10)s to %(p90)s)") % said


def duration(minutes: int) -> str:
    """Minutes in words; long ones in half hours."""
    if minutes < AN_HOUR:
        return _("%(minutes)s min") % {"minutes": minutes}
    if minutes >= ROUND_FROM:
        minutes = round(minutes / 30) * 30
    hours, rest = divmod(minutes, AN_HOUR)
    if not rest:
        return _("%(hours)s h") % {"hours": hours}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}


def _clock(at: datetime, seen_from: datetime) -> str:
    """A time of day; with its date where that is another."""
    local, other = timezone.localtime(at), timezone.localtime(seen_from)
    return f"{local:%H:%M}" if local.date() == other.date() else f"{local:%H:%M %d/%m}"
