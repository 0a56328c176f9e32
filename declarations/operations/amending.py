"""Changing a filed declaration: freely before the first confirmation, afterwards only what was sent back or is added.

Domain §8 and the HTTP contract (PATCH). Everything else after the first confirmation is a change request.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from declarations.document import DeclarationBody
from declarations.errors import WrongState
from declarations.models import Carriage, Check, Declaration, Fee, Unloading, Vehicle
from declarations.operations.assessing import assess_all
from declarations.operations.dossier import Dossier, open_dossier
from declarations.operations.examining import examine_for
from declarations.operations.filing import Unfileable, require_version
from declarations.operations.moves import release_in
from declarations.operations.permitting import require_company
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

Place = tuple[str | int, ...]


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
    if has_confirmation(dossier.checks.values()):
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
    for check in mended:
        release_in(dossier, check, by=by, at=at)
    dossier.settle(at=at)
    dossier.save(by=by, at=at)
    return declaration


def has_confirmation(checks: Iterable[Check]) -> bool:
    """Whether a person has confirmed or refused anything yet (one held since its confirmation counts)."""
    return any(check.state == CheckState.REFUSED or (check.confirmed_at and not check.automatic) for check in checks)


def _mended(dossier: Dossier, changes: dict[Place, tuple[Any, Any]]) -> list[Check]:
    """The checks that were sent back for a field which has changed now."""
    return [
        check
        for check in dossier.checks.values()
        if check.state == CheckState.HELD
        and any(covers(path, place) for path in check.fields_to_mend for place in changes)
    ]


def _require_allowed(dossier: Dossier, changes: dict[Place, tuple[Any, Any]], before: dict[str, Any]) -> None:
    """After the first confirmation: fields that were sent back, and receiving vehicles added to a transshipment."""
    open_fields = [path for c in dossier.checks.values() if c.state == CheckState.HELD for path in c.fields_to_mend]
    receivers = len(before["receiving_vehicles"])
    transshipped = any(
        check.code == CheckCode.TRANSSHIPMENT and check.confirmed_at for check in dossier.checks.values()
    )
    for place in changes:
        is_new_receiver = place[0] == "receiving_vehicles" and len(place) > 1 and int(place[1]) >= receivers
        if is_new_receiver and dossier.declaration.transshipment and not transshipped:
            continue
        if not any(covers(path, place) for path in open_fields):
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
    wanted = vehicle_rows(dossier.declaration, document)
    for row in wanted:
        vehicle = known.pop((row.role, row.key), None)
        if vehicle is None:
            row.save(force_insert=True)
            dossier.vehicles[row.pk] = row
            continue
        for name in VEHICLE_DOCUMENT_FIELDS:
            setattr(vehicle, name, getattr(row, name))
        vehicle.save(update_fields=VEHICLE_DOCUMENT_FIELDS)
    for vehicle in known.values():
        _take_out(dossier, vehicle)


def _take_out(dossier: Dossier, vehicle: Vehicle) -> None:
    """A vehicle left out of the document goes, with its checks and unpaid fees, unless it has been seen."""
    if vehicle.seen_at or vehicle.end or any(c.confirmed_at for c in dossier.checks_of(vehicle.pk)):
        raise WrongState(_("%(plate)s was seen at the gate; it cannot be left out.") % {"plate": vehicle.plate})
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
    """Whether the JSONPath `path` names `place` or something that holds it (or that it holds)."""
    there = json_path(place)
    return there == path or there.startswith((path + ".", path + "[")) or path.startswith((there + ".", there + "["))


def _said(place: Place, pair: tuple[Any, Any]) -> dict[str, Any]:
    return {"path": json_path(place), "old": pair[0], "new": pair[1]}
