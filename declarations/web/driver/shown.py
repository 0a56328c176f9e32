"""What the driver reads of his truck, and of nothing else: from rows, in words."""

from dataclasses import dataclass
from datetime import datetime

from declarations import estimates
from declarations.models import Check, Declaration, Fee, Vehicle
from declarations.passes import qr_svg
from declarations.procedures import FEE_CHECKS
from declarations.queries.passing import NoPass, pass_of
from declarations.queries.pausing import notices_for
from declarations.queries.queues import places_in_line
from declarations.queries.whole import load
from declarations.stages import CheckState, Stage
from declarations.web.following import Truck, follow
from declarations.web.why import why

STILL_OPEN = frozenset({CheckState.PENDING, CheckState.READY, CheckState.HELD, CheckState.REFUSED})


@dataclass(frozen=True, slots=True)
class DriversView:
    """One truck, for the person who drives it. Other trucks of the same declaration are not in it."""

    row: Declaration
    truck: Truck
    as_of: datetime
    missing: list[Check]
    owed: list[Fee]
    token: str
    picture: str
    valid_until: datetime | None
    notices: list[str]
    why: str  # its place in line is what it is

    @property
    def vehicle(self) -> Vehicle:
        return self.truck.vehicle

    @property
    def is_called(self) -> bool:
        """Told to come now: not while it is held on the road, whenever it was called."""
        return self.truck.stage == Stage.CALLED and not self.vehicle.road_held_at

    @property
    def place(self) -> int | None:
        """While it waits: inside the gate the agencies' own queues are what counts."""
        return self.truck.place if self.truck.is_waiting else None


def view_of(vehicle: Vehicle, *, at: datetime) -> DriversView:
    """Read it. `vehicle` has its declaration with gate, lane and yard."""
    (whole,) = load([vehicle.declaration])
    followed = follow(whole, at=at, places=places_in_line([vehicle]), waits=estimates.of_vehicles([vehicle], at=at))
    (truck,) = [truck for truck in followed.trucks if truck.vehicle.pk == vehicle.pk]
    try:
        good = pass_of(vehicle, at=at)
    except NoPass:
        token, picture, until = "", "", None
    else:
        token, picture, until = good.token, qr_svg(good.token), good.valid_until
    concerning = [*whole.checks_of(None), *truck.checks]
    owed = [fee for fee in truck.fees if not fee.paid_at]
    return DriversView(
        whole.declaration,
        truck,
        at,
        _missing(concerning, {fee.kind for fee in owed}) if vehicle.is_open else [],
        owed,
        token,
        picture,
        until,
        _notices(vehicle),
        why([vehicle]).get(vehicle.pk, "") if truck.is_waiting else "",
    )


def _missing(checks: list[Check], owed: set[str]) -> list[Check]:
    """What is still open; a fee that is owed stands among the fees, with its sum."""
    still = [check for check in checks if check.state in STILL_OPEN and not check.follows]
    return [check for check in still if FEE_CHECKS.get(check.code) not in owed]


def _notices(vehicle: Vehicle) -> list[str]:
    """What the gate tells whoever still comes through it."""
    row = vehicle.declaration
    return notices_for(row.gate, row.lane) if vehicle.is_open and row.gate else []
