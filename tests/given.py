"""Builders: a state is reached by the operations that people use, never by setting columns.

`given.body()` is the document of the HTTP contract's example, an hour from NOON; every call invents new plates.
"""

import itertools
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import Agency, Organisation, Role, User
from declarations.models import ChangeRequest, Check, Declaration, Fee, Gate, Posting, Vehicle
from declarations.operations import changing, checking, filing, paying
from declarations.procedures import FEE_CHECKS
from declarations.stages import CheckState

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=HANOI)
_serial = itertools.count(1)
TAX_CODES = ("0100005019", "0100109106", "0300588569", "0101248141", "0100686209", "0301446006")


def gate(code: str = "HN") -> Gate:
    return Gate.objects.get(code=code)


def organisation(name: str = "", tax_code: str = "") -> Organisation:
    """A company of its own; with a personal tax code (12 digits), of which there are enough."""
    number = next(_serial)
    return Organisation.objects.create(name=name or f"Công ty Mẫu {number}", tax_code=tax_code or f"{number:012d}")


def declarant(*, of: Organisation | None = None, **fields: Any) -> User:
    return User.objects.create_user(
        f"haulier.{next(_serial)}", "pw", role=Role.DECLARANT, organisation=of or organisation(), **fields
    )


def officer(agency: str = Agency.CUSTOMS, *, at: Gate | str = "HN", **fields: Any) -> User:
    """An officer of an agency, posted to a gate."""
    user = User.objects.create_user(f"officer.{next(_serial)}", "pw", role=Role.OFFICER, agency=agency, **fields)
    Posting.objects.create(user=user, gate=gate(at) if isinstance(at, str) else at)
    return user


def officers(*, at: Gate | str = "HN") -> dict[str, User]:
    """One officer of every agency at a gate."""
    return {agency: officer(agency, at=at) for agency in Agency.values}


def manager(*, at: Gate | str | None = "HN", **fields: Any) -> User:
    """A manager posted to a gate; with `at=None` one of the whole province."""
    user = User.objects.create_user(
        f"manager.{next(_serial)}", "pw", role=Role.MANAGER, province_wide=at is None, **fields
    )
    if at is not None:
        Posting.objects.create(user=user, gate=gate(at) if isinstance(at, str) else at)
    return user


def administrator(**fields: Any) -> User:
    return User.objects.create_user(f"admin.{next(_serial)}", "pw", role=Role.ADMINISTRATOR, **fields)


def plate() -> str:
    """A Vietnamese plate that no other test has."""
    return f"12C-{next(_serial):05d}"[:7] + f".{next(_serial) % 100:02d}"


def consignment(
    key: str = "A", *, direction: str = "export", cargo_kind: str = "fruit", **changes: Any
) -> dict[str, Any]:
    first = "3" if direction == "export" else "1"
    return {
        "key": key, "customs_number": f"{first}{next(_serial):010d}0", "customs_regime": "B11",
        "cargo_kind": cargo_kind,
        "owner": {"tax_code": "0100005019", "name": "Công ty Mẫu", "address": "Lạng Sơn", "phone": "0912345678"},
        "items": [{"description": "Sầu riêng tươi", "hs_code": "08106000", "origin": "VN", "quantity": 900,
                   "unit": "CTN", "weight_kg": 18000, "value": 30000, "currency": "USD"}],
        **changes,
    }  # fmt: skip


def vehicle(key: str = "1", **changes: Any) -> dict[str, Any]:
    return {
        "key": key, "plate": plate(), "country": "VN", "fee_class": "VT6", "kind": "tractor", "trailer_plate": None,
        "container": None, "seal": None, "own_weight_kg": 15000, "cargo_weight_kg": 18000,
        "driver": {"name": "Trần Văn Thử", "id_number": "012345678901", "phone": "0987654321"}, "companion": None,
        "licence_number": None, "insurance_until": None, "special_plate": False, "note": None, "consignments": ["A"],
        **changes,
    }  # fmt: skip


def receiver(key: str = "R1", *, unloads: list[str] | None = None, **changes: Any) -> dict[str, Any]:
    return {
        "key": key, "unloads": unloads or ["1"], "plate": plate(), "country": "VN", "fee_class": "VT4",
        "driver": {"name": "Lê Thị Thử", "id_number": "012345678902", "phone": None}, **changes,
    }  # fmt: skip


def body(*, at: datetime = NOON, **changes: Any) -> dict[str, Any]:
    """A whole document without findings of weight: an export of fruit at HN, expected an hour from `at`."""
    direction = changes.get("direction", "export")
    document = {
        "gate": "HN", "lane": None, "direction": direction, "regime": "commercial",
        "expected_arrival": (at + timedelta(hours=1)).isoformat(), "window": None, "yard": None,
        "delivery_method": "driver_crosses", "client_reference": None, "note": None,
        "contact": {"name": "Nguyễn Văn Mẫu", "phone": "0912345678"}, "fee_payer": None,
        "consignments": [consignment(direction=direction)], "vehicles": [vehicle()], "receiving_vehicles": [],
    }  # fmt: skip
    return deepcopy(document | changes)


def transshipment(*, receivers: int = 1, **changes: Any) -> dict[str, Any]:
    """An import whose Chinese truck is unloaded onto Vietnamese ones."""
    serial = next(_serial)
    carrier = vehicle(
        plate=f"桂F·{serial % 100000:05d}", country="CN", driver={"name": "李试", "id_number": "E12345678"}
    )
    return body(
        direction="import",
        vehicles=[carrier | {"fee_class": "VT4"}],
        receiving_vehicles=[receiver(f"R{n + 1}") for n in range(receivers)],
        transshipment=True,
        **changes,
    )


def filed(
    *, by: User | None = None, at: datetime = NOON, document: dict[str, Any] | None = None, **changes: Any
) -> Declaration:
    """A filed declaration."""
    return filing.file(body=document or body(at=at, **changes), by=by or declarant(), at=at)


def check(declaration: Declaration, code: str, vehicle: Vehicle | None = None) -> Check:
    """A check as it stands in the database now; without a vehicle, of the declaration or of its only bearer."""
    checks = Check.objects.filter(declaration=declaration, code=code)
    row: Check = checks.get(vehicle=vehicle) if vehicle else checks.order_by("vehicle__role", "pk")[0]
    return row


def confirmed(
    declaration: Declaration, *codes: str, staff: dict[str, User], at: datetime = NOON, vehicle: Vehicle | None = None
) -> None:
    """Confirm these checks in this order, each by its agency's officer; a fee's check by recording its payment."""
    for code in codes:
        row = check(declaration, code, vehicle)
        if code in FEE_CHECKS:
            owed = Fee.objects.get(vehicle=row.vehicle, kind=FEE_CHECKS[code], paid_at=None, voided_at=None)
            paying.pay(fee_id=owed.pk, by=staff[Agency.GATE_CENTRE], at=at, method="cash")
        else:
            checking.confirm(check_id=row.pk, by=staff[row.agency], at=at)


def sent_back(declaration: Declaration, code: str, *fields: str, staff: dict[str, User], at: datetime = NOON) -> Check:
    """Send a check back to the declarant, with the JSON paths of what is to be mended."""
    row = check(declaration, code)
    return checking.send_back(
        check_id=row.pk, by=staff[row.agency], at=at, reason="Chưa rõ, đề nghị sửa", fields=fields
    )


def change(
    declaration: Declaration, *changes: tuple[str, Any], at: datetime = NOON, reason: str = "Đổi lái xe"
) -> ChangeRequest:
    """Ask for changes, by paths; a new driver, where none is named. Customs has registered the declaration by then."""
    if check(declaration, "customs_registration").state == CheckState.READY:
        confirmed(
            declaration, "customs_registration", staff={Agency.CUSTOMS: officer(at=declaration.gate or "HN")}, at=at
        )
    driver = {"name": "Lý Văn Thay", "id_number": "012345678909", "phone": None}
    return changing.ask_changes(
        declaration_id=declaration.pk, changes=changes or [("$.vehicles[0].driver", driver)],
        by=declaration.created_by, at=at, reason=reason,
    )  # fmt: skip


EXPORT_WAY = (
    "customs_registration", "bg_arrival", "customs_arrival", "medical", "transport_licence", "fee_infrastructure",
    "finish", "customs_out", "bg_out",
)  # fmt: skip
"""An order in which an export can be worked from filing to exit."""
