"""(b) Confirming a check by the API, against a bare SELECT FOR UPDATE with the same writes.

The check is the medical one: nothing follows from it, so it has the fewest writes to hide behind.
"""

from bench import databases, history, load
from bench.figures import Budget, Figure
from bench.processes import bare, gate, inside
from bench.rounds import ROUNDS, in_turns

REQUESTS = 400
"""A round, on each side."""
AT_LEAST = 0.4
OFFICER = "bench.medical"


def run() -> list[Figure]:
    with databases.scratch("confirming") as name:
        history.prepare(name)
        with databases.connected(name) as connection:
            history.seed_now(connection, finished=2000, ready=2 * (ROUNDS + 1) * REQUESTS)
        key = inside(name, "people", "keys")[OFFICER]
        officer_id, checks = _ready(name)

        def requests(number: int, side: int, path: str, headers: dict[str, str], body: bytes) -> list[load.Request]:
            first = (2 * number + side) * REQUESTS
            return [
                load.request("POST", path.format(check_id), expected=200, headers=headers, body=body)
                for check_id in checks[first : first + REQUESTS]
            ]

        def ours(number: int) -> load.Outcome:
            headers = {"Authorization": f"Bearer {key}"}
            return load.storm(our_port, requests(number, 0, "/api/v1/checks/{}/confirm", headers, b"{}"))

        def baseline(number: int) -> load.Outcome:
            return load.storm(bare_port, requests(number, 1, "/checks/{}/confirm", {"X-Officer": f"{officer_id}"}, b""))

        with gate(name) as our_port, bare(name) as bare_port:
            sides = in_turns(ours, baseline)
    return [
        Figure(
            "b", "confirm a check", "requests/s", [outcome.per_second for outcome in sides.ours],
            [outcome.per_second for outcome in sides.baseline], Budget.RATIO_AT_LEAST, AT_LEAST, sides.notes(),
        )
    ]  # fmt: skip


def _ready(name: str) -> tuple[int, list[int]]:
    """The officer, and the checks that wait for him."""
    with databases.connected(name) as connection:
        officer = connection.execute("SELECT id FROM accounts_user WHERE username = %s", [OFFICER]).fetchone()
        rows = connection.execute(
            "SELECT id FROM declarations_check WHERE state = 'ready' AND code = 'medical' ORDER BY id"
        ).fetchall()
    assert officer is not None
    return officer[0], [check_id for (check_id,) in rows]
