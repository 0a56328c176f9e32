"""A declaration as a company follows it: trucks with their ticks and checks, what needs the company, fees, journal."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from declarations.estimates import Estimate
from declarations.models import Check, Fee, Vehicle
from declarations.operations.lapsing import is_overdue
from declarations.procedures import FEE_CHECKS
from declarations.queries.progress import progress
from declarations.queries.whole import Whole, by_vehicle
from declarations.stages import CheckCode, CheckState, Role, Stage, Status
from declarations.web.fees import made_of
from declarations.web.form.places import look
from declarations.web.waits import let_in

TICKS: dict[str, tuple[Promise, frozenset[str]]] = {
    "enter_gate": (gettext_lazy("Enter gate"), frozenset({CheckCode.BG_ARRIVAL, CheckCode.CUSTOMS_ARRIVAL})),
    "into_yard": (gettext_lazy("Into yard"), frozenset({CheckCode.YARD_IN})),
    "in_yard": (gettext_lazy("In yard"), frozenset({CheckCode.YARD_IN})),
    "payment": (gettext_lazy("Payment"), frozenset(FEE_CHECKS)),
    "out_of_yard": (gettext_lazy("Out of yard"), frozenset({CheckCode.YARD_OUT})),
    "left_gate": (gettext_lazy("Left the gate"), frozenset({CheckCode.BG_OUT})),
}
"""How each tick is named, and the checks of which a vehicle needs one for the tick to concern it."""

STAGE_LOOKS = {
    Stage.CANCELLED: "", Stage.EXPIRED: "", Stage.TURNED_BACK: "bad", Stage.LEFT: "ok", Stage.FINISHED: "ok",
    Stage.CALLED: "warn",
}  # fmt: skip
STATUS_LOOKS = {Status.DRAFT: "warn", Status.OPEN: "info", Status.COMPLETED: "ok"}


@dataclass(frozen=True, slots=True)
class Tick:
    """One mark. `at` None: not reached; `concerns` False: this vehicle has nothing to reach there."""

    label: Promise
    at: datetime | None
    concerns: bool

    @property
    def icon(self) -> str:
        return "done" if self.at else "open" if self.concerns else "none"


@dataclass(slots=True)
class Truck:
    """One vehicle, or receiving vehicle."""

    vehicle: Vehicle
    stage: Stage
    ticks: list[Tick]
    checks: list[Check] = field(default_factory=list)
    fees: list[Fee] = field(default_factory=list)
    carried: list[str] = field(default_factory=list)
    unloads: list[str] = field(default_factory=list)
    place: int | None = None
    wait: Estimate | None = None
    why: str = ""  # its place is what it is

    @property
    def let_in(self) -> str:
        """When it will be let in, in words; empty where nothing can be said, or where it is in already."""
        return let_in(self.wait) if self.wait and self.is_waiting else ""

    @property
    def look(self) -> str:
        return STAGE_LOOKS.get(self.stage, "info")

    @property
    def owing(self) -> list[tuple[Fee, list[str]]]:
        """Its fees, each with what it is made of."""
        return [(fee, list(made_of(fee))) for fee in self.fees]

    @property
    def is_waiting(self) -> bool:
        """In line, and not at the gate yet."""
        return self.stage in (Stage.WAITING, Stage.CALLED)

    @property
    def is_receiver(self) -> bool:
        return self.vehicle.role == Role.RECEIVER

    @property
    def may_cancel(self) -> bool:
        """As far as one can tell without asking (operations.cancelling decides)."""
        return self.vehicle.is_open and not self.vehicle.seen_at


@dataclass(slots=True)
class Followed:
    """One declaration."""

    whole: Whole
    trucks: list[Truck]
    overdue: bool
    needs: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)

    @property
    def row(self) -> Any:
        return self.whole.declaration

    @property
    def look(self) -> str:
        return STATUS_LOOKS.get(self.row.status, "")

    @property
    def is_open(self) -> bool:
        return bool(self.row.status == Status.OPEN)

    @property
    def mends(self) -> bool:
        """Whether an agency waits for fields to be mended."""
        return any(check.state == CheckState.HELD and check.fields_to_mend for check in self.whole.checks)

    @property
    def may_cancel(self) -> bool:
        return self.is_open and all(not truck.vehicle.seen_at for truck in self.trucks)

    @property
    def owed(self) -> int:
        return sum(fee.amount for truck in self.trucks for fee in truck.fees if not fee.paid_at)

    @property
    def draft(self) -> dict[str, Any]:
        """What a draft says, as far as it says anything readable."""
        body = self.row.draft
        rows = look(body, ("vehicles",))
        plates = [look(row, ("plate",)) for row in rows] if isinstance(rows, list) else []
        return {
            "gate": _said(look(body, ("gate",))),
            "plates": [plate[:24] for plate in plates if isinstance(plate, str) and plate][:3],
        }


def follow(
    whole: Whole, *, at: datetime, places: dict[int, int] | None = None, waits: dict[int, Estimate] | None = None
) -> Followed:
    """Prepare one declaration for showing; no query.

    :param places: places in line by vehicle, where they were looked up.   :param waits: how long each will wait.
    """
    checks = by_vehicle(whole.checks)
    trucks = [
        _truck(whole, vehicle, checks[vehicle.pk], places or {}, waits or {})
        for vehicle in sorted(whole.vehicles, key=_role)
    ]
    any_seen = any(vehicle.seen_at for vehicle in whole.vehicles)
    followed = Followed(whole, trucks, is_overdue(whole.declaration, any_seen=any_seen, at=at))
    followed.needs, followed.held = [capfirst(said) for said in _needs(followed)], [*map(capfirst, _held(whole))]
    return followed


def _truck(
    whole: Whole, vehicle: Vehicle, checks: list[Check], places: dict[int, int], waits: dict[int, Estimate]
) -> Truck:
    reached = progress(vehicle, checks)
    required = {check.code for check in checks if check.state != CheckState.NOT_REQUIRED}
    return Truck(
        vehicle,
        reached.stage,
        [Tick(label, reached.ticks[code], bool(required & of)) for code, (label, of) in TICKS.items()],
        [check for check in checks if check.state != CheckState.NOT_REQUIRED],
        whole.fees.get(vehicle.pk, []),
        whole.carried.get(vehicle.pk, []),
        whole.unloads.get(vehicle.pk, []),
        places.get(vehicle.pk),
        waits.get(vehicle.pk),
    )


def _needs(followed: Followed) -> Iterable[str]:
    """What the company must do next, in words."""
    if followed.row.is_draft:
        yield _("A draft: not filed yet.")
    for check in followed.whole.checks:
        if check.state == CheckState.HELD and check.fields_to_mend:
            yield _("Sent back by %(agency)s: %(reason)s") % _said_of(check)
    if followed.overdue:
        yield _("Overdue: nothing was seen a day after the expected time. Give a new time, or it expires.")


def _held(whole: Whole) -> Iterable[str]:
    for check in whole.checks:
        if check.state == CheckState.HELD and not check.fields_to_mend:
            yield _("Held by %(agency)s: %(reason)s") % _said_of(check)
        if check.state == CheckState.REFUSED:
            yield _("Refused by %(agency)s: %(reason)s") % _said_of(check)
    for vehicle in whole.vehicles:
        if vehicle.road_held_at:
            yield _("%(plate)s is held on the road: %(reason)s") % {
                "plate": vehicle.plate,
                "reason": vehicle.road_hold_reason,
            }


def _role(vehicle: Vehicle) -> str:
    """Vehicles before those that receive from them; within, the declared order stays."""
    return vehicle.role


def _said_of(check: Check) -> dict[str, str]:
    return {"agency": check.get_agency_display(), "reason": check.reason or check.get_code_display()}


def _said(value: object) -> str:
    return value[:40] if isinstance(value, str) else ""
