"""What a new gate starts with: places, hours, the table of checks, the tariff (domain §2, §6, §9).

Lane capacities and yard sizes that no source gives are assumed (○) and are edited in the admin. `plant` may run twice:
it adds what is missing and changes nothing that somebody edited. Called by the first migration and by the tests.
"""

from datetime import UTC, date, datetime, time
from typing import Any

from declarations.procedures import TABLE

GATES = [
    # code, vi, en, zh, opposite, markers, kind, takes trucks
    ("HN", "Hữu Nghị", "Huu Nghi", "友谊", "Hữu Nghị Quan", "1116–1117, 1119–1120", "international", True),
    ("TT", "Tân Thanh", "Tan Thanh", "新清", "Pò Chài", "1088/2–1089", "international", True),
    ("CN", "Cốc Nam", "Coc Nam", "谷南", "Lũng Nghịu", "1104–1105", "international", True),
    ("CM", "Chi Ma", "Chi Ma", "峙马", "Ái Điểm", "", "main", True),
    ("NH", "Na Hình", "Na Hinh", "那形", "Kéo Ái", "", "auxiliary", True),
    ("NN", "Nà Nưa", "Na Nua", "那诺", "", "", "auxiliary", True),
    ("DD", "Đồng Đăng", "Dong Dang", "同登", "Bằng Tường", "", "rail", False),
]
LANES = [
    # gate, code, name, direction, vehicles an hour
    ("HN", "1116-1117", "Lối thông quan 1116–1117", "", 80),
    ("HN", "1119-1120", "Đường chuyên dụng 1119–1120", "", 200),
    ("TT", "1088-1089", "Đường chuyên dụng 1088/2–1089", "", 100),
    ("TT", "VAI", "Luồng vải", "export", 20),
    ("CN", "1104-1105", "Lối thông quan 1104–1105", "", 30),
    ("CM", "CHI-MA", "Chi Ma", "", 40),
    ("NH", "NA-HINH", "Na Hình", "", 10),
    ("NN", "NA-NUA", "Nà Nưa", "", 10),
]
YARDS = [
    # gate, code, name, inside, places, transshipment
    ("HN", "XUAN-CUONG", "Bến bãi Xuân Cương", True, 600, True),
    ("TT", "BAO-NGUYEN", "Bến bãi Bảo Nguyên", True, 400, True),
    ("HN", "VIETTEL", "Công viên logistics Viettel", False, 1500, False),
    ("HN", "NON-TARIFF", "Khu phi thuế quan", False, 800, False),
]
OPENS, CLOSES = time(7), time(19)

TARIFF = [
    # class, cargo, direction, regime, đồng, known from the resolution?
    ("VT1", "farm_produce", "export", "", 100_000, True),
    ("VT4", "", "", "", 300_000, True),
    ("VT6", "", "", "", 800_000, True),
    ("VT6", "farm_produce", "", "temporary_import_reexport", 4_000_000, True),
    ("VT1", "", "", "", 120_000, False),
    ("VT2", "", "", "", 180_000, False),
    ("VT3", "", "", "", 240_000, False),
    ("VT5", "", "", "", 500_000, False),
]
RATES = [
    # kind, journey, percent
    ("infrastructure", "export", 100),
    ("infrastructure", "import_direct", 130),
    ("infrastructure", "receiving", 100),
    ("transfer", "transshipped", 30),
]
NEW_RESOLUTION, OLD_RESOLUTION = date(2025, 5, 8), date(2019, 1, 1)
NEW_SOURCE, OLD_SOURCE = "Nghị quyết 09/2025/NQ-HĐND", "Nghị quyết 01/2019 (giá không công bố)"


def plant(apps: Any) -> None:
    """Add what is missing. `apps` is an app registry, a migration's or `django.apps.apps`."""
    _places(apps)
    _procedure(apps)
    _tariff(apps)


def _places(apps: Any) -> None:
    names = ("Gate", "Lane", "Yard", "OpeningHours")
    Gate, Lane, Yard, Hours = (apps.get_model("declarations", name) for name in names)
    for code, vi, en, zh, opposite, markers, kind, takes_trucks in GATES:
        gate, is_new = Gate.objects.get_or_create(
            code=code,
            defaults={
                "name_vi": vi, "name_en": en, "name_zh": zh, "opposite": opposite, "markers": markers, "kind": kind,
                "takes_trucks": takes_trucks,
            },
        )  # fmt: skip
        if is_new and takes_trucks:
            hours = [Hours(gate=gate, weekday=weekday, opens=OPENS, closes=CLOSES) for weekday in range(7)]
            Hours.objects.bulk_create(hours)
    for gate_code, code, name, direction, capacity in LANES:
        defaults = {"name": name, "direction": direction, "capacity_per_hour": capacity}
        Lane.objects.get_or_create(gate=Gate.objects.get(code=gate_code), code=code, defaults=defaults)
    for gate_code, code, name, inside, places, transshipment in YARDS:
        gate = Gate.objects.get(code=gate_code)
        defaults = {
            "gate": gate, "name": name, "is_inside": inside, "capacity": places, "has_transshipment": transshipment,
        }  # fmt: skip
        Yard.objects.get_or_create(code=code, defaults=defaults)


def _procedure(apps: Any) -> None:
    Procedure, Step = (apps.get_model("declarations", name) for name in ("Procedure", "Step"))
    procedure, is_new = Procedure.objects.get_or_create(
        version=1, defaults={"in_force_from": datetime(2019, 1, 1, tzinfo=UTC)}
    )
    if not is_new:
        return
    Step.objects.bulk_create(
        Step(
            procedure=procedure, journey=row.journey or "", code=row.code, agency=row.agency, presence=row.presence,
            needs=row.needs, follows=row.follows, needs_yard=row.needs_yard,
            follows_inside_only=row.follows_inside_only, position=position,
        )
        for position, row in enumerate(TABLE)
    )  # fmt: skip


def _tariff(apps: Any) -> None:
    Tariff, JourneyRate = (apps.get_model("declarations", name) for name in ("Tariff", "JourneyRate"))
    periods = [(OLD_RESOLUTION, date(2025, 5, 7), OLD_SOURCE, True), (NEW_RESOLUTION, None, NEW_SOURCE, False)]
    for starts, ends, source, all_assumed in periods:
        for fee_class, cargo, direction, regime, amount, known in TARIFF:
            Tariff.objects.get_or_create(
                fee_class=fee_class, cargo_kind=cargo, direction=direction, regime=regime, valid_from=starts,
                defaults={
                    "amount": amount, "valid_until": ends, "assumed": all_assumed or not known, "source": source,
                },
            )  # fmt: skip
        for kind, journey, percent in RATES:
            JourneyRate.objects.get_or_create(
                kind=kind, journey=journey, valid_from=starts,
                defaults={"percent": percent, "valid_until": ends, "assumed": all_assumed, "source": source},
            )  # fmt: skip
