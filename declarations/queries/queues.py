"""What is waiting: each officer's queues, one queue in its order, and places in the line. Counts, rows, no writes."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

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


DONE = (CheckState.CONFIRMED, CheckState.REFUSED)


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


class Standing(NamedTuple):
    """A queue as its officer begins with it: what waits, how long, and what came and went just now."""

    gate: str
    check: str
    ready: int
    held: int
    oldest_ready_at: datetime | None
    ages: tuple[int, ...]
    """How many of the ready wait for less than each of `AGES`, and at last those that wait longer."""
    arrived: int
    """Became ready in the last `JUST_NOW`, whether they still are or not."""
    done: int
    """Confirmed or refused in the last `JUST_NOW`."""


JUST_NOW = timedelta(minutes=10)
AGES = (timedelta(minutes=30), timedelta(hours=1), timedelta(hours=2))


def standing(user: User, *, at: datetime) -> list[Standing]:
    """The queues of an officer as `queues_of` lists them, with their ages and what is new (3 queries)."""
    gates = list(Gate.objects.worked_by(user).order_by("code").values_list("pk", "code"))
    codes = [code for code, agency in AGENCY_OF.items() if agency == user.agency]
    if not gates or not codes:
        return []
    checks = Check.objects.filter(gate__in=[pk for pk, _code in gates], agency=user.agency)
    since, ready = at - JUST_NOW, Q(state=CheckState.READY)
    bounds = [at - age for age in AGES]
    younger = {f"age{n}": Count("pk", filter=ready & Q(ready_at__gt=bound)) for n, bound in enumerate(bounds)}
    waiting = checks.filter(state__in=[CheckState.READY, CheckState.HELD]).values("gate_id", "code")
    found = _by_queue(
        waiting.annotate(
            ready=Count("pk", filter=ready),
            held=Count("pk", filter=Q(state=CheckState.HELD)),
            oldest=Min("ready_at", filter=ready),
            new=Count("pk", filter=Q(ready_at__gt=since)),
            **younger,
        )
    )
    # By what changed since: history is not walked through (queries.desk).
    decided = checks.filter(state__in=DONE, decided_at__gt=since, declaration__updated_at__gt=since)
    gone = _by_queue(
        decided.values("gate_id", "code").annotate(
            done=Count("pk", filter=Q(automatic=False)), new=Count("pk", filter=Q(ready_at__gt=since))
        )
    )
    return [
        _standing(gate, code, found.get((pk, code), {}), gone.get((pk, code), {}))
        for pk, gate in gates
        for code in codes
    ]


def _by_queue(rows: Any) -> dict[tuple[int, str], dict[str, Any]]:
    return {(row["gate_id"], row["code"]): row for row in rows}


def _standing(gate: str, code: str, waits: dict[str, Any], gone: dict[str, Any]) -> Standing:
    ready = waits.get("ready", 0)
    younger = [waits.get(f"age{n}", 0) for n in range(len(AGES))]
    ages = tuple(upper - lower for lower, upper in zip([0, *younger], [*younger, ready], strict=True))
    arrived = waits.get("new", 0) + gone.get("new", 0)
    return Standing(gate, code, ready, waits.get("held", 0), waits.get("oldest"), ages, arrived, gone.get("done", 0))


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
