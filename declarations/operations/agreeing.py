"""What asking for a change and deciding it share: which agencies must agree, and changing what they agreed to.

A change that is agreed goes the way of an amendment (`amending.rewrite_in`): the same examination, the same journal,
the same reopening. Not called by interfaces; changing and deciding are.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, User
from contract.errors import Conflict
from declarations.document import DeclarationBody
from declarations.errors import WrongState
from declarations.findings import Examination
from declarations.models import Declaration, Vehicle
from declarations.operations.amending import is_left_open, not_free, rewrite_in
from declarations.operations.booking import WindowFull
from declarations.operations.dossier import Dossier
from declarations.operations.examining import examine_for
from declarations.operations.filing import Unfileable
from declarations.operations.reopening import must_agree, vehicle_at
from declarations.queries.document import as_document
from declarations.queries.whole import load_one
from declarations.stages import Status
from declarations.units import Difference, Document, Pair, Place, Unit, compared, value_of, with_units


class NotChangeable(WrongState):
    """No agency can agree to it: it is another truck, another gate, or a truck that is no longer there."""

    code = "not_changeable"


class ChangedMeanwhile(Conflict):
    """What is to be changed is no longer what it was when the change was asked for."""

    code = "changed_meanwhile"


class Asked(NamedTuple):
    """One unit that is to change, and the agencies that must agree; none: it may be changed at once."""

    difference: Difference
    agencies: frozenset[Agency]


class Plan(NamedTuple):
    """What a changed document comes to."""

    before: Document
    document: DeclarationBody
    asked: list[Asked]


def plan_in(dossier: Dossier, body: object, *, by: User, at: datetime) -> Plan:
    """Compare `body` with the declaration as it is, and say who must agree to what.

    :raises Unfileable: it has errors that the declaration has not now.   :raises NotChangeable: nobody can agree to it.
    """
    before = _document(dossier.declaration)
    document = _examined(dossier.declaration, before, body, by=by, at=at).document
    found = _compared(before, document)
    closed = {place for place, _why in not_free(dossier, _leaves(found), before)}
    return Plan(before, document, [_asked(dossier, one, before, closed) for one in found])


def apply_units(
    dossier: Dossier, changes: Mapping[Unit, Pair], *, on_behalf_of: User, by: User | None, at: datetime
) -> None:
    """Change these units (old, new) of a dossier in hand; the caller settles and saves.

    :raises ChangedMeanwhile: one is no longer what it was.   :raises Unfileable: the change would make errors.
    :raises WrongState: the truck is gone; or an agency decided a check that would disappear.
    """
    before = _document(dossier.declaration)
    for unit, (old, _new) in changes.items():
        if value_of(unit, before) != old:
            raise ChangedMeanwhile(_("This was changed since the request was made; it no longer fits."))
        _require_there(dossier, unit)
    body = with_units(before, {unit: new for unit, (_old, new) in changes.items()})
    examination = _examined(dossier.declaration, before, body, by=on_behalf_of, at=at)
    found = _compared(before, examination.document)
    try:
        with transaction.atomic():
            rewrite_in(
                dossier, examination.document, _leaves(found), before, by=by or on_behalf_of, at=at, is_agreed=True
            )
    except (IntegrityError, WindowFull) as lost:  # a plate or a place went elsewhere between our look and our write
        again = _examined(dossier.declaration, before, body, by=on_behalf_of, at=at)
        raise Unfileable(again) from lost


def agencies_now(dossier: Dossier, unit: Unit, pair: Pair) -> frozenset[Agency]:
    """Who must agree to a change as things stand now: a fee may have been paid since it was asked for."""
    before = _document(dossier.declaration)
    body = with_units(before, {unit: pair[1]})
    return frozenset[Agency]().union(
        *(must_agree(one, is_paid=_is_paid(dossier, one, before)) for one in compared(before, body))
    )


def vehicle_of(dossier: Dossier, unit: Unit) -> Vehicle | None:
    """The truck that a unit lies in."""
    return vehicle_at((unit[0], 0), {unit[0]: [{"key": unit[1]}]}, dossier) if len(unit) > 1 else None


def _asked(dossier: Dossier, one: Difference, before: Document, closed: set[Place]) -> Asked:
    if not closed & one.leaves.keys():
        return Asked(one, frozenset())
    _require_there(dossier, one.unit)
    agencies = must_agree(one, is_paid=_is_paid(dossier, one, before))
    any_seen = any(vehicle.seen_at for vehicle in dossier.vehicles.values())
    if not agencies or (any_seen and one.unit in (("gate",), ("direction",))):
        raise NotChangeable(_("%(field)s can no longer be changed.") % {"field": one.path})
    return Asked(one, agencies)


def _require_there(dossier: Dossier, unit: Unit) -> None:
    vehicle = vehicle_of(dossier, unit)
    if vehicle and vehicle.end:
        raise NotChangeable(_("%(plate)s is no longer at the gate.") % {"plate": vehicle.plate})
    if dossier.declaration.status != Status.OPEN:
        raise WrongState(_("The declaration has ended."))


def _is_paid(dossier: Dossier, one: Difference, before: Document) -> bool:
    """Whether a fee that may hang on it is paid: of its truck, or of any where it is more than one truck's."""
    vehicle = vehicle_at(one.place, before, dossier)
    own = vehicle is not None and one.unit[-1] not in ("consignments", "unloads")
    owners = [vehicle.pk] if vehicle and own else list(dossier.vehicles)
    return any(fee.paid_at for owner in owners for fee in dossier.fees.get(owner, []))


def _document(declaration: Declaration) -> Document:
    return as_document(load_one(declaration.pk))


def _compared(before: Document, document: DeclarationBody) -> list[Difference]:
    after: dict[str, Any] = document.as_json()
    after["transshipment"] = document.is_transshipped
    return [one for one in compared(before, after) if not is_left_open(one.place, (one.old, one.new))]


def _leaves(found: list[Difference]) -> dict[Place, Pair]:
    return {place: pair for one in found for place, pair in one.leaves.items()}


def _examined(declaration: Declaration, before: Document, body: object, *, by: User, at: datetime) -> Examination:
    """The examination of a changed document; what was wrong before and stays so is not the change's fault."""
    examination = examine_for(body=body, by=by, at=at, leaving_out=declaration.pk)
    if examination.errors:
        known = examine_for(body=before, by=by, at=at, leaving_out=declaration.pk).errors
        former = {(finding.code, finding.path) for finding in known}
        if any((finding.code, finding.path) not in former for finding in examination.errors):
            raise Unfileable(examination)
    return examination
