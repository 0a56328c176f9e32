"""Documents to file: a two-item export of fruit, each with a truck of its own."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any


def export(serial: int, *, at: datetime) -> dict[str, Any]:
    """The body of `POST declarations`; nothing in it is found fault with, so nothing is left to say."""
    truck = f"{serial // 100_000 + 14:02d}C-{serial % 100_000:05d}"
    return {
        "gate": "HN",
        "direction": "export",
        "regime": "commercial",
        "expected_arrival": (at + timedelta(hours=2)).astimezone(UTC).isoformat(timespec="seconds"),
        "yard": "XUAN-CUONG",
        "delivery_method": "driver_crosses",
        "contact": {"name": "Nguyễn Văn Mẫu", "phone": "0912345678"},
        "consignments": [
            {
                "key": "A",
                "customs_number": f"3{serial + 10**9:010d}0",
                "customs_regime": "B11",
                "cargo_kind": "fruit",
                "owner": {
                    "tax_code": "0100005019",
                    "name": "Công ty Mẫu",
                    "address": "Lạng Sơn",
                    "phone": "0912345678",
                },
                "items": [_item("Sầu riêng tươi", "08106000"), _item("Thanh long tươi", "08109092")],
            }
        ],
        "vehicles": [
            {
                "key": "1",
                "plate": truck,
                "country": "VN",
                "fee_class": "VT6",
                "kind": "tractor",
                "trailer_plate": f"14R-{serial % 100_000:05d}",
                "container": "GATU1234569",
                "seal": "VN123456",
                "own_weight_kg": 15000,
                "cargo_weight_kg": 18000,
                "driver": {"name": "Trần Văn Thử", "id_number": "012345678901", "phone": "0987654321"},
                "insurance_until": "2099-01-31",
                "consignments": ["A"],
            }
        ],
    }


def _item(description: str, hs_code: str) -> dict[str, Any]:
    return {
        "description": description,
        "hs_code": hs_code,
        "origin": "VN",
        "quantity": 450,
        "unit": "CTN",
        "weight_kg": 9000,
        "value": 15000,
        "currency": "USD",
    }


def row(serial: int, *, at: datetime) -> dict[str, str]:
    """The same truck with the first of its goods as a row of a bulk file, by the codes of its columns."""
    body = export(serial, at=at)
    goods, truck = body["consignments"][0], body["vehicles"][0]
    item = goods["items"][0]
    cells = {name: body[name] for name in ("gate", "direction", "regime", "expected_arrival", "yard")}
    cells |= {f"contact_{name}": value for name, value in body["contact"].items()}
    cells |= {name: truck[name] for name in _OF_TRUCK} | {"plate_country": truck["country"]}
    cells |= {"vehicle_kind": truck["kind"], **{f"driver_{name}": value for name, value in truck["driver"].items()}}
    cells |= {name: goods[name] for name in ("customs_number", "customs_regime", "cargo_kind")}
    cells |= {f"owner_{name}": value for name, value in goods["owner"].items()}
    cells |= {name: item[name] for name in item if name != "weight_kg"} | {"goods_weight_kg": item["weight_kg"]}
    return {name: str(value) for name, value in cells.items()}


_OF_TRUCK = (
    "plate", "fee_class", "trailer_plate", "container", "seal", "own_weight_kg", "cargo_weight_kg", "insurance_until",
)  # fmt: skip


def as_bytes(document: dict[str, Any], **more: Any) -> bytes:
    return json.dumps(document | more, ensure_ascii=False).encode()
