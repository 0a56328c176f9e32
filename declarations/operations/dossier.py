"""A declaration under lock, whole: its vehicles, checks, fees and who unloads whom; and the rule of what is ready.

Every operation on checks opens the dossier, changes it, calls `settle` and then `save`. The lock is the declaration's
row alone: everything an operation decides about lies within one declaration, so two trucks never wait for each other.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, partial
from typing import Any

from django.db import transaction

from accounts.models import User
from declarations import journal, stamps
from declarations.line.sharing import Spot
from declarations.models import Check, Declaration, Fee, Unloading, Vehicle
from declarations.operations import taking
from declarations.procedures import FEE_CHECKS
from declarations.queries.procedure import Table, table_of
from declarations.stages import CheckCode, CheckState, End, Role, Verb

Counts = Callable[[Check], bool]
"""Says of a check whether it counts as done."""

FALLEN = frozenset({End.TURNED_BACK, End.CANCELLED, End.EXPIRED})
"""Ends of a vehicle that take it out of what others wait for."""

OPEN_STATES = frozenset({CheckState.PENDING, CheckState.READY, CheckState.HELD})


@dataclass
class Dossier:
    """What one operation has in hand. Touched rows are saved once, by `save`."""

    declaration: Declaration
    vehicles: dict[int, Vehicle]
    checks: dict[tuple[int | None, str], Check]
    table: Table
    receivers_of: dict[int, list[Vehicle]] = field(default_factory=dict)
    carriers_of: dict[int, list[Vehicle]] = field(default_factory=dict)
    entries: list[journal.Entry] = field(default_factory=list)
    touched_checks: dict[tuple[int | None, str], Check] = field(default_factory=dict)
    touched_vehicles: dict[int, Vehicle] = field(default_factory=dict)
    touched_declaration: set[str] = field(default_factory=set)
    given_back: list[tuple[Spot, bool]] = field(default_factory=list)  # places, and whether of the green lane
    solid: dict[tuple[int | None, str], bool] = field(default_factory=dict)
    waited_since: dict[int, datetime] = field(default_factory=dict)
    """Since when the checks had been ready whose confirmation is taken back now: no truck waits anew for that."""

    @cached_property
    def fees(self) -> dict[int, list[Fee]]:
        """Fees that are not void, by vehicle."""
        fees: dict[int, list[Fee]] = {}
        for fee in Fee.objects.filter(vehicle__in=list(self.vehicles), voided_at__isnull=True).order_by("pk"):
            fees.setdefault(fee.vehicle_id, []).append(fee)
        return fees

    def check(self, check_id: int) -> Check:
        return next(check for check in self.checks.values() if check.pk == check_id)

    def vehicle_of(self, check: Check) -> Vehicle | None:
        return self.vehicles[check.vehicle_id] if check.vehicle_id else None

    def checks_of(self, vehicle_id: int | None) -> list[Check]:
        return [check for (owner, _), check in self.checks.items() if owner == vehicle_id]

    def note(
        self,
        verb: Verb,
        *,
        vehicle: Vehicle | None = None,
        check: Check | None = None,
        happened_at: datetime | None = None,
        data: dict[str, Any] | None = None,
    ) -> None:
        """Remember what to write into the journal when the dossier is saved."""
        if check is not None and vehicle is None:
            vehicle = self.vehicle_of(check)
        code = check.code if check else ""
        self.entries.append(journal.Entry(verb, vehicle, code, happened_at, data or {}))

    def touch(self, row: Check | Vehicle) -> None:
        """Remember that `row` must be saved."""
        self.solid.clear()
        if isinstance(row, Check):
            self.touched_checks[row.vehicle_id, row.code] = row
        else:
            self.touched_vehicles[row.pk] = row

    # What others wait for

    def _named(self, owner: int | None, token: str) -> Iterable[Check | None]:
        """The checks that an alternative speaks of; None for one that does not exist."""
        whose, _, code = token.rpartition(":")
        if not whose:
            yield self.checks.get((owner, code)) or self.checks.get((None, code))
            return
        for vehicle in self.receivers_of.get(owner or 0, []):
            if vehicle.end not in FALLEN:
                yield self.checks.get((vehicle.pk, code))

    def _carriers_done(self, receiver_id: int, code: str, *, counts: Counts) -> bool:
        """Whether each vehicle that a receiver unloads, or has unloaded, has that check; there must be one.

        Of one that went back after it was unloaded, what lapsed is not done: its goods are on the receiver.
        """
        carriers = [v for v in self.carriers_of.get(receiver_id, []) if v.end not in FALLEN or self.is_unloaded(v)]
        done = [
            check is None or (counts(check) and (carrier.end not in FALLEN or check.state == CheckState.CONFIRMED))
            for carrier in carriers
            for check in [self.checks.get((carrier.pk, code))]
        ]
        return bool(done) and all(done)

    def is_unloaded(self, carrier: Vehicle) -> bool:
        """Whether the carrier's transshipment was confirmed: its goods are on its receivers."""
        transshipment = self.checks.get((carrier.pk, CheckCode.TRANSSHIPMENT))
        return transshipment is not None and transshipment.confirmed_at is not None

    def _alternative_holds(self, check: Check, token: str, *, counts: Counts) -> bool:
        if token == "fee:assessed":
            return self._keeps_its_fee(check) or bool(self._fees_of(check))
        if token == "receivers:any":
            receivers = self.receivers_of.get(check.vehicle_id or 0, [])
            return any(vehicle.end not in FALLEN for vehicle in receivers)
        if token.startswith("carriers:"):
            return self._carriers_done(check.vehicle_id or 0, token.removeprefix("carriers:"), counts=counts)
        return all(named is None or counts(named) for named in self._named(check.vehicle_id, token))

    def _fees_of(self, check: Check) -> list[Fee]:
        return [fee for fee in self.fees.get(check.vehicle_id or 0, []) if fee.kind == FEE_CHECKS[check.code]]

    def _keeps_its_fee(self, check: Check) -> bool:
        """Whether nothing can have changed about the fee of a check that is ready or confirmed.

        Fees change only through `fees`: an operation that has not read them leaves them as the last one settled them.
        Most do not, and are spared a query.
        """
        return "fees" not in self.__dict__ and check.state in (CheckState.READY, CheckState.CONFIRMED)

    def needs_met(self, check: Check, *, counts: Counts) -> bool:
        """Whether every clause of the table holds for `check`, when `counts` says which checks count as done."""
        return not self.unmet(check, counts=counts)

    def unmet(self, check: Check, *, counts: Counts) -> list[list[str]]:
        """The clauses of the table that do not hold yet."""
        vehicle = self.vehicle_of(check)
        clauses = self.table.needs(vehicle.journey if vehicle else "", check.code)
        return [c for c in clauses if not any(self._alternative_holds(check, token, counts=counts) for token in c)]

    def is_solid(self, check: Check) -> bool:
        """Confirmed, and so is everything it stands on: a hold or a reopening further down shows through."""
        if check.state == CheckState.NOT_REQUIRED:
            return True
        key = (check.vehicle_id, check.code)
        if key not in self.solid:
            confirmed = check.state == CheckState.CONFIRMED
            self.solid[key] = confirmed and self.needs_met(check, counts=self.is_solid)
        return self.solid[key]

    def is_stopped(self, vehicle: Vehicle | None) -> bool:
        """Whether nothing of this vehicle may go on: held on the road, refused, or ended in mid-way."""
        if vehicle is None:
            return False
        if vehicle.road_held_at or vehicle.end in FALLEN:
            return True
        return any(check.state == CheckState.REFUSED for check in self.checks_of(vehicle.pk))

    # Moving on

    def settle(self, *, at: datetime) -> None:
        """Bring every open check to pending or ready, and confirm those that follow others by themselves."""
        moved = True
        while moved:
            moved = False
            for check in self.checks.values():
                if check.state not in (CheckState.PENDING, CheckState.READY):
                    continue
                ready = not self.is_stopped(self.vehicle_of(check)) and self.needs_met(check, counts=self.is_solid)
                if ready and self._follows_now(check):
                    self._confirm_by_itself(check, at=at)
                    moved = True
                elif ready != (check.state == CheckState.READY):
                    check.state = CheckState.READY if ready else CheckState.PENDING
                    check.ready_at = self.waited_since.get(check.pk, at) if ready else None
                    self.touch(check)

    def _follows_now(self, check: Check) -> bool:
        if check.code in FEE_CHECKS:  # 0 đ confirms itself (domain §9)
            return not self._keeps_its_fee(check) and all(
                fee.paid_at or fee.amount == 0 for fee in self._fees_of(check)
            )
        if not check.follows:
            return False
        followed = self.checks.get((check.vehicle_id, check.follows))
        return followed is not None and followed.state == CheckState.CONFIRMED

    def _confirm_by_itself(self, check: Check, *, at: datetime) -> None:
        followed = self.checks.get((check.vehicle_id, check.follows)) if check.follows else None
        when = (followed.confirmed_at if followed else None) or at
        check.state, check.automatic = CheckState.CONFIRMED, True
        check.ready_at = check.ready_at or when
        check.confirmed_at = check.decided_at = when
        check.decided_by = None
        self.touch(check)
        self.note(Verb.CHECK_CONFIRMED, check=check, happened_at=when, data={"automatic": True})

    def save(self, *, by: User | None, at: datetime) -> None:
        """Write what was touched, then the journal, then the declaration's new head."""
        for vehicle in self.touched_vehicles.values():
            vehicle.save(update_fields=VEHICLE_FIELDS)
        _save_checks(self.touched_checks.values())
        if self.given_back:
            taking.give_back(self.given_back)
        if self.entries:
            also = tuple(sorted(self.touched_declaration))
            journal.record(self.declaration, *self.entries, by=by, at=at, also=also)
        transaction.on_commit(partial(stamps.stir, self._stirred()), robust=True)

    def _stirred(self) -> set[stamps.Place]:
        """The queues of which a row looks different now: a confirmation moves what it touched, anything else is seen
        beside every check of the declaration."""
        is_confirming = all(entry.verb == Verb.CHECK_CONFIRMED for entry in self.entries)
        moved = self.touched_checks if is_confirming else self.checks
        return {stamps.Place(check.gate_id, check.code) for check in moved.values()}


VEHICLE_FIELDS = [
    "is_open", "end", "ended_at", "window_at", "window_green", "seen_at", "line_time", "called_at", "calls_missed",
    "call_acknowledged_at", "road_held_at", "road_held_by", "road_hold_reason",
]  # fmt: skip
CHECK_FIELDS = [
    "gate_id", "direction", "follows", "state", "is_seen", "queue_at", "ready_at", "confirmed_at", "automatic",
    "decided_at", "decided_by_id", "reason", "note", "fields_to_mend", "requested_by_agency",
]  # fmt: skip


def _save_checks(checks: Iterable[Check]) -> None:
    """Save touched checks; those that end up alike (a row of checks becoming ready) share one statement."""
    alike: dict[str, tuple[dict[str, object], list[int]]] = {}
    for check in checks:
        values = {name: getattr(check, name) for name in CHECK_FIELDS}
        alike.setdefault(repr(values), (values, []))[1].append(check.pk)
    for values, ids in alike.values():
        Check.objects.filter(pk__in=ids).update(**values)


def open_dossier(declaration_id: int) -> Dossier:
    """Lock the declaration and read all of it. Needs a transaction.

    :raises Declaration.DoesNotExist: no such declaration.
    """
    return read_dossier(Declaration.objects.select_for_update(of=("self",), no_key=True).get(pk=declaration_id))


def read_dossier(declaration: Declaration) -> Dossier:
    """Read all that belongs to a declaration whose row is locked."""
    vehicles = {vehicle.pk: vehicle for vehicle in declaration.vehicles.order_by("role", "position")}
    checks = {(check.vehicle_id, check.code): check for check in declaration.checks.order_by("pk")}
    dossier = Dossier(declaration, vehicles, checks, table_of(declaration.procedure_id or 0))
    if any(vehicle.role == Role.RECEIVER for vehicle in vehicles.values()):
        for link in Unloading.objects.filter(receiver__declaration=declaration).order_by("pk"):
            dossier.receivers_of.setdefault(link.carrier_id, []).append(vehicles[link.receiver_id])
            dossier.carriers_of.setdefault(link.receiver_id, []).append(vehicles[link.carrier_id])
    return dossier
