"""The journal in plain words: what happened, to which truck, by whom, and why."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from declarations.formats import BadFormat, read_instant
from declarations.line.duties import Duty, Excuse
from declarations.models import Event
from declarations.queries.changes import answered
from declarations.queries.line import Why
from declarations.stages import CargoKind, Direction, FeeKind, PaymentMethod, Verb
from declarations.web import written
from declarations.web.form.fields import HEADER, LISTS

MOST_CHANGES = 30
LIST_LABELS = {
    "consignments": gettext_lazy("Consignment"),
    "vehicles": gettext_lazy("Vehicle"),
    "receiving_vehicles": gettext_lazy("Receiving vehicle"),
    "items": gettext_lazy("Goods"),
}
CAUSES = {
    "asked": gettext_lazy("The company asked for it."),
    "another_time_or_gate": gettext_lazy("The truck comes later than its window, or to another gate."),
    "another_truck": gettext_lazy("The place was bound to another plate, trailer or container."),
    "added": gettext_lazy("The truck was added to the declaration."),
    "refused": gettext_lazy("An agency refused the truck."),
    "waiting_list": gettext_lazy("A place became free earlier, as the company wished."),
}


class Line(NamedTuple):
    """One event as a line of text."""

    at: datetime
    what: str
    plate: str
    by: str
    details: list[str]


def lines(events: Iterable[Event], *, reader: User) -> list[Line]:
    """Tell the events; people of other bodies are named by their agency only."""
    return [
        Line(event.happened_at, _what(event), _plate(event), _by(event, reader), list(_details(event)))
        for event in events
    ]


def _what(event: Event) -> str:
    if not event.check_code:
        return str(Verb(event.verb).label)
    check = event.get_check_code_display()
    phrases = {
        Verb.CHECK_CONFIRMED: _("%(check)s: confirmed"),
        Verb.CHECK_HELD: _("%(check)s: held"),
        Verb.CHECK_SENT_BACK: _("%(check)s: sent back to be mended"),
        Verb.CHECK_RELEASED: _("%(check)s: released"),
        Verb.CHECK_REFUSED: _("%(check)s: refused"),
        Verb.CHECK_WITHDRAWN: _("%(check)s: taken back"),
        Verb.CHECK_REQUESTED: _("%(check)s: requested"),
        Verb.CHECK_REQUEST_DROPPED: _("%(check)s: request taken back"),
        Verb.CHECK_REOPENED: _("%(check)s: open again"),
    }
    return phrases.get(Verb(event.verb), f"{check}: {event.get_verb_display()}") % {"check": check}


def _plate(event: Event) -> str:
    return event.vehicle.plate if event.vehicle else event.vehicle_key.partition(":")[2]


def _by(event: Event, reader: User) -> str:
    actor = event.actor
    if actor is None:
        return _("by itself")
    if actor.is_officer:
        return capfirst(actor.get_agency_display())
    if actor.organisation_id == reader.organisation_id:
        return actor.get_full_name()
    # Of another company: its agent, who acts by consent, or the owner that an agent reads of.
    return actor.organisation.name if actor.organisation else actor.get_role_display()


def _details(event: Event) -> Iterator[str]:
    data: dict[str, Any] = event.data
    for name in ("title", "document", "reason", "note"):
        if data.get(name):
            yield str(data[name])
    if data.get("automatic"):
        yield _("It follows from another check.")
    if data.get("to_gate"):
        yield _("Sent on to gate %(gate)s.") % {"gate": data["to_gate"]}
    if "amount" in data:
        yield " · ".join(_money(data))
    if "amounts" in data:
        yield " · ".join(written.dong(sum_of_money) for sum_of_money in data["amounts"])
    yield from _of_the_line(event, data)
    yield from answered(data, [event.vehicle] if event.vehicle else [])
    changes = data.get("changes", [])
    for change in changes[:MOST_CHANGES]:
        yield f"{label_of(change['path'])}: {_value(change['old'])} → {_value(change['new'])}"
    if len(changes) > MOST_CHANGES:
        yield _("… and %(n)d more") % {"n": len(changes) - MOST_CHANGES}


def _of_the_line(event: Event, data: dict[str, Any]) -> Iterator[str]:
    """By which rule a truck came to another time, window or turn."""
    if event.verb in (Verb.REVIVED, Verb.WINDOW_CHANGED, Verb.MOVED_UP):
        yield f"{_value(data.get('old'))} → {_value(data.get('new'))}"
    if event.verb in (Verb.WINDOW_CHANGED, Verb.MOVED_UP) and data.get("cause") in CAUSES:
        yield str(CAUSES[data["cause"]])
    if event.verb == Verb.NOT_COME:
        yield f"{_value(data.get('old'))} → {_value(data.get('line_time'))}"
    if data.get("duty") in Duty.values:
        yield f"{Duty(data['duty']).label}: {_value(data.get('window'))}"
    if data.get("excuse") in Excuse.values:
        yield str(Excuse(data["excuse"]).label)
    if "granted" in data:
        yield _("Granted: the strike counts no more.") if data["granted"] else _("Denied: the strike stands.")
    if event.verb == Verb.CALLED and data.get("why") in Why.values:
        yield str(Why(data["why"]).label)


def _money(data: dict[str, Any]) -> Iterator[str]:
    yield str(FeeKind(data["kind"]).label)
    yield written.dong(data["amount"])
    if data.get("method"):
        yield str(PaymentMethod(data["method"]).label)
    if data.get("receipt_number"):
        yield _("receipt %(number)s") % {"number": data["receipt_number"]}
    if data.get("overpaid"):
        yield _("%(sum)s more was paid before") % {"sum": written.dong(data["overpaid"])}


def label_of(path: str) -> str:
    """`$.vehicles[0].driver.name` as the form names it: “Driver”, of vehicle 1."""
    holder, row = "", ""
    member: list[str] = []
    for step in path.removeprefix("$").lstrip(".").replace("]", "").replace("[", ".").split("."):
        if step in LISTS and not (holder and step == "consignments"):
            holder, member = step, []
        elif step.isdigit():
            row = str(int(step) + 1) if not member else row
        else:
            member.append(step)
    fields = LISTS.get(holder, HEADER)
    label = next((str(field.label) for field in fields if list(field.path) == member), "") or str(
        LIST_LABELS.get(holder, ".".join(member)) if not member else ".".join(member)
    )
    return f"{label} ({row})" if row else label


def _value(value: object) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str):
        try:
            return written.instant(read_instant(value))
        except BadFormat:
            named = {**dict(CargoKind.choices), **dict(Direction.choices)}
            return str(named.get(value, value))
    if isinstance(value, dict):
        return str(value.get("plate") or value.get("description") or value.get("key") or "…")
    return ", ".join(map(_value, value)) or "–" if isinstance(value, list) else str(value)
