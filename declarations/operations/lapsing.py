"""Trucks that never came (domain §7): overdue a day after the expected time, expired after three, never once seen."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from declarations.errors import WrongState
from declarations.findings import Examination
from declarations.models import Declaration, Event, Vehicle
from declarations.operations.booking import bound, rebook
from declarations.operations.dossier import open_dossier
from declarations.operations.examining import examine_for
from declarations.operations.filing import Unfileable
from declarations.operations.passage import close_if_all_ended, end
from declarations.operations.permitting import require_company
from declarations.queries.document import as_document
from declarations.queries.document import instant as written
from declarations.queries.whole import load_one
from declarations.stages import End, Role, Status, Verb

OVERDUE_AFTER = timedelta(hours=24)
EXPIRED_AFTER = timedelta(hours=72)


def is_overdue(declaration: Declaration, *, any_seen: bool, at: datetime) -> bool:
    """Open, nothing of it seen, and a day past its expected arrival."""
    expected = declaration.expected_arrival
    return bool(declaration.status == Status.OPEN and not any_seen and expected and at - expected >= OVERDUE_AFTER)


def expirable(*, at: datetime, most: int = 500) -> list[int]:
    """Open declarations with a truck that has not been seen three days after it was expected; oldest first."""
    late = Declaration.objects.filter(
        status=Status.OPEN,
        expected_arrival__lte=at - EXPIRED_AFTER,
        vehicles__is_open=True,
        vehicles__seen_at__isnull=True,
        vehicles__role=Role.CARRIER,
    )
    return list(late.order_by("expected_arrival", "pk").values_list("pk", flat=True).distinct()[:most])


def newly_overdue(*, at: datetime, among: Collection[int] | None = None, most: int = 500) -> list[int]:
    """Overdue declarations (of those named) whose journal does not say so of this expected arrival; oldest first."""
    said = Event.objects.filter(
        declaration=OuterRef("pk"), verb=Verb.OVERDUE, happened_at__gte=OuterRef("expected_arrival") + OVERDUE_AFTER
    )
    seen = Vehicle.objects.filter(declaration=OuterRef("pk"), seen_at__isnull=False)
    late = Declaration.objects.filter(~Exists(seen), ~Exists(said), status=Status.OPEN)
    late = late.filter(expected_arrival__lte=at - OVERDUE_AFTER)
    late = late if among is None else late.filter(pk__in=among)
    return list(late.order_by("expected_arrival", "pk").values_list("pk", flat=True)[:most])


@transaction.atomic
def note_overdue(*, declaration_id: int, at: datetime) -> bool:
    """Write into the journal that it is overdue, once for each expected arrival; answer whether that was new."""
    dossier = open_dossier(declaration_id)
    if declaration_id not in newly_overdue(at=at, among=[declaration_id]):
        return False
    dossier.note(Verb.OVERDUE, data={"expected_arrival": written(dossier.declaration.expected_arrival)})
    dossier.save(by=None, at=at)
    return True


@transaction.atomic
def expire(*, declaration_id: int, at: datetime) -> int:
    """End what of a declaration was never seen, three days after it was expected; answers how many vehicles ended."""
    dossier = open_dossier(declaration_id)
    expected = dossier.declaration.expected_arrival
    if dossier.declaration.status != Status.OPEN or expected is None or at - expected < EXPIRED_AFTER:
        return 0
    some_seen = any(vehicle.seen_at and vehicle.is_open for vehicle in dossier.vehicles.values())
    late = [
        vehicle
        for vehicle in dossier.vehicles.values()
        # A receiver waits for its carrier: it lapses only when nothing of the declaration stands at the gate.
        if vehicle.is_open and not vehicle.seen_at and not (vehicle.role == Role.RECEIVER and some_seen)
    ]
    for vehicle in late:
        end(dossier, vehicle, End.EXPIRED, happened_at=at)
    close_if_all_ended(dossier, at=at)
    dossier.settle(at=at)
    dossier.save(by=None, at=at)
    return len(late)


@transaction.atomic
def revive(*, declaration_id: int, by: User, at: datetime, expected_arrival: datetime) -> Declaration:
    """Give an overdue declaration a new time of arrival.

    :raises NotYours: another company's.   :raises WrongState: it is not overdue.
    :raises Unfileable: the new time breaks a rule (in the past, too far ahead, the gate closed).
    """
    dossier = open_dossier(declaration_id)
    declaration = dossier.declaration
    require_company(by, declaration)
    any_seen = any(vehicle.seen_at for vehicle in dossier.vehicles.values())
    if not is_overdue(declaration, any_seen=any_seen, at=at):
        raise WrongState(_("Only an overdue declaration can be given a new time of arrival this way."))
    body = as_document(load_one(declaration_id)) | {"expected_arrival": written(expected_arrival)}
    examination: Examination = examine_for(body=body, by=by, at=at, leaving_out=declaration_id)
    if not examination.is_fileable:
        raise Unfileable(examination)
    before, places = written(declaration.expected_arrival), bound(dossier)
    declaration.expected_arrival = expected_arrival
    dossier.touched_declaration.add("expected_arrival")
    for check in dossier.checks.values():
        check.queue_at = expected_arrival
        dossier.touch(check)
    dossier.note(Verb.REVIVED, data={"old": before, "new": written(expected_arrival)})
    rebook(dossier, places, asked=None, keeps_place=True, at=at)
    dossier.save(by=by, at=at)
    return declaration
