"""What a notice says, in plain words and in the reader's language."""

from django.utils.translation import gettext as _

from declarations.models import Event
from declarations.stages import Verb
from notices.models import Notice


def text_of(notice: Notice) -> str:
    """The notice in a sentence or two; of notices from `Notice.objects.whole()` it makes no query."""
    event = notice.event
    said = _sentences()[Verb(event.verb)] % {
        "number": event.declaration.number,
        "plate": _plate(event),
        "gate": event.gate.name,
        "check": event.get_check_code_display(),
    }
    reason = event.data.get("reason")
    return f"{said} {_('Reason: %(reason)s') % {'reason': reason}}" if reason else said


def _sentences() -> dict[Verb, str]:
    return {
        Verb.COMPLETED: _("Declaration %(number)s at %(gate)s is completed."),
        Verb.EXPIRED: _("Declaration %(number)s at %(gate)s has expired: no vehicle came in time."),
        Verb.LEFT: _("%(plate)s has left %(gate)s (declaration %(number)s)."),
        Verb.TURNED_BACK: _("%(plate)s was turned back at %(gate)s (declaration %(number)s)."),
        Verb.VEHICLE_EXPIRED: _(
            "%(plate)s of declaration %(number)s has expired: it did not come to %(gate)s in time."
        ),
        Verb.ROAD_HELD: _("%(plate)s is held on the road to %(gate)s (declaration %(number)s)."),
        Verb.ROAD_RELEASED: _("%(plate)s may go on to %(gate)s (declaration %(number)s)."),
        Verb.CALLED: _("%(plate)s is called forward to %(gate)s (declaration %(number)s)."),
        Verb.CHECK_HELD: _("%(check)s of %(plate)s is held at %(gate)s (declaration %(number)s)."),
        Verb.CHECK_SENT_BACK: _("%(check)s of %(plate)s waits for you to mend declaration %(number)s (%(gate)s)."),
        Verb.CHECK_RELEASED: _("%(check)s of %(plate)s goes on at %(gate)s (declaration %(number)s)."),
        Verb.CHECK_REFUSED: _("%(check)s of %(plate)s was refused at %(gate)s (declaration %(number)s)."),
        Verb.CHECK_REQUESTED: _("%(check)s was asked for, for %(plate)s at %(gate)s (declaration %(number)s)."),
    }


def _plate(event: Event) -> str:
    """The plate; of a truck that is no longer declared, its key; of a check of the whole declaration, that."""
    if event.vehicle is not None:
        return event.vehicle.plate
    return event.vehicle_key.partition(":")[2] or _("the declaration")
