"""What is waiting: each officer's queues, one queue in its order, and places in the line. Counts, rows, no writes."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from declarations.models import Check, Gate, Vehicle
from declarations.procedures import AGENCY_OF
from declarations.querysets import CheckQuerySet
from declarations.stages import CheckState, Role

ORDER = ("-is_seen", "queue_at", "id")
"""The order of a queue, as `CheckQuerySet.in_queue_order` has it."""

ROW_FIELDS = (
    "id", "code", "state", "ready_at", "queue_at", "is_seen", "direction", "vehicle_id", "declaration_id",
    "declaration__number", "declaration__expected_arrival", "vehicle__plate", "vehicle__role",
    "vehicle__trailer_plate", "vehicle__container", "vehicle__main_cargo",
)  # fmt: skip


class Queue(NamedTuple):
    """One check at one gate, and what waits for it."""

    gate: str
    check: str
    ready: int
    held: int
    oldest_ready_at: datetime | None


def queues_of(user: User) -> list[Queue]:
    """The queues of an officer: every check of his agency at each gate he is posted to, empty ones too (2 queries)."""
    gates = list(Gate.objects.worked_by(user).order_by("code").values_list("pk", "code"))
    codes = [code for code, agency in AGENCY_OF.items() if agency == user.agency]
    if not gates or not codes:
        return []
    open_checks = Check.objects.filter(
        gate__in=[pk for pk, _code in gates], agency=user.agency, state__in=[CheckState.READY, CheckState.HELD]
    )
    counted = open_checks.values("gate_id", "code").annotate(
        ready=Count("pk", filter=Q(state=CheckState.READY)),
        held=Count("pk", filter=Q(state=CheckState.HELD)),
        oldest=Min("ready_at", filter=Q(state=CheckState.READY)),
    )
    found = {(row["gate_id"], row["code"]): row for row in counted}
    none = {"ready": 0, "held": 0, "oldest": None}
    return [
        Queue(gate, code, row["ready"], row["held"], row["oldest"])
        for pk, gate in gates
        for code in codes
        for row in [found.get((pk, code), none)]
    ]


def queue(*, gate_id: int, code: str, state: str = CheckState.READY) -> CheckQuerySet:
    """What waits for one check at one gate; sort it by `ORDER`."""
    return Check.objects.filter(gate_id=gate_id, code=code, state=state)


def places_in_line(vehicles: Iterable[Vehicle]) -> dict[int, int]:
    """The place in line (from 1) of those vehicles that stand in one, by id; at most one query."""
    in_line = [v.pk for v in vehicles if v.is_open and v.line_time and v.role == Role.CARRIER]
    if not in_line:
        return {}
    same_time = Q(line_time=OuterRef("line_time"))
    smaller_number = Q(declaration__number__lt=OuterRef("declaration__number"))
    same_number = Q(declaration=OuterRef("declaration"), position__lt=OuterRef("position"))
    # Apart, so that only the few of the very same instant are joined to their declarations.
    earlier = _counted(Q(line_time__lt=OuterRef("line_time")))
    beside = _counted(same_time & (smaller_number | same_number))
    rows = Vehicle.objects.filter(pk__in=in_line).annotate(place=earlier + beside + 1)
    return dict(rows.values_list("pk", "place"))


def _counted(ahead: Q) -> Coalesce:
    """How many of the same line stand ahead in that sense."""
    line = Vehicle.objects.in_line().filter(ahead, gate_id=OuterRef("gate_id"), direction=OuterRef("direction"))
    return Coalesce(Subquery(line.order_by().values("gate_id").annotate(many=Count("pk")).values("many")), 0)
