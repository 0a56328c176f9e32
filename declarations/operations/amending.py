"""Changing a filed declaration: freely before the first confirmation, afterwards only what was sent back or is added.

Domain §8 and the HTTP contract (PATCH). Everything else after the first confirmation is a change request.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, User
from declarations.document import DeclarationBody
from declarations.errors import WrongState
from declarations.models import Carriage, Check, Declaration, Fee, Unloading, Vehicle
from declarations.operations.assessing import assess_all
from declarations.operations.dossier import Dossier, open_dossier
from declarations.operations.examining import examine_for
from declarations.operations.filing import Unfileable, require_version
from declarations.operations.moves import release_in
from declarations.operations.permitting import require_company
from declarations.operations.reopening import FEE_RELEVANT, IDENTITY, Place, reopen, vehicle_at
from declarations.operations.writing import (
    HEADER_FIELDS,
    VEHICLE_DOCUMENT_FIELDS,
    fee_cargo,
    sync_checks,
    vehicle_rows,
    write_goods,
    write_header,
    write_links,
)
from declarations.queries.document import as_document
from declarations.queries.whole import load_one
from declarations.stages import CheckCode, CheckState, Status, Verb

Changes = dict[Place, tuple[Any, Any]]


class NeedsChangeRequest(WrongState):
    """An agency has confirmed something: what is to be changed now needs that agency's agreement."""

    code = "wrong_state"


@transaction.atomic
def amend(*, declaration_id: int, body: object, by: User, at: datetime, version: int | None = None) -> Declaration:
    """Replace the document of an open declaration by `body` (whole; a patch is merged by the caller).

    Vehicles are matched by role and key and keep their checks; a check that was sent back is released when one of the
    fields to mend has changed. Nothing changed: nothing is done.

    :raises NotYours: another company's.   :raises Stale: not at `version` any more.
    :raises Unfileable: it has errors.
    :raises WrongState: the declaration has ended, or an agency decided a check that would disappear.
    :raises NeedsChangeRequest: the first confirmation is there, and more than what is allowed then would change.
    """
    dossier = open_dossier(declaration_id)
    declaration = dossier.declaration
    require_company(by, declaration)
    require_version(declaration, version)
    if declaration.status != Status.OPEN:
        raise WrongState(_("Only an open declaration can be changed."))
    examination = examine_for(body=body, by=by, at=at, leaving_out=declaration_id)
    if not examination.is_fileable:
        raise Unfileable(examination)
    before, after = as_document(load_one(declaration_id)), examination.document.as_json()
    after["transshipment"] = examination.document.is_transshipped
    changes = {place: pair for place, pair in _differences(before, after) if not _is_default_yard(place, pair)}
    if not changes:
        return declaration
    mended = _mended(dossier, changes)
    _require_same_truck(dossier, changes, before)
    is_confirmed = has_confirmation(dossier.checks.values())
    if is_confirmed:
        _require_allowed(dossier, changes, before)
    try:
        with transaction.atomic():
            _rewrite(dossier, examination.document, at=at)
    except IntegrityError as lost:  # a plate was filed elsewhere between our look and our write
        again = examine_for(body=body, by=by, at=at, leaving_out=declaration_id)
        if again.is_fileable:
            raise
        raise Unfileable(again) from lost
    dossier.note(
        Verb.AMENDED, data={"changes": [_said(place, pair) for place, pair in sorted(changes.items(), key=str)]}
    )
    if is_confirmed:
        reopen(dossier, changes, before)
    for check in mended:
        release_in(dossier, check, by=by, at=at)
    dossier.settle(at=at)
    dossier.save(by=by, at=at)
    return declaration


def has_confirmation(checks: Iterable[Check]) -> bool:
    """Whether a person has confirmed or refused anything yet (one held since its confirmation counts)."""
    return any(check.state == CheckState.REFUSED or (check.confirmed_at and not check.automatic) for check in checks)


def _mended(dossier: Dossier, changes: Changes) -> list[Check]:
    """The checks that were sent back for a field which has changed now."""
    return [
        check
        for check in dossier.checks.values()
        if check.state == CheckState.HELD
        and any(_covers(path, place, pair) for path in check.fields_to_mend for place, pair in changes.items())
    ]


def _require_same_truck(dossier: Dossier, changes: Changes, before: dict[str, Any]) -> None:
    """A truck that stands at the gate is that truck: its place is bound to plate, trailer and container (domain §7)."""
    sent_back = _sent_back(dossier)
    for place, pair in changes.items():
        vehicle = vehicle_at(place, before, dossier)
        of_truck = vehicle is not None and bool(vehicle.seen_at) and len(place) > 2 and place[2] in IDENTITY
        of_gate = place[0] in ("gate", "direction") and any(v.seen_at for v in dossier.vehicles.values())
        if (of_truck or of_gate) and not any(_covers(path, place, pair) for path in sent_back):
            raise NeedsChangeRequest(
                _("The truck was seen at the gate; %(field)s can no longer be changed freely.")
                % {"field": json_path(place)}
            )


def _sent_back(dossier: Dossier, *agencies: str) -> list[str]:
    """The paths that were sent back to be mended, by these agencies or by any."""
    held = (check for check in dossier.checks.values() if check.state == CheckState.HELD)
    return [path for check in held if not agencies or check.agency in agencies for path in check.fields_to_mend]


def _require_allowed(dossier: Dossier, changes: Changes, before: dict[str, Any]) -> None:
    """After the first confirmation: fields that were sent back, and receiving vehicles added to a transshipment."""
    open_fields = _sent_back(dossier)
    is_paid = any(fee.paid_at for fees in dossier.fees.values() for fee in fees)
    receivers = len(before["receiving_vehicles"])
    transshipped = any(
        check.code == CheckCode.TRANSSHIPMENT and check.confirmed_at for check in dossier.checks.values()
    )
    for place, pair in changes.items():
        is_new_receiver = place[0] == "receiving_vehicles" and len(place) > 1 and int(place[1]) >= receivers
        if is_new_receiver and dossier.declaration.transshipment and not transshipped:
            continue
        asks_gate_centre = is_paid and place[-1] in FEE_RELEVANT
        paths = _sent_back(dossier, Agency.GATE_CENTRE) if asks_gate_centre else open_fields
        if not any(_covers(path, place, pair) for path in paths):
            raise NeedsChangeRequest(
                _("An agency has confirmed this declaration already; %(field)s can no longer be changed freely.")
                % {"field": json_path(place)}
            )


def _rewrite(dossier: Dossier, document: DeclarationBody, *, at: datetime) -> None:
    declaration = dossier.declaration
    write_header(declaration, document)
    dossier.touched_declaration |= set(HEADER_FIELDS)
    Unloading.objects.filter(receiver__declaration=declaration).delete()
    Carriage.objects.filter(vehicle__declaration=declaration).delete()
    declaration.consignments.all().delete()
    _rewrite_vehicles(dossier, document)
    write_links(document, dossier.vehicles.values(), write_goods(declaration, document))
    _relink(dossier)
    sync_checks(dossier, has_yards=declaration.yard is not None)
    assess_all(dossier, fee_cargo=fee_cargo(document, dossier.vehicles.values()), at=at)


def _rewrite_vehicles(dossier: Dossier, document: DeclarationBody) -> None:
    known = {(vehicle.role, vehicle.key): vehicle for vehicle in dossier.vehicles.values()}
    wanted = {(row.role, row.key): row for row in vehicle_rows(dossier.declaration, document)}
    for which in known.keys() - wanted.keys():
        _take_out(dossier, known[which])
    for which, row in wanted.items():  # plates may change places: all that change step aside before any takes a new one
        if which in known and known[which].plate_key != row.plate_key:
            Vehicle.objects.filter(pk=known[which].pk).update(plate_key=f"~{known[which].pk}")
    for which, row in wanted.items():
        vehicle = known.get(which)
        if vehicle is None:
            row.save(force_insert=True)
            dossier.vehicles[row.pk] = row
            continue
        for name in VEHICLE_DOCUMENT_FIELDS:
            setattr(vehicle, name, getattr(row, name))
        vehicle.save(update_fields=VEHICLE_DOCUMENT_FIELDS)


def _take_out(dossier: Dossier, vehicle: Vehicle) -> None:
    """A vehicle left out of the document goes, with its checks and unpaid fees, unless somebody has dealt with it."""
    checks = dossier.checks_of(vehicle.pk)
    if vehicle.seen_at or vehicle.end or any(check.confirmed_at and not check.automatic for check in checks):
        raise WrongState(_("%(plate)s was seen at the gate; it cannot be left out.") % {"plate": vehicle.plate})
    if vehicle.road_held_at or any(check.state in (CheckState.HELD, CheckState.REFUSED) for check in checks):
        raise WrongState(_("An agency has decided a check that this change would take away."))
    Fee.objects.filter(vehicle=vehicle).delete()
    dossier.checks = {key: check for key, check in dossier.checks.items() if key[0] != vehicle.pk}
    del dossier.vehicles[vehicle.pk]
    vehicle.delete()


def _relink(dossier: Dossier) -> None:
    dossier.receivers_of.clear()
    dossier.carriers_of.clear()
    for link in Unloading.objects.filter(receiver__declaration=dossier.declaration).order_by("pk"):
        receiver, carrier = dossier.vehicles[link.receiver_id], dossier.vehicles[link.carrier_id]
        dossier.receivers_of.setdefault(carrier.pk, []).append(receiver)
        dossier.carriers_of.setdefault(receiver.pk, []).append(carrier)


# Two documents compared, place by place


def _differences(before: Any, after: Any, place: Place = ()) -> Iterator[tuple[Place, tuple[Any, Any]]]:
    if isinstance(before, dict) and isinstance(after, dict):
        for name in {**before, **after}:
            yield from _differences(before.get(name), after.get(name), (*place, name))
    elif isinstance(before, list) and isinstance(after, list):
        for index in range(max(len(before), len(after))):
            old = before[index] if index < len(before) else None
            new = after[index] if index < len(after) else None
            yield from _differences(old, new, (*place, index))
    elif place == ("expected_arrival",):
        if _same_instant(before, after):
            return
        yield place, (before, after)
    elif before != after:
        yield place, (before, after)


def _same_instant(one: Any, other: Any) -> bool:
    return bool(one and other) and datetime.fromisoformat(one) == datetime.fromisoformat(other)


def _is_default_yard(place: Place, pair: tuple[Any, Any]) -> bool:
    """Naming no yard means the gate's inside yard, which the rows name: that is no change."""
    return place == ("yard",) and pair[1] is None


def json_path(place: Place) -> str:
    """`("vehicles", 0, "plate")` → `$.vehicles[0].plate`."""
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)


def covers(path: str, place: Place) -> bool:
    """Whether the JSONPath `path` names `place`, something that holds it, or something that it holds."""
    there = json_path(place)
    return there == path or there.startswith((path + ".", path + "[")) or path.startswith((there + ".", there + "["))


def _covers(path: str, place: Place, pair: tuple[Any, Any]) -> bool:
    """As `covers`, for a change: an entry that is taken out of a list is no mending of a field of it."""
    taken_out = isinstance(place[-1], int) and pair[1] is None
    return covers(path, place) and not (taken_out and path.startswith(json_path(place) + "."))


def _said(place: Place, pair: tuple[Any, Any]) -> dict[str, Any]:
    return {"path": json_path(place), "old": pair[0], "new": pair[1]}
