"""Asking to have a declaration changed that agencies have confirmed already (domain §8), and taking it back.

Every unit that changes waits for the agencies it concerns; what concerns nobody is changed at once.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, User
from contract.errors import Conflict
from declarations.errors import WrongState
from declarations.models import ChangeAnswer, ChangedField, ChangeRequest, Check, Vehicle
from declarations.operations.agreeing import Asked, Plan, apply_units, plan_in, vehicle_of
from declarations.operations.amending import said
from declarations.operations.dossier import Dossier, open_dossier
from declarations.operations.filing import require_version
from declarations.operations.permitting import require_company, require_reason
from declarations.queries.document import as_document
from declarations.queries.whole import load_one
from declarations.stages import CargoKind, ChangeState, FieldState, Status, Verb
from declarations.units import Document, Unit, with_value


class NoAgreementNeeded(WrongState):
    """Everything that is to change may be changed at once."""

    code = "no_agreement_needed"


class AlreadyAsked(Conflict):
    """An open request touches the same field already."""

    code = "change_already_asked"


class FeeChange(NamedTuple):
    """What a truck would owe in all, in đồng, and what of it is paid."""

    vehicle: Vehicle
    was: int
    now: int
    paid: int


class Preview(NamedTuple):
    """What a request would come to, told before it is sent."""

    asked: list[Asked]
    reopens: list[tuple[Check, Vehicle | None]]
    fees: list[FeeChange]
    in_line: list[Vehicle]
    """Trucks among those changed that have a place in line, which they keep."""
    lanes_lost: list[Vehicle]
    """Trucks that would no longer take the green lane."""
    overpaid: list[tuple[Vehicle, int]]
    """Trucks for which more, in đồng, is paid than they would owe; it is not given back here."""


@transaction.atomic
def preview(*, declaration_id: int, body: object, by: User, at: datetime, version: int | None = None) -> Preview:
    """What asking for `body` would come to; nothing is kept.

    :raises NotYours, Stale, WrongState, Unfileable, NotChangeable, NoAgreementNeeded, AlreadyAsked: see ask_change.
    """
    dossier = _opened(declaration_id, by=by, version=version)
    return _tried(dossier, _planned(dossier, body, by=by, at=at), by=by, at=at)


@transaction.atomic
def ask_change(
    *, declaration_id: int, body: object, by: User, at: datetime, reason: str, version: int | None = None
) -> ChangeRequest:
    """Ask to have the declaration changed into `body` (whole); units that concern nobody are changed at once.

    :raises NotYours: another company's.   :raises Stale: not at `version` any more.   :raises WrongState: it has ended.
    :raises ReasonMissing: no reason.   :raises Unfileable: the change would make errors.
    :raises NotChangeable: nobody can agree to it.   :raises NoAgreementNeeded: it may be changed at once.
    :raises AlreadyAsked: an open request touches the same field.
    """
    dossier = _opened(declaration_id, by=by, version=version)
    reason = require_reason(reason)
    plan = _planned(dossier, body, by=by, at=at)
    _tried(dossier, plan, by=by, at=at)
    dossier = open_dossier(declaration_id)  # the other one was changed in the trial
    request = _write(dossier, plan, reason=reason, by=by, at=at)
    leaves = {place: pair for one in plan.asked for place, pair in one.difference.leaves.items()}
    about = the_truck(dossier, (one.difference.unit for one in plan.asked))
    data = {"request": request.pk, "reason": reason, "changes": said(leaves)}
    dossier.note(Verb.CHANGE_REQUESTED, vehicle=about, data=data)
    free = {one.difference.unit: (one.difference.old, one.difference.new) for one in plan.asked if not one.agencies}
    if free:
        apply_units(dossier, free, on_behalf_of=by, by=by, at=at)
    dossier.settle(at=at)
    dossier.save(by=by, at=at)
    return request


@transaction.atomic
def ask_changes(
    *,
    declaration_id: int,
    changes: Iterable[tuple[str, Any]],
    by: User,
    at: datetime,
    reason: str,
    version: int | None = None,
) -> ChangeRequest:
    """As ask_change, by JSONPaths into the declaration as it is, and what is to stand there.

    :raises UnknownPath: a path leads nowhere.   :raises NotYours, Stale, WrongState and the others: see ask_change.
    """
    _opened(declaration_id, by=by, version=version)
    body: Document = as_document(load_one(declaration_id))
    for path, value in changes:
        body = with_value(body, path, value)
    return ask_change(declaration_id=declaration_id, body=body, by=by, at=at, reason=reason, version=version)


@transaction.atomic
def withdraw_change(*, change_id: int, by: User, at: datetime) -> ChangeRequest:
    """Take back what of a request is not decided yet; what was changed already stays changed.

    :raises NotYours: another company's.   :raises WrongState: decided or taken back already, or the declaration ended.
    """
    declaration_id = ChangeRequest.objects.values_list("declaration_id", flat=True).get(pk=change_id)
    dossier = _opened(declaration_id, by=by)
    request: ChangeRequest = ChangeRequest.objects.get(pk=change_id)
    if request.state != ChangeState.OPEN:
        raise WrongState(_("This change request is decided already, or was taken back."))
    open_fields = list(request.fields.filter(state=FieldState.OPEN).order_by("position"))
    request.fields.filter(state=FieldState.OPEN).update(state=FieldState.WITHDRAWN)
    request.state, request.closed_at = ChangeState.WITHDRAWN, at
    request.save(update_fields=["state", "closed_at"])
    about = the_truck(dossier, (field.unit for field in open_fields))
    dossier.note(Verb.CHANGE_WITHDRAWN, vehicle=about, data={"request": request.pk})
    dossier.save(by=by, at=at)
    return request


def the_truck(dossier: Dossier, units: Iterable[Unit]) -> Vehicle | None:
    """The one truck that all of these units are of; None when it is none, or more than one."""
    trucks = {vehicle.pk if vehicle else None for vehicle in (vehicle_of(dossier, unit) for unit in units)}
    only = trucks.pop() if len(trucks) == 1 else None
    return dossier.vehicles[only] if only else None


def _opened(declaration_id: int, *, by: User, version: int | None = None) -> Dossier:
    dossier = open_dossier(declaration_id)
    require_company(by, dossier.declaration)
    require_version(dossier.declaration, version)
    if dossier.declaration.status != Status.OPEN:
        raise WrongState(_("Only an open declaration can be changed."))
    return dossier


def _planned(dossier: Dossier, body: object, *, by: User, at: datetime) -> Plan:
    plan = plan_in(dossier, body, by=by, at=at)
    if not any(one.agencies for one in plan.asked):
        raise NoAgreementNeeded(_("No agency needs to agree to this: change the declaration itself."))
    asked = {place_of(one.difference.unit) for one in plan.asked}
    known = ChangedField.objects.filter(declaration=dossier.declaration, state=FieldState.OPEN)
    for field in known:
        if any(_overlap(field.unit, one.difference.unit) for one in plan.asked) or field.place in asked:
            raise AlreadyAsked(
                _("A change of %(field)s is asked for already; take that request back, or wait until it is decided.")
                % {"field": ".".join(field.unit)}
            )
    return plan


def _overlap(one: Unit, other: Unit) -> bool:
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def place_of(unit: Unit) -> str:
    """A unit as its column keeps it."""
    return json.dumps(unit, ensure_ascii=False)


def _tried(dossier: Dossier, plan: Plan, *, by: User, at: datetime) -> Preview:
    """Make the change and undo it: whatever would refuse it refuses it now, and what follows from it is known."""
    fees_before = {pk: sum(fee.amount for fee in dossier.fees.get(pk, [])) for pk in dossier.vehicles}
    green_before = {pk for pk, vehicle in dossier.vehicles.items() if vehicle.main_cargo == CargoKind.FRUIT}
    changes = {one.difference.unit: (one.difference.old, one.difference.new) for one in plan.asked}
    trucks = {v.pk: v for unit in changes if (v := vehicle_of(dossier, unit))}
    with transaction.atomic():
        apply_units(dossier, changes, on_behalf_of=by, by=by, at=at)
        dossier.settle(at=at)
        transaction.set_rollback(True)
    return Preview(
        plan.asked,
        [
            (dossier.checks[entry.vehicle.pk if entry.vehicle else None, entry.check_code], entry.vehicle)
            for entry in dossier.entries
            if entry.verb == Verb.CHECK_REOPENED
        ],
        [
            one
            for pk, vehicle in dossier.vehicles.items()
            if (one := _fee_change(dossier, vehicle, fees_before.get(pk)))
        ],
        [vehicle for vehicle in trucks.values() if vehicle.line_time],
        [
            vehicle
            for pk, vehicle in dossier.vehicles.items()
            if pk in green_before and vehicle.main_cargo != CargoKind.FRUIT
        ],
        [
            (entry.vehicle, entry.data["overpaid"])
            for entry in dossier.entries
            if entry.vehicle and "overpaid" in entry.data
        ],
    )


def _fee_change(dossier: Dossier, vehicle: Vehicle, was: int | None) -> FeeChange | None:
    fees = dossier.fees.get(vehicle.pk, [])
    now = sum(fee.amount for fee in fees)
    if was is None or was == now:
        return None
    return FeeChange(vehicle, was, now, sum(fee.amount for fee in fees if fee.paid_at))


def _write(dossier: Dossier, plan: Plan, *, reason: str, by: User, at: datetime) -> ChangeRequest:
    declaration = dossier.declaration
    request = ChangeRequest.objects.create(declaration=declaration, asked_by=by, asked_at=at, reason=reason)
    fields = [
        ChangedField(
            request=request, declaration=declaration, position=position, place=place_of(one.difference.unit),
            old=one.difference.old, new=one.difference.new,
            state=FieldState.OPEN if one.agencies else FieldState.APPLIED,
        )
        for position, one in enumerate(plan.asked)
    ]  # fmt: skip
    ChangedField.objects.bulk_create(fields)
    ChangeAnswer.objects.bulk_create(
        ChangeAnswer(field=field, agency=agency)
        for field, one in zip(fields, plan.asked, strict=True)
        for agency in in_order(one.agencies)
    )
    return request


def in_order(agencies: Iterable[Agency]) -> list[Agency]:
    """Agencies as they are always listed."""
    wanted = set(agencies)
    return [agency for agency in Agency if agency in wanted]
