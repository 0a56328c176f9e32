"""(f) A file of 2,000 rows checked and filed by one worker, against single filings by the API in the same run."""

from datetime import UTC, datetime

from bench import databases, history
from bench.figures import Budget, Figure
from bench.filing import HAULIER, by_api
from bench.processes import gate, inside, peak_mb, worker
from bench.rounds import ROUNDS

ROWS = 2_000
REQUESTS = 400
AT_LEAST = 0.5
BELOW_MB = 200.0


def run(*, rows: int = ROWS, requests: int = REQUESTS) -> list[Figure]:
    singly, by_file, peaks, before, said = [], [], [], [], {}
    with databases.scratch("bulk") as name:
        history.prepare(name)
        key = inside(name, "people", "keys")[HAULIER]
        with gate(name) as port:
            for number in range(ROUNDS + 1):  # round 0 warms the API up and is not counted
                serials = range(number * requests, (number + 1) * requests)
                outcome = by_api(port, key, serials, at=datetime.now(tz=UTC))
                if not number:
                    continue
                singly.append(outcome.per_second)
                with worker(name) as process:
                    before.append(peak_mb(process))
                    said = inside(name, "bulk", HAULIER, str(100_000 + number * rows), str(rows))
                    peaks.append(peak_mb(process))
                by_file.append(rows / (said["checking"] + said["filing"]))
    seconds = {f"{what} s": round(said[what], 1) for what in ("taking in", "checking", "filing")}
    return [
        Figure("f", "file rows of a file", "rows/s", by_file, singly, Budget.RATIO_AT_LEAST, AT_LEAST, seconds),
        Figure("f", "memory of its worker", "MB", peaks, before, Budget.OURS_BELOW, BELOW_MB),
    ]
