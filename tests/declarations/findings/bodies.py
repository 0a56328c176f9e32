"""A body without fault, the world it is examined in, and ways to spoil it."""

import copy
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

from declarations.findings import Examination, Facts, examine
from declarations.findings.facts import GateFacts, Hours, LaneFacts, YardFacts
from declarations.findings.limits import GATE_TIME

Body = dict[str, Any]

AT = datetime(2026, 11, 21, 3, tzinfo=UTC)  # a Saturday, 10:00 at the gate
ARRIVAL = datetime(2026, 11, 22, 9, tzinfo=GATE_TIME)
GATE = GateFacts(
    code="HN",
    lanes={"1116-1117": LaneFacts(""), "1119-1120": LaneFacts("import"), "OLD": LaneFacts("", is_open=False)},
    yards={"XUAN-CUONG": YardFacts(is_inside=True), "NON-TARIFF": YardFacts(is_inside=False, is_open=False)},
    hours={weekday: (Hours(time(7), time(12)), Hours(time(13), time(19))) for weekday in range(7)},
)
FACTS = Facts(gates={"HN": GATE, "DD": GateFacts("DD", takes_trucks=False)})


def owner() -> Body:
    return {"tax_code": "0100005019", "name": "Công ty Mẫu", "address": "Lạng Sơn", "phone": "0912345678"}


def item() -> Body:
    return {
        "description": "Sầu riêng tươi", "hs_code": "08106000", "origin": "VN", "quantity": 900, "unit": "CTN",
        "weight_kg": 18000, "value": 30000, "currency": "USD",
    }  # fmt: skip


def consignment(key: str = "A", **changes: Any) -> Body:
    return {
        "key": key, "customs_number": "300000005010", "customs_regime": "B11", "cargo_kind": "fruit",
        "owner": owner(), "items": [item()],
    } | changes  # fmt: skip


def driver() -> Body:
    return {"name": "Trần Văn Thử", "id_number": "012345678901", "phone": "0987654321"}


def vehicle(key: str = "1", **changes: Any) -> Body:
    return {
        "key": key, "plate": "12C-123.45", "country": "VN", "fee_class": "VT6", "kind": "tractor",
        "trailer_plate": "12R-012.34", "container": "GATU1234569", "seal": "VN123456", "own_weight_kg": 15000,
        "cargo_weight_kg": 18000, "driver": driver(), "companion": None, "licence_number": None,
        "insurance_until": "2027-01-31", "special_plate": False, "note": None, "consignments": ["A"],
    } | changes  # fmt: skip


def receiver(key: str = "R1", **changes: Any) -> Body:
    return {
        "key": key, "unloads": ["1"], "plate": "12C-543.21", "country": "VN", "fee_class": "VT4", "driver": driver(),
        "area": None, "trailer_plate": None, "container": None, "consignments": ["A"],
    } | changes  # fmt: skip


def export(**changes: Any) -> Body:
    """The example of the HTTP contract."""
    return {
        "gate": "HN", "lane": None, "direction": "export", "regime": "commercial",
        "expected_arrival": ARRIVAL.isoformat(), "window": None, "yard": "XUAN-CUONG",
        "delivery_method": "driver_crosses", "transshipment": False, "client_reference": "AB-17", "note": None,
        "contact": {"name": "Nguyễn Văn Mẫu", "phone": "0912345678"}, "fee_payer": None,
        "consignments": [consignment()], "vehicles": [vehicle()], "receiving_vehicles": [],
    } | changes  # fmt: skip


def transshipped(**changes: Any) -> Body:
    """An import that a Vietnamese truck takes over from a Chinese one."""
    chinese = vehicle(
        plate="桂F·12A45", country="CN", trailer_plate="桂F·1234挂", driver=driver() | {"phone": "13712345678"}
    )
    return export(
        direction="import", transshipment=None, vehicles=[chinese], receiving_vehicles=[receiver()],
        consignments=[consignment(customs_number="100000005010", customs_regime="A11", cargo_kind="general")],
    ) | changes  # fmt: skip


def with_member(body: Body, path: str, value: Any) -> Body:
    """A copy with one member set, named as in a finding: `vehicles[0].driver.name`."""
    changed = copy.deepcopy(body)
    *steps, last = path.replace("[", ".").replace("]", "").split(".")
    holder: Any = changed
    for step in steps:
        holder = holder[int(step)] if step.isdigit() else holder[step]
    holder[int(last) if last.isdigit() else last] = value
    return changed


def without_member(body: Body, path: str) -> Body:
    """A copy that lacks one member."""
    holder, _dot, last = path.rpartition(".")
    changed = copy.deepcopy(body)
    inner: Any = changed
    for step in filter(None, holder.replace("[", ".").replace("]", "").split(".")):
        inner = inner[int(step)] if step.isdigit() else inner[step]
    del inner[last]
    return changed


def examined(body: object, *, facts: Facts = FACTS, at: datetime = AT) -> Examination:
    return examine(body, facts=facts, at=at)


def told(body: object, *, facts: Facts = FACTS, at: datetime = AT) -> list[tuple[str, str, str]]:
    """What is found, as (code, severity, path)."""
    return [(str(f.code), str(f.severity), f.path) for f in examined(body, facts=facts, at=at).findings]


def in_hours(hours: float) -> str:
    return (AT + timedelta(hours=hours)).isoformat()


Make = Callable[[], Body]
