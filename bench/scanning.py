"""(h) 1,800 scans made without network, in batches of 200; a scan with 16 officers at once; the size of the manifest.

Half an hour of a busy gate: 60 scans a minute, each with a confirmation. Two devices send them, batch after batch.
"""

import gzip
import json
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from statistics import median
from typing import Any

from bench import databases, history, load
from bench.figures import Budget, Figure
from bench.processes import gate, inside
from bench.rounds import ROUNDS

SCANS, BATCH, DEVICES = 1_800, 200, 2
TAKEN_WITHIN = 60.0
OFFICERS, SECONDS = 16, 20
"""Each of them scans a truck a second."""
ANSWERED_WITHIN_MS = 300.0
TRUCKS = 2_000
PACKED_BELOW_KB = 500.0
PATIENCE = 120.0
"""Seconds for the answer to one batch."""
OFFICER, CHECK = "bench.medical", "medical"
_nonces = (f"bench-{number}" for number in count())


def run(*, rounds: int = ROUNDS) -> list[Figure]:
    with databases.scratch("scanning") as name:
        history.prepare(name)
        with databases.connected(name) as connection:
            history.seed_now(
                connection, finished=2000, ready=DEVICES * BATCH + rounds * (SCANS + BATCH) + OFFICERS * SECONDS
            )
        keys = inside(name, "people", "keys")
        numbers = _numbers(name)
        with gate(name) as port:
            taken, singly = [], []
            _send_batches(port, keys[OFFICER], [next(numbers) for _ in range(DEVICES * BATCH)])  # warms up
            for _round in range(rounds):
                taken.append(_send_batches(port, keys[OFFICER], [next(numbers) for _ in range(SCANS)]))
                one_by_one = _one_by_one(port, keys[OFFICER], [next(numbers) for _ in range(BATCH)])
                singly.append(one_by_one * SCANS / BATCH)
            took = _many_officers(port, keys[OFFICER], [next(numbers) for _ in range(OFFICERS * SECONDS)])
        confirmed, conflicts = _outcome(name)
        expected = DEVICES * BATCH + rounds * (SCANS + BATCH) + OFFICERS * SECONDS
        if (confirmed, conflicts) != (expected, 0):
            raise SystemExit(f"{confirmed} of {expected} scans were confirmed, {conflicts} became conflicts")
    p50, p95 = (round(took[len(took) * percent // 100] * 1000, 1) for percent in (50, 95))
    return [
        Figure("h", "1,800 offline scans", "s", taken, singly, Budget.OURS_BELOW, TAKEN_WITHIN),
        Figure("h", "scan, 16 officers, p95", "ms", [p95], [p50], Budget.OURS_BELOW, ANSWERED_WITHIN_MS),
        _manifest(),
    ]


def _manifest() -> Figure:
    """How large the manifest of 2,000 trucks is, compressed, and how long it took."""
    with databases.scratch("manifest") as name:
        history.prepare(name)
        with databases.connected(name) as connection:
            history.seed_now(connection, finished=2000, ready=TRUCKS)
        key = inside(name, "people", "keys")["bench.border_guard"]
        with gate(name) as port:
            took, (plain, packed) = [], (0, 0)
            for number in range(ROUNDS + 1):
                began = time.perf_counter()
                body = load.fetch(port, "/api/v1/manifest?gate=HN", _headers(key, **{"Accept-Encoding": "gzip"}))
                if number:
                    took.append(time.perf_counter() - began)
                whole = gzip.decompress(body)
                if len(json.loads(whole)["vehicles"]) != TRUCKS:
                    raise SystemExit("The manifest does not hold every truck.")
                plain, packed = len(whole), len(body)
    return Figure(
        "h", "manifest of 2,000 trucks", "kB", [packed / 1000], [plain / 1000], Budget.OURS_BELOW, PACKED_BELOW_KB,
        {"s": round(median(took), 2)},
    )  # fmt: skip


def _headers(key: str, **more: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}", **more}


def _scan(number: str) -> dict[str, Any]:
    return {"gate": history.GATE, "number": number, "confirm": [CHECK], "nonce": next(_nonces)}


def _post(key: str, path: str, body: dict[str, Any]) -> load.Request:
    return load.request("POST", path, expected=200, headers=_headers(key), body=json.dumps(body).encode())


def _send_batches(port: int, key: str, numbers: Sequence[str]) -> float:
    """Two devices, each its batches one after the other; answers the seconds to the last answer."""
    batches = [
        _post(key, "/api/v1/scans/batch", {"scans": [_scan(number) for number in numbers[first : first + BATCH]]})
        for first in range(0, len(numbers), BATCH)
    ]
    began = time.perf_counter()
    with ThreadPoolExecutor(DEVICES) as pool:
        list(
            pool.map(
                lambda mine: [load.send(port, one, patience=PATIENCE) for one in mine],
                [batches[n::DEVICES] for n in range(DEVICES)],
            )
        )
    return time.perf_counter() - began


def _one_by_one(port: int, key: str, numbers: Sequence[str]) -> float:
    return load.storm(port, [_post(key, "/api/v1/scans", _scan(number)) for number in numbers]).seconds


def _many_officers(port: int, key: str, numbers: Sequence[str]) -> list[float]:
    """Each officer scans a truck a second, all at their own moments; answers the seconds of each answer, sorted."""
    requests = [_post(key, "/api/v1/scans", _scan(number)) for number in numbers]
    start = time.perf_counter() + 1

    def work(officer: int) -> list[float]:
        took = []
        for turn, wanted in enumerate(requests[officer::OFFICERS]):
            time.sleep(max(0.0, start + turn + officer / OFFICERS - time.perf_counter()))
            took.append(load.send(port, wanted))
        return took

    with ThreadPoolExecutor(OFFICERS) as pool:
        return sorted(seconds for one in pool.map(work, range(OFFICERS)) for seconds in one)


def _numbers(name: str) -> Any:
    with databases.connected(name) as connection:
        rows = connection.execute(
            "SELECT number FROM declarations_declaration WHERE status = 'open' ORDER BY id"
        ).fetchall()
    return iter([number for (number,) in rows])


def _outcome(name: str) -> tuple[int, int]:
    """How many checks the officer confirmed, and how many conflicts there are."""
    with databases.connected(name) as connection:
        confirmed = connection.execute(
            "SELECT count(*) FROM declarations_check c JOIN accounts_user u ON u.id = c.decided_by_id"
            " JOIN declarations_declaration d ON d.id = c.declaration_id"
            " WHERE u.username = %s AND c.code = %s AND c.state = 'confirmed' AND d.status = 'open'", [OFFICER, CHECK]
        ).fetchone()  # fmt: skip
        conflicts = connection.execute("SELECT count(*) FROM desk_offlineconflict").fetchone()
    assert confirmed is not None
    assert conflicts is not None
    return confirmed[0], conflicts[0]
