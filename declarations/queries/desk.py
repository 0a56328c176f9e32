"""What the officers' desk lists: checks of a queue with what stands on their row, dossiers, trucks held on the road."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, Prefetch, Q, QuerySet

from accounts.models import User
from declarations.formats.plates import plate_key
from declarations.models import ChangeRequest, Check, Declaration, Event, Fee, Gate, Vehicle
from declarations.procedures import FEE_CHECKS
from declarations.queries.queues import DONE, ORDER
from declarations.stages import CheckState, Role

NUMBER_DIGITS = 13


def _trucks(lookup: str) -> "Prefetch[Any]":
    """The trucks of a declaration as `trucks`: what a row shows of them, and no more."""
    return Prefetch(lookup, queryset=_BRIEFLY, to_attr="trucks")


_BRIEFLY = (
    Vehicle.objects.order_by("role", "position").only(
        "declaration_id", "plate", "country", "role", "main_cargo", "trailer_plate", "container", "seen_at",
        "road_held_at", "is_open",
    )
)  # fmt: skip


def checks_of(user: User) -> QuerySet[Check]:
    """The checks that an officer works, with what stands on a row of the queue."""
    return with_row(Check.objects.workable_by(user))


def with_row(checks: QuerySet[Check]) -> QuerySet[Check]:
    """Checks with what stands on a row of the queue."""
    rows = checks.select_related("vehicle", "declaration", "gate", "decided_by")
    return rows.prefetch_related(_trucks("declaration__vehicles"))


class Beside(NamedTuple):
    """What stands in a row's way beside its own check."""

    held: list[Check]
    """Checks of the same truck, or of its declaration, that an agency holds or refused."""
    changes: int
    """Change requests of its declaration that are open."""


def beside(checks: list[Check]) -> dict[int, Beside]:
    """By the ids of these checks (2 queries)."""
    declarations = {check.declaration_id for check in checks}
    stopped = Check.objects.filter(declaration__in=declarations, state__in=[CheckState.HELD, CheckState.REFUSED])
    held = list(stopped.order_by("position"))
    asked = ChangeRequest.objects.is_open().filter(declaration__in=declarations).order_by().values("declaration_id")
    changes = dict(asked.annotate(many=Count("pk")).values_list("declaration_id", "many"))
    return {
        check.pk: Beside(
            [other for other in held if other.pk != check.pk and _stands_beside(other, check)],
            changes.get(check.declaration_id, 0),
        )
        for check in checks
    }


def _stands_beside(other: Check, check: Check) -> bool:
    same_truck = other.vehicle_id == check.vehicle_id or None in (other.vehicle_id, check.vehicle_id)
    return other.declaration_id == check.declaration_id and same_truck


class Neighbours(NamedTuple):
    """The checks before and after one in the order of a queue."""

    before: Check | None
    after: Check | None


def neighbours(checks: QuerySet[Check], check: Check) -> Neighbours:
    """Where one goes on from a check, whether it is still in that queue or not (2 queries)."""
    seen, when = check.is_seen, check.queue_at
    later = Q(queue_at__gt=when) | Q(queue_at=when, pk__gt=check.pk)
    sooner = Q(queue_at__lt=when) | Q(queue_at=when, pk__lt=check.pk)
    after = Q(is_seen=seen) & later if not seen else (Q(is_seen=True) & later) | Q(is_seen=False)
    before = Q(is_seen=seen) & sooner if seen else (Q(is_seen=False) & sooner) | Q(is_seen=True)
    back = ("is_seen", "-queue_at", "-id")
    return Neighbours(checks.filter(before).order_by(*back).first(), checks.filter(after).order_by(*ORDER).first())


def done_since(checks: QuerySet[Check], since: datetime) -> QuerySet[Check]:
    """Confirmed or refused since then. Found by the declarations changed since: history is not walked through."""
    return checks.filter(state__in=DONE, decided_at__gte=since, declaration__updated_at__gte=since)


def dossiers_of(user: User) -> QuerySet[Declaration]:
    """The dossiers that a person sees, with their trucks."""
    return (
        Declaration.objects.visible_to(user)
        .select_related("gate", "organisation", "created_by")
        .prefetch_related(_trucks("vehicles"))
    )


def search_checks(checks: QuerySet[Check], text: str) -> QuerySet[Check]:
    """By a plate's beginning (also of a trailer), or by a declaration number."""
    if _is_number(text):
        return checks.filter(declaration__number=text)
    key = plate_key(text)
    if not key:
        return checks.none()
    own = Q(vehicle__plate_key__startswith=key) | Q(vehicle__trailer_plate=text)
    whole = Vehicle.objects.filter(plate_key__startswith=key, is_open=True).values("declaration_id")
    return checks.filter(own | Q(vehicle__isnull=True, declaration_id__in=whole))


def search_dossiers(dossiers: QuerySet[Declaration], text: str) -> QuerySet[Declaration]:
    """By number, or by the whole plate of a truck or its trailer as they are shown: history is too long for less."""
    if _is_number(text):
        return dossiers.filter(number=text)
    key = plate_key(text)
    if not key:
        return dossiers.none()
    by_plate = Vehicle.objects.filter(Q(plate_key=key) | Q(trailer_plate=text.strip().upper()))
    return dossiers.filter(pk__in=by_plate.values("declaration_id"))


def _is_number(text: str) -> bool:
    return len(text) == NUMBER_DIGITS and text.isascii() and text.isdigit()


class Road(NamedTuple):
    """How many trucks of a gate are on their way or stand there, and how many of them are held."""

    gate: str
    open: int
    held: int


def road_of(user: User) -> list[Road]:
    """The officer's gates, also those without trucks (2 queries)."""
    codes = list(Gate.objects.worked_by(user).order_by("code").values_list("code", flat=True))
    counted = (
        Vehicle.objects.visible_to(user)
        .is_open()
        .filter(role=Role.CARRIER)
        .values("gate__code")
        .annotate(many=Count("pk"), held=Count("pk", filter=Q(road_held_at__isnull=False)))
    )
    found = {row["gate__code"]: row for row in counted}
    none: dict[str, Any] = {"many": 0, "held": 0}
    return [Road(code, row["many"], row["held"]) for code in codes for row in [found.get(code, none)]]


def owed(checks: Iterable[Check]) -> dict[int, Fee]:
    """What is owed under these checks, by their ids; a check that is no fee's or under which nothing is has none.

    One query, or none where no check is a fee's.
    """
    places = {(check.vehicle_id, FEE_CHECKS[check.code]): check.pk for check in checks if check.code in FEE_CHECKS}
    if not places:
        return {}
    fees = Fee.objects.filter(
        vehicle__in={vehicle for vehicle, _kind in places}, paid_at__isnull=True, voided_at__isnull=True
    )
    found = ((places.get((fee.vehicle_id, fee.kind)), fee) for fee in fees.order_by("-pk"))
    return {pk: fee for pk, fee in found if pk is not None}


def journal_of(declaration: Declaration) -> QuerySet[Event]:
    """The journal of a dossier in its order, with who did it."""
    return Event.objects.filter(declaration=declaration).select_related("actor").order_by("seq")
