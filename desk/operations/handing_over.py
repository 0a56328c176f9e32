"""A shift of one agency at one gate handed over, and acknowledged by the next; the notes that it leaves (ADR 0084)."""

from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, User
from contract.errors import Conflict, Invalid
from declarations.errors import NotYours
from declarations.formats.plates import plate_key
from declarations.models import Declaration, Gate, Vehicle
from declarations.operations.permitting import require_officer
from desk.models import Handover, ShiftNote
from desk.queries.handover import as_json, read

OWN_AFTER: Final = timedelta(hours=4)
"""So long after handing over somebody may acknowledge it himself: he came back, and nobody else is posted there ○."""
EVERYONE = frozenset(Agency.values)


class HandoverOpen(Conflict):
    """The shift was handed over; the next one has not acknowledged it yet."""

    code = "handover_open"


class HandoverAcknowledged(Conflict):
    """Somebody of the next shift acknowledged it."""

    code = "handover_acknowledged"


class OwnHandover(Conflict):
    """Whoever handed over does not acknowledge it himself."""

    code = "own_handover"


class NoteEmpty(Invalid):
    """A note says nothing."""

    code = "note_empty"


class NoteClosed(Conflict):
    """The note is done."""

    code = "note_closed"


class NoSuchTruck(Invalid):
    """What a note is about names no truck of this gate, or several."""

    code = "no_such_truck"


@transaction.atomic
def hand_over(*, gate_id: int, by: User, at: datetime) -> Handover:
    """Keep what is open now for the next shift. Of two at once one is kept, by the database's own word.

    :raises NotYours: no officer of that gate.   :raises HandoverOpen: the last one has still to be acknowledged.
    """
    require_officer(by, gate_id=gate_id, agencies=EVERYONE)
    page = as_json(read(Gate.objects.get(pk=gate_id), by))
    try:
        with transaction.atomic():
            return Handover.objects.create(gate_id=gate_id, agency=by.agency, page=page, handed_by=by, handed_at=at)
    except IntegrityError as error:
        raise HandoverOpen(_("This shift was handed over already; the next one has to acknowledge it.")) from error


@transaction.atomic
def acknowledge(*, handover_id: int, by: User, at: datetime, differs: str = "") -> Handover:
    """The next shift has read it; `differs` is what it found otherwise. Nothing of it changes afterwards.

    :raises NotYours: not of that gate and agency.   :raises HandoverAcknowledged: somebody was first.
    :raises OwnHandover: `by` handed it over himself, less than `OWN_AFTER` ago.
    """
    rows = Handover.objects.select_for_update(of=("self",), no_key=True)
    handover: Handover = rows.get(pk=handover_id)
    if not Handover.objects.of(by).filter(pk=handover.pk).exists():
        raise NotYours(_("Only an officer of that gate and agency acknowledges this."))
    if not handover.is_open:
        raise HandoverAcknowledged(_("This was acknowledged already."))
    if handover.handed_by_id == by.pk and at - handover.handed_at < OWN_AFTER:
        raise OwnHandover(_("You handed this over yourself; a colleague of the next shift acknowledges it."))
    handover.acknowledged_by, handover.acknowledged_at, handover.differs = by, at, differs.strip()
    handover.save(update_fields=["acknowledged_by", "acknowledged_at", "differs"])
    return handover


@transaction.atomic
def write_note(*, gate_id: int, by: User, at: datetime, text: str, about: str = "") -> ShiftNote:
    """Write what the next shift must know; `about` is a truck's plate or a declaration's number, or nothing.

    :raises NotYours: no officer of that gate.   :raises NoteEmpty: it says nothing.   :raises NoSuchTruck: see there.
    """
    require_officer(by, gate_id=gate_id, agencies=EVERYONE)
    if not any(map(str.isalnum, text)):
        raise NoteEmpty(_("Write the note."))
    declaration, plate = _find(about.strip(), gate_id, by) if about.strip() else (None, "")
    return ShiftNote.objects.create(
        gate_id=gate_id, agency=by.agency, declaration=declaration, about=plate, text=text.strip(), written_by=by,
        written_at=at,
    )  # fmt: skip


@transaction.atomic
def close_note(*, note_id: int, by: User, at: datetime) -> ShiftNote:
    """What the note asks for is done.

    :raises NotYours: not of that gate and agency.   :raises NoteClosed: somebody closed it first.
    """
    note: ShiftNote = ShiftNote.objects.select_for_update(of=("self",), no_key=True).get(pk=note_id)
    if not ShiftNote.objects.of(by).filter(pk=note.pk).exists():
        raise NotYours(_("Only an officer of that gate and agency closes this note."))
    if note.closed_at is not None:
        raise NoteClosed(_("This note is closed already."))
    note.closed_by, note.closed_at = by, at
    note.save(update_fields=["closed_by", "closed_at"])
    return note


def _find(about: str, gate_id: int, by: User) -> tuple[Declaration, str]:
    """The dossier of this gate that a note is about, and the plate of its truck.

    :raises NoSuchTruck: there is none, or several.
    """
    trucks = Vehicle.objects.visible_to(by).filter(gate=gate_id).select_related("declaration")
    if len(about) == 13 and about.isascii() and about.isdigit():
        trucks = trucks.filter(declaration__number=about)
    else:
        trucks = trucks.is_open().filter(plate_key=plate_key(about) or None)
    found: dict[int, list[Vehicle]] = {}
    for truck in trucks.order_by("-pk")[:50]:
        found.setdefault(truck.declaration_id, []).append(truck)
    if not found:
        raise NoSuchTruck(_("No open truck of this gate has that plate, and no declaration that number."))
    if len(found) > 1:
        numbers = ", ".join(str(trucks[0].declaration) for trucks in found.values())
        raise NoSuchTruck(_("Several declarations have it; give the number: %(numbers)s") % {"numbers": numbers})
    (trucks_of,) = found.values()
    return trucks_of[0].declaration, trucks_of[0].plate if len(trucks_of) == 1 else ""
