"""A day's traffic for reports: trucks worked through the gate by the operations that people use."""

from datetime import date, datetime, time, timedelta
from typing import Any

from accounts.models import User
from declarations.models import Declaration, Scan, Vehicle
from declarations.operations import acting, checking
from declarations.operations.withdrawing import withdraw
from tests import given
from tests.given import HANOI

DAY = date(2026, 11, 21)
"""The day that NOON of tests/given.py belongs to: from the 20th, 20:00, to the 21st, 20:00."""
CUT_OFF = datetime(2026, 11, 21, 20, 0, tzinfo=HANOI)
START = CUT_OFF - timedelta(days=1)
TO_EXIT = tuple(code for code in given.EXPORT_WAY if code not in ("customs_registration", "bg_arrival"))


def clock(text: str, *, day: date = DAY) -> datetime:
    """`"14:30"` of a day, Hanoi time."""
    return datetime.combine(day, time.fromisoformat(text), tzinfo=HANOI)


class Traffic:
    """Trucks at gates, with the officers who work them."""

    def __init__(self, *codes: str) -> None:
        self.staff = {code: given.officers(at=code) for code in codes or ("HN", "TT")}
        self.company: User = given.declarant()

    def seen(
        self, at: datetime, *, gate: str = "HN", direction: str = "export", cargo: str | None = "fruit", **changes: Any
    ) -> Vehicle:
        """A truck that is filed and then seen at `at`; with `cargo=None` it is empty."""
        goods = [given.consignment(direction=direction, cargo_kind=cargo)] if cargo else []
        truck = given.vehicle(consignments=["A"] if cargo else [])
        declaration = given.filed(
            by=self.company, at=at, gate=gate, direction=direction, consignments=goods, vehicles=[truck], **changes
        )
        return self.arrives(declaration, at)

    def confirm(self, declaration: Declaration, *codes: str, at: datetime, vehicle: Vehicle | None = None) -> None:
        """Confirm checks by the officers of the declaration's gate."""
        given.confirmed(declaration, *codes, staff=self.staff[code_of(declaration)], at=at, vehicle=vehicle)

    def leaves(self, vehicle: Vehicle, at: datetime) -> Vehicle:
        """A truck that was seen goes all the way and leaves at `at`."""
        registration = vehicle.declaration.checks.filter(code="customs_registration", state="ready")
        if registration:
            self.confirm(vehicle.declaration, "customs_registration", at=at)
        open_checks = vehicle.checks.filter(state__in=["ready", "pending"]).values_list("code", flat=True)
        self.confirm(vehicle.declaration, *[code for code in TO_EXIT if code in open_checks], at=at, vehicle=vehicle)
        vehicle.refresh_from_db()
        assert vehicle.end == "left"
        return vehicle

    def comes_back(self, vehicle: Vehicle, at: datetime) -> Vehicle:
        """Its exit is taken back."""
        exit_check = given.check(vehicle.declaration, "bg_out", vehicle)
        withdraw(check_id=exit_check.pk, by=self.staff[vehicle.gate.code]["border_guard"], at=at)
        vehicle.refresh_from_db()
        return vehicle

    def turns_back(self, vehicle: Vehicle, at: datetime, *, to_gate: str = "") -> Vehicle:
        """The border guard sends it back, perhaps to another gate."""
        officer = self.staff[vehicle.gate.code]["border_guard"]
        acting.turn_back(vehicle_id=vehicle.pk, by=officer, at=at, reason="Tránh ùn ứ", to_gate=to_gate)
        vehicle.refresh_from_db()
        return vehicle

    def arrives(self, declaration: Declaration, at: datetime) -> Vehicle:
        """The only truck of a declaration comes to the barrier."""
        check = given.check(declaration, "bg_arrival")
        checking.confirm(check_id=check.pk, by=self.staff[code_of(declaration)]["border_guard"], at=at)
        return declaration.vehicles.get(role="carrier")


def code_of(declaration: Declaration) -> str:
    """Where it is declared."""
    assert declaration.gate is not None
    return declaration.gate.code


def read_without_declaration(plate_key: str, at: datetime, *, gate: str = "HN") -> Scan:
    """A scan that found no declaration, as the barrier keeps it."""
    return Scan.objects.create(
        gate=given.gate(gate), scanned_by=given.officer("border_guard", at=gate), nonce=f"{plate_key}-{at.isoformat()}",
        happened_at=at, recorded_at=at, read=plate_key, plate_key=plate_key, result="refused", code="no_declaration",
    )  # fmt: skip
