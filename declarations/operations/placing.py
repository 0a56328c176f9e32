"""Writing of places (domain §2): gates' notices, lanes, yards, hours, day modes, intake stops.

The gate centre keeps the places of the gates where it is posted; a manager of the gate (or of the province) orders
stops and day modes there; nobody else writes them. What this process remembers of a gate is forgotten at once, other
processes follow within PLACE_FACTS_SECONDS.
"""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, User
from contract.errors import Conflict, Invalid
from declarations.errors import NotYours, WrongState
from declarations.models import DayMode, Gate, IntakeStop, Lane, OpeningHours, Yard
from declarations.queries.facts import forget_places

Place = Lane | Yard | OpeningHours | DayMode | IntakeStop

ORDERED = (DayMode, IntakeStop)
"""What managers write too."""
REMOVABLE = (OpeningHours, DayMode, IntakeStop)
"""What can be deleted; lanes and yards are closed instead, for dossiers name them."""


class HoursOverlap(Invalid):
    """Two opening hours of a weekday lie over each other."""

    code = "hours_overlap"


class PlaceTaken(Conflict):
    """There is such a row already (one mode a day, one lane of a code)."""

    code = "place_taken"


def may_keep(user: User) -> bool:
    """Whether this person keeps places at all; at which gates, his postings say."""
    return user.is_active and user.is_officer and user.agency == Agency.GATE_CENTRE


def may_order(user: User) -> bool:
    """Whether this person orders stops and day modes at all."""
    return user.is_active and (may_keep(user) or user.is_manager)


@transaction.atomic
def keep(*, place: Place, by: User) -> None:
    """Save a place, new or changed.

    :raises NotYours: `by` does not keep places (or order stops) at its gate, or at the gate it belonged to before.
    :raises HoursOverlap: opening hours over each other.   :raises PlaceTaken: there is such a row already.
    """
    gate_ids = {place.gate_id}
    if place.pk:
        gate_ids |= set(type(place)._default_manager.filter(pk=place.pk).values_list("gate_id", flat=True))
    _require(by, gate_ids=gate_ids, kind=type(place))
    _lock_gates(gate_ids)
    if isinstance(place, OpeningHours):
        require_no_overlap(place)
    try:
        with transaction.atomic():
            place.save()
    except IntegrityError as taken:
        raise PlaceTaken(_("There is such an entry already.")) from taken
    places_changed()


@transaction.atomic
def remove(*, place: Place, by: User) -> None:
    """Delete opening hours, a day mode or an intake stop.

    :raises NotYours: as for keep.   :raises WrongState: a lane or a yard, which is closed instead.
    """
    if not isinstance(place, REMOVABLE):
        raise WrongState(_("Dossiers name it; close it instead."))
    _require(by, gate_ids={place.gate_id}, kind=type(place))
    place.delete()
    places_changed()


@transaction.atomic
def announce(*, gate_id: int, notice: str, by: User) -> Gate:
    """Put up a public notice at a gate, or take it down with an empty one. :raises NotYours: not its gate centre."""
    gate = require_gate(gate_id, by)
    gate.notice = notice
    gate.save(update_fields=["notice"])
    places_changed()
    return gate


@transaction.atomic
def call_by_itself(*, gate_id: int, on: bool, by: User) -> Gate:
    """Let a gate call trucks forward by itself, or leave it to its officers. :raises NotYours: not its gate centre."""
    gate = require_gate(gate_id, by)
    gate.calls_itself = on
    gate.save(update_fields=["calls_itself"])
    places_changed()
    return gate


def require_no_overlap(hours: OpeningHours) -> None:
    """Refuse hours that lie over others of that weekday. :raises HoursOverlap: they do."""
    others = OpeningHours.objects.filter(gate_id=hours.gate_id, weekday=hours.weekday).exclude(pk=hours.pk)
    other = others.filter(opens__lt=hours.closes, closes__gt=hours.opens).first()
    if other:
        said = {"opens": f"{other.opens:%H:%M}", "closes": f"{other.closes:%H:%M}"}
        raise HoursOverlap(_("These hours lie over those from %(opens)s to %(closes)s.") % said)


def require_gate(gate_id: int, by: User) -> Gate:
    """The gate, held until the transaction ends. :raises NotYours: `by` is not its gate centre."""
    _require(by, gate_ids={gate_id}, kind=Gate)
    gate: Gate = Gate.objects.select_for_update(of=("self",), no_key=True).get(pk=gate_id)
    return gate


def _lock_gates(gate_ids: set[int]) -> None:
    """Two people at one gate's places come one after the other."""
    list(Gate.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=gate_ids).order_by("pk"))


def _require(by: User, *, gate_ids: set[int], kind: type) -> None:
    if not (may_order(by) if kind in ORDERED else may_keep(by)):
        raise NotYours(_("Only the gate centre keeps the places of its gate."))
    if Gate.objects.worked_by(by).filter(pk__in=gate_ids).count() != len(gate_ids):
        raise NotYours(_("You are not posted to this gate."))


def places_changed() -> None:
    """Forget what is remembered: now, for this transaction's own eyes; after the commit, for whoever looked since."""
    forget_places()
    transaction.on_commit(forget_places)
