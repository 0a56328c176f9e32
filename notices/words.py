"""What a notice says, in plain words and in the reader's language."""

from collections.abc import Iterator
from typing import Any, Final

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import Agency
from declarations.formats import BadFormat, read_instant
from declarations.line.duties import Duty
from declarations.models import Event
from declarations.stages import Verb
from declarations.web.form.fields import HEADER, LISTS
from declarations.web.written import instant

OPEN: Final = frozenset(
    {
        "plate", "trailer_plate", "container", "seal", "own_weight_kg", "cargo_weight_kg", "expected_arrival",
        "customs_number", "lane", "yard",
    }
)  # fmt: skip
"""The fields whose old and new value a notice shows: those of trucks and papers."""


def text_of(event: Event) -> str:
    """What happened, in a sentence or two; of events with declaration, vehicle and gate at hand it makes no query."""
    said = _sentences()[Verb(event.verb)] % {
        "number": event.declaration.number,
        "plate": plate_of(event) or _("the declaration"),
        "gate": event.gate.name,
        "check": event.get_check_code_display(),
        "duty": duty_of(event),
        "ruling": _("counts no more") if event.data.get("granted") else _("stands: the appeal was denied"),
    }
    more = list(_answers(event.data)) if event.verb == Verb.CHANGE_DECIDED else []
    if reason := event.data.get("reason"):
        more.append(_("Reason: %(reason)s") % {"reason": reason})
    return " ".join([said, *more])


def title_of(event: Event) -> str:
    """What happened, in a few words."""
    verb = event.get_verb_display()
    if not event.check_code:
        return verb
    return _("%(what)s (%(check)s)") % {"what": verb, "check": event.get_check_code_display()}


def plate_of(event: Event) -> str:
    """The plate; of a truck that is no longer declared, its key; of the whole declaration, nothing."""
    if event.vehicle is not None:
        return event.vehicle.plate
    return event.vehicle_key.partition(":")[2]


def duty_of(event: Event) -> str:
    """The duty that was not kept, in words."""
    duty = event.data.get("duty")
    return str(Duty(duty).label).lower() if duty in Duty.values else ""


def _answers(decided: dict[str, Any]) -> Iterator[str]:
    """What an agency agreed to and what not, field by field, old → new."""
    agency = capfirst(str(Agency(decided["agency"]).label)) if decided.get("agency") else ""
    for verdict, sentence in (
        ("approved", _("%(agency)s agreed: %(fields)s.")),
        ("rejected", _("%(agency)s did not agree: %(fields)s.")),
    ):
        if changes := decided.get(verdict):
            yield sentence % {"agency": agency, "fields": "; ".join(map(_changed, changes))}


def _changed(change: dict[str, Any]) -> str:
    """One field; of people only that it changes, never who they are."""
    holder, *member = [change["place"][0], *change["place"][2:]] if len(change["place"]) > 2 else change["place"]
    row = member if holder in LISTS else [holder, *member]
    fields = LISTS.get(holder, HEADER)
    label = next((str(field.label) for field in fields if list(field.path[: len(row)]) == row), " ".join(row))
    if row[-1] not in OPEN:
        return label
    return _("%(field)s: %(old)s → %(new)s") % {
        "field": label,
        "old": _value(change["old"]),
        "new": _value(change["new"]),
    }


def _value(value: object) -> str:
    try:
        return instant(read_instant(value)) if isinstance(value, str) else "–" if value is None else str(value)
    except BadFormat:
        return str(value) or "–"


def _sentences() -> dict[Verb, str]:
    return {
        Verb.ASSISTED: _(
            "An officer filed declaration %(number)s for your company at %(gate)s, for a driver without a phone. "
            "Look through it."
        ),
        Verb.COMPLETED: _("Declaration %(number)s at %(gate)s is completed."),
        Verb.EXPIRED: _("Declaration %(number)s at %(gate)s has expired: no vehicle came in time."),
        Verb.OVERDUE: _(
            "Declaration %(number)s is overdue at %(gate)s: nothing of it came within a day. "
            "Give a new time of arrival, or it expires."
        ),
        Verb.LEFT: _("%(plate)s has left %(gate)s (declaration %(number)s)."),
        Verb.TURNED_BACK: _("%(plate)s was turned back at %(gate)s (declaration %(number)s)."),
        Verb.VEHICLE_EXPIRED: _(
            "%(plate)s of declaration %(number)s has expired: it did not come to %(gate)s in time."
        ),
        Verb.ROAD_HELD: _("%(plate)s is held on the road to %(gate)s (declaration %(number)s)."),
        Verb.ROAD_RELEASED: _("%(plate)s may go on to %(gate)s (declaration %(number)s)."),
        Verb.MOVED_UP: _("%(plate)s has an earlier arrival window at %(gate)s (declaration %(number)s)."),
        Verb.CALLED: _("%(plate)s is called forward to %(gate)s (declaration %(number)s)."),
        Verb.NOT_COME: _(
            "%(plate)s was called forward to %(gate)s and did not come within an hour (declaration %(number)s): "
            "it waits again, further back."
        ),
        Verb.STRUCK: _(
            "Strike for %(plate)s at %(gate)s (declaration %(number)s): %(duty)s. Your company's strikes show why, and "
            "take an appeal."
        ),
        Verb.RULED: _("The strike for %(plate)s at %(gate)s (declaration %(number)s) %(ruling)s."),
        Verb.CHECK_HELD: _("%(check)s of %(plate)s is held at %(gate)s (declaration %(number)s)."),
        Verb.CHECK_SENT_BACK: _("%(check)s of %(plate)s waits for you to mend declaration %(number)s (%(gate)s)."),
        Verb.CHECK_RELEASED: _("%(check)s of %(plate)s goes on at %(gate)s (declaration %(number)s)."),
        Verb.CHECK_REFUSED: _("%(check)s of %(plate)s was refused at %(gate)s (declaration %(number)s)."),
        Verb.CHANGE_DECIDED: _("The change you asked for of declaration %(number)s was answered at %(gate)s."),
        Verb.CHECK_REQUESTED: _("%(check)s was asked for, for %(plate)s at %(gate)s (declaration %(number)s)."),
    }
