"""(a) Filing a two-item export by the API, against a bare view that makes the same INSERTs in one transaction."""

from datetime import UTC, datetime

from bench import databases, history, load
from bench.documents import as_bytes, export
from bench.figures import Budget, Figure
from bench.processes import bare, gate, inside
from bench.rounds import in_turns

REQUESTS = 400
"""A round, on each side."""
AT_LEAST = 0.5


def run() -> list[Figure]:
    with databases.scratch("filing") as name:
        history.prepare(name)
        key = inside(name, "people", "keys")[HAULIER]
        user_id, organisation_id = _who(name)
        at = datetime.now(tz=UTC)

        def ours(number: int) -> load.Outcome:
            return by_api(our_port, key, _serials(number, first=0), at=at)

        def baseline(number: int) -> load.Outcome:
            return load.storm(bare_port, [
                load.request("POST", "/file", expected=201,
                             body=as_bytes(export(serial, at=at), user_id=user_id, organisation_id=organisation_id,
                                           number=f"20000101{serial:05d}"))
                for serial in _serials(number, first=50_000)
            ])  # fmt: skip

        with gate(name) as our_port, bare(name) as bare_port:
            sides = in_turns(ours, baseline)
    return [
        Figure(
            "a", "file an export", "requests/s", [outcome.per_second for outcome in sides.ours],
            [outcome.per_second for outcome in sides.baseline], Budget.RATIO_AT_LEAST, AT_LEAST, sides.notes(),
        )
    ]  # fmt: skip


HAULIER = "bench.haulier.0"


def by_api(port: int, key: str, serials: range, *, at: datetime) -> load.Outcome:
    """File one export for each of these trucks."""
    return load.storm(port, [
        load.request("POST", "/api/v1/declarations", expected=201, headers={"Authorization": f"Bearer {key}"},
                     body=as_bytes(export(serial, at=at)))
        for serial in serials
    ])  # fmt: skip


def _who(name: str) -> tuple[int, int]:
    with databases.connected(name) as connection:
        found = connection.execute(
            "SELECT id, organisation_id FROM accounts_user WHERE username = %s", [HAULIER]
        ).fetchone()
    assert found is not None
    return found[0], found[1]


def _serials(number: int, *, first: int) -> range:
    """Trucks that no other request has."""
    return range(first + number * REQUESTS, first + (number + 1) * REQUESTS)
