"""Why did I move? In one sentence: the rule of a truck's place, and who passed it since (queries.moving)."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from declarations.line.times import Rule
from declarations.models import Vehicle
from declarations.queries.moving import Moved, moved
from declarations.web import written


def why(vehicles: Iterable[Vehicle]) -> dict[int, str]:
    """The sentence of each vehicle that stands in line, by id (one query)."""
    return {pk: f"{'; '.join((_rule(found), *_passed(found)))}." for pk, found in moved(vehicles).items()}


def _rule(found: Moved) -> str:
    said = {"at": written.moment(found.line_time), "minutes": abs(found.minutes)}
    if found.missed:
        return (
            _("The place counts from %(at)s: the truck was called and did not come, so it went back by an hour")
            if found.missed == 1
            else _("The place counts from %(at)s: the truck was called again and did not come, so it went to the end")
        ) % said
    match found.rule:
        case Rule.KEPT:
            return _("The place counts from %(at)s: the time at the gate that sent the truck here is kept") % said
        case Rule.EARLY:
            return _("The place counts from %(at)s: the truck came before its window") % said
        case Rule.LATE:
            late = _("The place counts from %(at)s, when the truck was seen: it came %(minutes)d min after its window")
            return late % said
        case Rule.ON_TIME:
            return _("The place counts from %(at)s, when the truck was seen: it kept its window") % said
    return _("The place counts from %(at)s, when the truck was seen") % said


def _passed(found: Moved) -> Iterator[str]:
    if found.green_called:
        yield ngettext(
            "%(n)d truck with fresh fruit was called before it",
            "%(n)d trucks with fresh fruit were called before it",
            found.green_called,
        ) % {"n": found.green_called}
    if found.sent_here:
        yield ngettext(
            "%(n)d truck sent here from another gate kept its earlier time",
            "%(n)d trucks sent here from another gate kept their earlier time",
            found.sent_here,
        ) % {"n": found.sent_here}
    if found.in_their_window:
        yield ngettext(
            "%(n)d truck that came later stands before it, because its window begins later",
            "%(n)d trucks that came later stand before it, because its window begins later",
            found.in_their_window,
        ) % {"n": found.in_their_window}
