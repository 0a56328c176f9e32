"""What must be read again before it is decided: the declaration changed after the officer's page was made (ADR 0125).

A page knows up to which number of the journal it was made; whoever decides from it sends that number back.
"""

from collections.abc import Iterator
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from contract.errors import Conflict
from declarations.models import Declaration, Event
from declarations.operations.reopening import is_nobodys
from declarations.queries.changes import change_in_words
from declarations.stages import Verb
from declarations.units import steps_of

MOST_TOLD = 3
LONGEST = 120
"""Characters of one change."""
_MOVES_WHAT_WAS_READ = (Verb.AMENDED, Verb.ATTACHMENT_REMOVED)


class ChangedSinceRead(Conflict):
    """What was declared is no longer what the officer was shown."""

    code = "changed_since_read"


def require_read(declaration: Declaration, read_to: int | None) -> None:
    """Refuse a decision about something else than was read. Call it under the declaration's lock.

    :param read_to: the journal's length when the page was made; None where nobody was shown anything.
    :raises ChangedSinceRead: it says what has changed.
    """
    changed = [] if read_to is None else changed_since(declaration, read_to)
    if changed:
        raise ChangedSinceRead(
            _("This changed after you opened it: %(changes)s. Look again, then decide.")
            % {"changes": "; ".join(changed)}
        )


def changed_since(declaration: Declaration, read_to: int) -> list[str]:
    """What of a declaration changed after that number of its journal, in words; what concerns no agency is left out.

    No query when the journal has not grown since, else one.
    """
    if read_to >= declaration.journal_length:
        return []
    events = Event.objects.filter(declaration=declaration, seq__gt=read_to, verb__in=_MOVES_WHAT_WAS_READ)
    told = list(_told(events.order_by("seq")))
    more = len(told) - MOST_TOLD
    return told[:MOST_TOLD] + ([_("… and %(n)d more") % {"n": more}] if more > 0 else [])


def _told(events: Any) -> Iterator[str]:
    for event in events:
        if event.verb == Verb.ATTACHMENT_REMOVED:
            yield _short(f"{event.get_verb_display()}: {event.data.get('title') or event.data['document']}")
        for change in event.data.get("changes", []):
            if not is_nobodys(steps_of(change["path"]), any_seen=False):
                yield _short(change_in_words(change))


def _short(text: str) -> str:
    return Truncator(text).chars(LONGEST)
