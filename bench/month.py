"""(k) A month of a million vehicles: its bulletin, its list as a workbook, its PDF; against a month of a tenth.

What a month costs on its last evening is the sum of thirty published days. That the days cost something too is told
beside it: all thirty published one after the other, which in life is done evening by evening.
"""

from calendar import monthrange
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from bench import databases, history
from bench.figures import Budget, Figure
from bench.processes import django, inside

LONG, SHORT = 1_000_000, 100_000
YEAR, MONTH = 2026, 10
ENDS_AT: Final = datetime(YEAR, MONTH, monthrange(YEAR, MONTH)[1], 20, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
DAYS: Final = monthrange(YEAR, MONTH)[1]
SECONDS, MB, LIST_MB, PDF_SECONDS = 60, 300, 200, 20
LINEAR = 1.2
"""So much more than the vehicles it may grow."""
TABLES = ("declarations_event", "declarations_vehicle", "declarations_fee")


def run(*, long: int = LONG, short: int = SHORT) -> list[Figure]:
    less = _of(short)
    more = _of(long, with_files=True)
    days, period = more["days"], more["period"]
    notes = {"vehicles": days["many"], "of which this process": f"{days['processor']:.0f} s"}
    return [
        _figure("a month's bulletin, of its days", "s", period, less["period"], "seconds", Budget.OURS_BELOW, SECONDS),
        Figure(
            "k", "its days published, against a tenth of the vehicles", "s", [days["seconds"]],
            [less["days"]["seconds"]], Budget.RATIO_AT_MOST, LINEAR * long / short, notes,
        ),
        Figure("k", "memory of both", "MB", [max(days["most"], period["most"])], [days["before"]],
               Budget.OURS_BELOW, MB),
        Figure("k", "memory of the list of all as a workbook", "MB", [more["list"]["most"]], [more["list"]["before"]],
               Budget.OURS_BELOW, LIST_MB, {"rows": more["list"]["rows"], "s": round(more["list"]["seconds"])}),
        Figure("k", "PDF of the month (baseline: of a tenth)", "s", [more["pdf"]["seconds"]], [less["pdf"]["seconds"]],
               Budget.OURS_BELOW, PDF_SECONDS, {"MB": round(more["pdf"]["most"])}),
    ]  # fmt: skip


def _figure(
    name: str, unit: str, ours: dict[str, Any], baseline: dict[str, Any], of: str, budget: Budget, bound: float
) -> Figure:
    return Figure("k", f"{name} (baseline: of a tenth)", unit, [ours[of]], [baseline[of]], budget, bound)


def _of(finished: int, *, with_files: bool = False) -> dict[str, Any]:
    """Make the month of so many vehicles; by step what `bench.inside.month` says of it."""
    key = f"{YEAR}-{MONTH:02}"
    with databases.scratch("month", template=history.template(finished=finished)) as name:
        django(name, "manage.py", "migrate", "--skip-checks", "--verbosity", "0")
        _move(name)
        said = {step: inside(name, "month", step, key) for step in ("days", "period", "pdf")}
        for step in ("days", "period"):
            if said[step]["many"] != finished:
                raise SystemExit(f"The {step} count {said[step]['many']:,} vehicles of {finished:,}.")
        if with_files:
            said["list"] = inside(name, "workbook", ENDS_AT.isoformat(), str(DAYS))
    return said


def _move(name: str) -> None:
    with databases.connected(name) as connection:
        with connection.transaction(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = off")
            cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
            with history.bare_tables(cursor, TABLES):
                said = {"ends_at": ENDS_AT.astimezone(UTC), "days": DAYS}
                cursor.execute(Path(__file__).with_name("month.sql").read_text(encoding="utf-8"), said)
        connection.execute("VACUUM ANALYZE")
