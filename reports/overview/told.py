"""What a list of trucks says of itself: what is counted, and to what it is narrowed."""

import datetime as dt
from typing import NamedTuple

from django.utils.translation import gettext as _

from declarations.days import Day, current_date, day_of
from declarations.stages import Direction
from reports.overview.numbers import AT_CHECKS, CARGO, FLOWS, STOCKS, Number, What
from reports.overview.shown import check_name


class Said(NamedTuple):
    """The head of a list."""

    title: str
    narrowed: list[str]
    day: Day
    is_flow: bool
    at_label: str
    """What the instant of each row is."""
    tells_seen: bool
    """Whether it is another than when the truck was seen."""


def said_of(number: Number, *, at: dt.datetime) -> Said:
    """The head of the list behind a number."""
    title = str(What(number.what).label)
    if number.what in AT_CHECKS:
        title = _("%(what)s: %(check)s") % {"what": title, "check": check_name(number.check)}
    narrowed = []
    if number.direction:
        narrowed.append(str(Direction(number.direction).label))
    if number.cargo:
        narrowed.append(str(CARGO[number.cargo]))
    if number.hour is not None:
        narrowed.append(_("from %(start)02d:00 to %(end)02d:00") % {"start": number.hour, "end": number.hour + 1})
    return Said(
        title=title,
        narrowed=narrowed,
        day=day_of(number.date or current_date(at)),
        is_flow=number.what in FLOWS,
        at_label=_at_label(number.what),
        tells_seen=number.what not in (What.ARRIVED, *STOCKS),
    )


def _at_label(what: str) -> str:
    labels = {
        What.LEFT: _("Left at"),
        What.ARRIVED: _("Seen at"),
        What.TURNED_BACK: _("Turned back at"),
        What.WAITING: _("Ready since"),
        What.HELD: _("In line since"),
    }
    return labels.get(What(what), _("There since"))
