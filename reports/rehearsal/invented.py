"""Marks and documents of trucks that do not exist: no series, number or name of them was ever given out.

Vietnamese plates have the letter W and Chinese ones the letter I, which no series uses; identity and tax codes begin
with 99, the code of no province; VINs begin with 0, which is nobody's.
"""

import random
from collections.abc import Collection, Iterator
from typing import Any, Final

from stdnum import iso6346

from declarations.formats import plate_key

OWNERS: Final = 40
GOODS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "fruit": (("Sầu riêng tươi", "08106000"), ("Thanh long tươi", "08109092"), ("Vải tươi", "08109093"),
              ("Chuối tươi", "08039010")),
    "farm_produce": (("Tinh bột sắn", "11081400"), ("Hạt điều nhân", "08013200"), ("Rau tươi", "07099990")),
    "frozen": (("Cá đông lạnh", "03038990"), ("Tôm đông lạnh", "03061722")),
    "general": (("Linh kiện điện tử", "85340030"), ("Vải dệt thoi", "52081200"), ("Máy công cụ", "84596910")),
    "new_vehicle": (("Xe tải mới", "87042129"), ("Đầu kéo mới", "87012190")),
}  # fmt: skip
REGIMES: Final = ("commercial",) * 17 + ("temporary_import_reexport", "border_transfer", "bonded")
PHONES: Final = {"VN": "0912345678", "CN": "13712345678"}
NAMES: Final = {"VN": "Tài xế Diễn tập", "CN": "演练司机"}


class Marks:
    """Plates, numbers and containers, each given once; plates that stand open already are left out."""

    def __init__(self, rng: random.Random, taken: Collection[str]) -> None:
        self._taken = taken
        self._serial = rng.randrange(100_000_000)
        self._plates = {"VN": self._vietnamese(), "CN": self._chinese(), "VIN": self._vins()}

    def serial(self) -> int:
        """A number of at most eight digits that was not given before."""
        self._serial = (self._serial + 1) % 100_000_000
        return self._serial

    def plate(self, kind: str) -> str:
        """The next free plate: `VN`, `CN` or `VIN`."""
        return next(plate for plate in self._plates[kind] if plate_key(plate) not in self._taken)

    def container(self) -> str:
        number = f"GATU{self.serial() % 1_000_000:06d}"
        return f"{number}{iso6346.calc_check_digit(number)}"

    def _vietnamese(self) -> Iterator[str]:
        for province in (12, 29, 15, 20, 98, 99, 34, 30):
            for digits in range(100_000):
                yield f"{province}W-{digits // 100:03d}.{digits % 100:02d}"

    def _chinese(self) -> Iterator[str]:
        for letter in " ABCDEFGH":
            for digits in range(100_000 if letter == " " else 10_000):
                yield f"桂I·{digits:05d}" if letter == " " else f"桂I·{letter}{digits:04d}"

    def _vins(self) -> Iterator[str]:
        for number in range(1_000_000):
            yield f"0TESTVEH0{number:08d}"


def consignment(rng: random.Random, marks: Marks, *, key: str, kind: str, exported: bool, loads: int) -> dict[str, Any]:
    """Goods of one owner, so many truckloads; 0 is a cheap parcel beside goods that name the load."""
    owner = rng.randrange(OWNERS)
    description, hs_code = rng.choice(GOODS[kind])
    return {
        "key": key,
        "customs_number": f"{'3' if exported else '1'}99{marks.serial():08d}0",
        "customs_regime": "B11" if exported else "A11",
        "cargo_kind": kind,
        "owner": {"tax_code": f"99{owner:010d}", "name": f"Chủ hàng Diễn tập {owner:02d}", "address": "Lạng Sơn"},
        "items": [
            {
                "description": description, "hs_code": hs_code, "origin": "VN" if exported else "CN", "unit": "CTN",
                "quantity": rng.randrange(300, 1200), "weight_kg": loads * rng.randrange(16_000, 20_000) or 900,
                "value": loads * rng.randrange(20_000, 60_000) or 900, "currency": "USD",
            }
        ],
    }  # fmt: skip


def carrier(rng: random.Random, marks: Marks, *, key: str, country: str, goods: list[dict[str, Any]]) -> dict[str, Any]:
    """A vehicle with these goods; without any, an empty one. A new vehicle goes on its own wheels."""
    is_new = any(one["cargo_kind"] == "new_vehicle" for one in goods)
    heavy = not is_new and rng.random() < 0.7
    return {
        "key": key,
        "plate": marks.plate("VIN" if is_new else country),
        "country": country,
        "fee_class": "VT6" if heavy else rng.choice(("VT3", "VT4", "VT5")),
        "kind": "tractor" if heavy else "truck",
        "container": marks.container() if heavy and goods and rng.random() < 0.5 else None,
        "own_weight_kg": 15_000 if heavy else 6_000,
        "cargo_weight_kg": None if not goods else 16_000 if heavy else 8_000,
        "driver": driver(marks, country),
        "consignments": [one["key"] for one in goods],
    }


def receiver(rng: random.Random, marks: Marks, *, key: str, unloads: str) -> dict[str, Any]:
    """A Vietnamese truck that takes goods over."""
    return {
        "key": key, "unloads": [unloads], "plate": marks.plate("VN"), "country": "VN",
        "fee_class": rng.choice(("VT4", "VT4", "VT5")), "area": f"S{rng.randrange(1, 9)}",
        "driver": driver(marks, "VN"),
    }  # fmt: skip


def driver(marks: Marks, country: str) -> dict[str, str]:
    number = marks.serial()
    identity = f"9999{number:08d}" if country == "VN" else f"ZZ{number:08d}"
    return {"name": f"{NAMES[country]} {number:08d}", "id_number": identity, "phone": PHONES[country]}
