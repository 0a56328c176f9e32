"""Changing a filed declaration: freely before the first confirmation, afterwards only what was sent back or is added.

Domain §8 and the HTTP contract (PATCH). Everything else after the first confirmation is a change request.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, User
from contract.jsonpath import json_path
from declarations.document import DeclarationBody
from declarations.errors import WrongState
from declarations.models import Carriage, Check, Declaration, Fee, Unloading, Vehicle
from declarations.operations.assessing import assess_all
from declarations.operations.booking import WindowFull, bound, rebook
from declarations.operations.dossier import Dossier, open_dossier
from declarations.operations.examining import examine_for
from declarations.operations.filing import Unfileable, require_version
from declarations.operations.moves import release_in
from declarations.operations.permitting import require_company
from declarations.operations.reopening import FEE_RELEVANT, IDENTITY, is_nobodys, reopen, vehicle_at
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
from declarations.units import Place, compared, differences

PASS_BOUND_FIELDS = ("plate", "country", "special_plate", "trailer_plate", "container")
"""What a vehicle's pass stands for: a change of one of them ends every pass given out before."""

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
    :raises WrongState: the declaration or a vehicle to be changed has ended, or an agency decided a check that would
        disappear.
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
    changes = {place: pair for place, pair in differences(before, after) if not is_left_open(place, pair)}
    if not changes:
        return declaration
    _require_ended_as_they_were(dossier, before, after)
    for _place, why in not_free(dossier, changes, before):
        raise NeedsChangeRequest(why)
    try:
        with transaction.atomic():
            rewrite_in(dossier, examination.document, changes, before, by=by, at=at)
    except (IntegrityError, WindowFull) as lost:  # a plate or a place went elsewhere between our look and our write
        again = examine_for(body=body, by=by, at=at, leaving_out=declaration_id)
        if again.is_fileable:
            raise
        raise Unfileable(again) from lost
    dossier.settle(at=at)
    dossier.save(by=by, at=at)
    return declaration


def _require_ended_as_they_were(dossier: Dossier, before: dict[str, Any], after: dict[str, Any]) -> None:
    """What a vehicle was that has left, turned back, was cancelled or expired is no longer anybody's to change.

    :raises WrongState: it would be.
    """
    for one in compared(before, after):  # by keys: a row above that goes moves the others and changes none
        is_added = len(one.unit) == 2 and one.old is None
        vehicle = None if is_added else vehicle_at(one.place, before, dossier)
        if vehicle and vehicle.end:
            raise WrongState(_("%(plate)s is no longer at the gate.") % {"plate": vehicle.plate})


def rewrite_in(
    dossier: Dossier, document: DeclarationBody, changes: Changes, before: dict[str, Any], *, by: User, at: datetime,
    is_agreed: bool = False,
) -> None:  # fmt: skip
    """Make `document` the declaration's, with all that follows from `changes`; the caller settles and saves.

    The journal says old → new, the confirmations of the agencies concerned reopen, and what was sent back and is mended
    now is released.

    :param is_agreed: by the agencies that it concerns: then another plate, trailer or container keeps its place.
    :raises IntegrityError: a plate stands open elsewhere.   :raises WrongState: see amend.
    :raises WindowFull: the window that is asked for has no room any more.
    """
    mended, places = _mended(dossier, changes), bound(dossier)
    is_confirmed = has_confirmation(dossier.checks.values())
    _rewrite(dossier, document, at=at)
    dossier.note(Verb.AMENDED, data={"changes": said(changes)})
    asked = document.window if ("window",) in changes else None
    rebook(dossier, places, asked=asked, keeps_place=is_agreed, at=at)
    if is_confirmed:
        reopen(dossier, changes, before)
    for check in mended:
        release_in(dossier, check, by=by, at=at)


def said(changes: Changes) -> list[dict[str, Any]]:
    """Changes as the journal keeps them: path, old and new."""
    return [
        {"path": json_path(place), "old": pair[0], "new": pair[1]} for place, pair in sorted(changes.items(), key=str)
    ]


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


def not_free(dossier: Dossier, changes: Changes, before: dict[str, Any]) -> Iterator[tuple[Place, Promise | str]]:
    """The changes that need somebody's agreement now, each with the sentence that says so."""
    yield from _of_another_truck(dossier, changes, before)
    if has_confirmation(dossier.checks.values()):
        yield from _of_the_confirmed(dossier, changes, before)


def _of_another_truck(
    dossier: Dossier, changes: Changes, before: dict[str, Any]
) -> Iterator[tuple[Place, Promise | str]]:
    """A truck that stands at the gate is that truck: its place is bound to plate, trailer and container (domain §7)."""
    sent_back = _sent_back(dossier)
    for place, pair in changes.items():
        vehicle = vehicle_at(place, before, dossier)
        of_truck = vehicle is not None and bool(vehicle.seen_at) and len(place) > 2 and place[2] in IDENTITY
        of_gate = place[0] in ("gate", "direction") and any(v.seen_at for v in dossier.vehicles.values())
        if (of_truck or of_gate) and not any(_covers(path, place, pair) for path in sent_back):
            yield (
                place,
                _("The truck was seen at the gate; %(field)s can no longer be changed freely.")
                % {"field": json_path(place)},
            )


def _sent_back(dossier: Dossier, *agencies: str) -> list[str]:
    """The paths that were sent back to be mended, by these agencies or by any."""
    held = (check for check in dossier.checks.values() if check.state == CheckState.HELD)
    return [path for check in held if not agencies or check.agency in agencies for path in check.fields_to_mend]


def _of_the_confirmed(
    dossier: Dossier, changes: Changes, before: dict[str, Any]
) -> Iterator[tuple[Place, Promise | str]]:
    """After the first confirmation free are: what was sent back, what concerns nobody, and receiving vehicles added."""
    open_fields = _sent_back(dossier)
    any_seen = any(vehicle.seen_at for vehicle in dossier.vehicles.values())
    is_paid = any(fee.paid_at for fees in dossier.fees.values() for fee in fees)
    receivers = len(before["receiving_vehicles"])
    transshipped = any(
        check.code == CheckCode.TRANSSHIPMENT and check.confirmed_at for check in dossier.checks.values()
    )
    for place, pair in changes.items():
        is_new_receiver = place[0] == "receiving_vehicles" and len(place) > 1 and int(place[1]) >= receivers
        if is_new_receiver and dossier.declaration.transshipment and not transshipped:
            continue
        if is_nobodys(place, any_seen=any_seen):
            continue
        asks_gate_centre = is_paid and place[-1] in FEE_RELEVANT
        paths = _sent_back(dossier, Agency.GATE_CENTRE) if asks_gate_centre else open_fields
        if not any(_covers(path, place, pair) for path in paths):
            yield (
                place,
                _("An agency has confirmed this declaration already; %(field)s can no longer be changed freely.")
                % {"field": json_path(place)},
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
        if any(getattr(vehicle, name) != getattr(row, name) for name in PASS_BOUND_FIELDS):
            vehicle.pass_version += 1  # the passes that are out there say what is no longer so
        for name in VEHICLE_DOCUMENT_FIELDS:
            setattr(vehicle, name, getattr(row, name))
        vehicle.save(update_fields=[*VEHICLE_DOCUMENT_FIELDS, "pass_version"])


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


def is_left_open(place: Place, pair: tuple[Any, Any]) -> bool:
    """Naming no yard means the gate's inside yard, no window the first free one, which the rows name: no change."""
    return place in (("yard",), ("window",)) and pair[1] is None


def covers(path: str, place: Place) -> bool:
    """Whether the JSONPath `path` names `place`, something that holds it, or something that it holds."""
    there = json_path(place)
    return there == path or there.startswith((path + ".", path + "[")) or path.startswith((there + ".", there + "["))


def _covers(path: str, place: Place, pair: tuple[Any, Any]) -> bool:
    """As `covers`, for a change: an entry that is taken out of a list is no mending of a field of it."""
    taken_out = isinstance(place[-1], int) and pair[1] is None
    return covers(path, place) and not (taken_out and path.startswith(json_path(place) + "."))
