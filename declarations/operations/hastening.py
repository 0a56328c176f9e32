"""Coming earlier (domain §7): a company asks for it, and is moved when a place is given back in an earlier window.

A place that is given back while somebody waits for one is held back (`taking.give_back`). `offer` gives it to whoever
asked first and fits in, and what nobody took to everybody; a task calls it every few seconds.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from declarations.errors import WrongState
from declarations.line.ladder import Level
from declarations.line.sharing import Spot
from declarations.line.windows import offer_at, starts_of
from declarations.models import EarlierWish, Gate, Window
from declarations.operations import taking
from declarations.operations.booking import move_up, to_come, withheld
from declarations.operations.dossier import open_dossier
from declarations.operations.permitting import require_company
from declarations.queries.gates import gate_facts
from declarations.queries.strikes import rung_of
from declarations.queries.windows import wishes
from declarations.stages import Status, Verb


@transaction.atomic
def ask_earlier(*, declaration_id: int, by: User, at: datetime) -> EarlierWish:
    """Ask to be moved to an earlier window, not before the expected hour, when a place becomes free. Again: as it was.

    :raises NotYours: another company's.   :raises WrongState: none of its trucks has a later window than that.
    :raises WindowWithheld: the company's strikes keep it from booking.
    """
    dossier = open_dossier(declaration_id)
    require_company(by, dossier.declaration)
    rung = rung_of(dossier.declaration.organisation_id, at=at)
    if rung.level == Level.OUT and rung.until:
        raise withheld(rung.until)
    first = starts_of(max(dossier.declaration.expected_arrival or at, at))
    if not any(truck.window_at and truck.window_at > first for truck in to_come(dossier)):
        raise WrongState(_("No truck of this declaration has a later window than the one it is expected in."))
    wish, is_new = EarlierWish.objects.get_or_create(
        declaration=dossier.declaration, defaults={"not_before": first, "asked_at": at}
    )
    if is_new:
        dossier.note(Verb.EARLIER_ASKED)
        dossier.save(by=by, at=at)
    return wish


@transaction.atomic
def stay(*, declaration_id: int, by: User, at: datetime) -> None:
    """Take the wish back. Where there is none, nothing is done. :raises NotYours: another company's."""
    dossier = open_dossier(declaration_id)
    require_company(by, dossier.declaration)
    if EarlierWish.objects.filter(declaration=dossier.declaration).delete()[0]:
        dossier.note(Verb.EARLIER_DROPPED)
        dossier.save(by=by, at=at)


def held_back(*, most: int = 500) -> list[Spot]:
    """Windows in which places are held back, the next one first."""
    rows = Window.objects.filter(held_back__gt=0).order_by("starts_at", "pk")[:most]
    return [Spot(row.gate_id, row.direction, row.starts_at) for row in rows]


def offer(spot: Spot, *, at: datetime) -> int:
    """Offer what is held back in a window to those who wait, one after the other, each in a transaction of its own.

    Then to everybody. Answers how many declarations were moved.
    """
    moved = 0
    gate = gate_facts(Gate.objects.values_list("code", flat=True).get(pk=spot.gate_id), at=at)
    if gate and offer_at(gate, spot.direction, spot.starts_at, at=at, green_percent=0):
        for declaration_id in list(wishes(spot).values_list("declaration_id", flat=True)):
            moved += _move(declaration_id, spot, at=at)
    taking.let_go(spot)
    return moved


@transaction.atomic
def _move(declaration_id: int, spot: Spot, *, at: datetime) -> bool:
    dossier = open_dossier(declaration_id)
    wish = EarlierWish.objects.filter(declaration=declaration_id, not_before__lte=spot.starts_at).first()
    declaration = dossier.declaration
    there = (declaration.gate_id, declaration.direction) == (spot.gate_id, spot.direction)
    if wish is None or not there or declaration.status != Status.OPEN:
        return False
    if not rung_of(declaration.organisation_id, at=at).allows(spot.starts_at, at=at) or not move_up(dossier, spot):
        return False
    wish.delete()
    dossier.save(by=None, at=at)
    return True
