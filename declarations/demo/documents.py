"""The documents that the demo's companies send: whole, without findings of weight, and every mark invented."""

from datetime import datetime, timedelta
from typing import Any

from declarations.demo.accounts import COMPANIES
from declarations.demo.stories import Story

_DRIVERS = ("Trần Văn Thử", "Lê Văn Mẫu", "Phạm Thị Thử", "Hoàng Văn Mẫu", "Nông Văn Thử")
_CHINESE_DRIVERS = ("李试", "王样", "张试")


def reference(gate: str, story: Story) -> str:
    """The mark by which a second run knows that this story was told."""
    return f"DEMO-{gate}-{story.name}"


def document(story: Story, *, gate: str, serial: int, now: datetime) -> dict[str, Any]:
    """The story's declaration; `serial` makes its plates and numbers its own."""
    company = COMPANIES[serial % len(COMPANIES)]
    carriers = [_vehicle(story, serial * 10 + n, key=str(n + 1)) for n in range(story.vehicles)]
    return {
        "gate": gate,
        "direction": story.direction,
        "regime": "commercial",
        "expected_arrival": (now - timedelta(minutes=story.expected)).isoformat(timespec="seconds"),
        "delivery_method": "driver_crosses",
        "transshipment": story.receivers > 0,
        "client_reference": reference(gate, story),
        "contact": {"name": "Nguyễn Văn Mẫu", "phone": company.phone},
        "consignments": [] if story.goods is None else [_goods(story, serial, company.name, company.tax_code)],
        "vehicles": carriers,
        "receiving_vehicles": [_receiver(serial * 10 + 5 + n, f"R{n + 1}") for n in range(story.receivers)],
    }


def _goods(story: Story, serial: int, owner: str, tax_code: str) -> dict[str, Any]:
    exported = story.direction == "export"
    goods = story.goods or {}
    return {
        "key": "A",
        "customs_number": f"{'3' if exported else '1'}{serial:010d}0",
        "customs_regime": "B11" if exported else "A11",
        "cargo_kind": goods["cargo_kind"],
        "owner": {"tax_code": tax_code, "name": owner, "address": "Lạng Sơn", "phone": None},
        "items": [
            {
                "description": goods["description"],
                "hs_code": goods["hs_code"],
                "origin": "VN" if exported else "CN",
                "quantity": 400 + serial,
                "unit": "CTN",
                "weight_kg": 16000 * story.vehicles,
                "value": 21000 + 100 * serial,
                "currency": "USD",
            }
        ],
    }


def _vehicle(story: Story, serial: int, *, key: str) -> dict[str, Any]:
    chinese = story.direction == "import"
    light = story.fee_class == "VT4"
    return {
        "key": key,
        "plate": f"桂F·{60000 + serial}" if chinese else f"12C-{90000 + serial}",
        "country": "CN" if chinese else "VN",
        "fee_class": story.fee_class,
        "kind": "truck" if light else "tractor",
        "trailer_plate": None if light or chinese else f"12R-{10000 + serial}",
        "own_weight_kg": 5000 if light else 15000,
        "cargo_weight_kg": None if story.goods is None else 8000 if light else 16000,
        "driver": _chinese_driver(serial) if chinese else _driver(serial),
        "consignments": [] if story.goods is None else ["A"],
    }


def _receiver(serial: int, key: str) -> dict[str, Any]:
    plate = f"12C-{90000 + serial}"
    return {
        "key": key,
        "unloads": ["1"],
        "plate": plate,
        "country": "VN",
        "fee_class": "VT4",
        "driver": _driver(serial),
    }


def _driver(serial: int) -> dict[str, str]:
    return {
        "name": _DRIVERS[serial % len(_DRIVERS)],
        "id_number": f"0120{serial:08d}",
        "phone": f"09120{serial:05d}",
    }


def _chinese_driver(serial: int) -> dict[str, str]:
    return {"name": _CHINESE_DRIVERS[serial % len(_CHINESE_DRIVERS)], "id_number": f"E{10000000 + serial}"}
