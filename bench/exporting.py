"""(e) The memory that the workbook of 100,000 vehicles takes: a fresh process at its most, and before it began."""

from bench import counting, databases, history
from bench.figures import Budget, Figure
from bench.processes import inside
from bench.rounds import ROUNDS

ROWS = 100_000
BELOW_MB = 150.0


def run(*, rows: int = ROWS) -> list[Figure]:
    a_day = rows // counting.DAYS + rows // 100  # a few have turned back
    with databases.scratch("exporting") as name:
        history.prepare(name)
        counting.seed_day(name, a_day=a_day)
        said = [inside(name, "workbook", counting.CUT_OFF.isoformat(), "30") for _ in range(ROUNDS)]
    written, seconds = said[0]["rows"], [one["seconds"] for one in said]
    if written < rows:
        raise SystemExit(f"The workbook holds {written:,} rows, not {rows:,}.")
    most, before = [one["most"] for one in said], [one["before"] for one in said]
    notes = {"rows": written, "seconds": round(sorted(seconds)[1], 1)}
    return [Figure("e", "memory of a workbook", "MB", most, before, Budget.OURS_BELOW, BELOW_MB, notes)]
