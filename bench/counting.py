"""(d) The bulletin of a day of 20,000 vehicles, against hand-written SQL for the same figures.

All of them: flows and stock, lanes, farm produce, trade value by currency and direction, fees by kind. Reading alone on
both sides; what publishing the day costs besides is a bench of its own (`month`).
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bench import databases, history
from bench.figures import Budget, Figure
from bench.processes import inside
from bench.rounds import ROUNDS

A_DAY = 20_000
DAYS = 3
AT_MOST = 2.0
CUT_OFF = datetime(2026, 11, 20, 20, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
LAST_ONE_LEFT = timedelta(hours=3, minutes=31)
"""So long before the moment of `history.seed` the last of its past has left."""


def run(*, a_day: int = A_DAY) -> list[Figure]:
    with databases.scratch("counting") as name:
        history.prepare(name)
        seed_day(name, a_day=a_day)
        said = inside(name, "bulletin", CUT_OFF.date().isoformat(), str(ROUNDS))
    ours, baseline = ([seconds * 1000 for seconds in said[side]] for side in ("ours", "baseline"))
    notes = {"vehicles cleared that day": said["cleared"], "figures that agree": said["figures"]}
    return [Figure("d", "bulletin of a day", "ms", ours, baseline, Budget.RATIO_AT_MOST, AT_MOST, notes)]


def seed_day(name: str, *, a_day: int) -> None:
    """Days of that many vehicles up to the cut-off, with their journal, and trucks that stand there since."""
    with databases.connected(name) as connection:
        at = (CUT_OFF + LAST_ONE_LEFT).astimezone(UTC)
        history.seed(connection, finished=DAYS * a_day, ready=min(history.READY, a_day // 10), at=at, a_day=a_day)
        journal = Path(__file__).with_name("journal.sql").read_text(encoding="utf-8")
        connection.execute(journal, {"cut_off": CUT_OFF})
        connection.execute("VACUUM (FREEZE, ANALYZE)")
