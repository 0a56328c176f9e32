"""(l) The public board of a gate from its snapshot, beside a bare view that answers the same bytes from memory.

The senders take their part of the same two cores, for ours and for the baseline alike.
"""

import tempfile

from bench import databases, load
from bench.figures import Budget, Figure
from bench.processes import bare, django, gate
from bench.rounds import in_turns

ASKED = 2_000
"""A round."""
LEAST_PER_SECOND = 500
PAGES = (("the page of a gate", "/board/HN/"), ("the JSON of a gate", "/api/v1/gates/HN/board"))


def run() -> list[Figure]:
    with databases.scratch("board") as name:
        django(name, "manage.py", "migrate", "--skip-checks", "--verbosity", "0")
        django(name, "manage.py", "collectstatic", "--noinput", "--verbosity", "0")
        with gate(name) as port:
            return [_asked(name, port, what, path) for what, path in PAGES]


def _asked(database: str, port: int, what: str, path: str) -> Figure:
    ours = [load.request("GET", path, expected=200)] * ASKED
    same = [load.request("GET", "/kept", expected=200)] * ASKED
    with tempfile.NamedTemporaryFile() as body:
        body.write(load.fetch(port, path, {}))
        body.flush()
        with bare(database, BARE_KEPT=body.name) as other:
            sides = in_turns(lambda _: load.storm(port, ours), lambda _: load.storm(other, same))
    rates = [[round(outcome.per_second) for outcome in side] for side in sides]
    ours_ms, same_ms = ([1000 / rate for rate in side] for side in rates)
    notes = {"ours requests/s": rates[0], "baseline requests/s": rates[1], **sides.notes()}
    return Figure("l", f"{what}, 1/rate", "ms", ours_ms, same_ms, Budget.OURS_BELOW, 1000 / LEAST_PER_SECOND, notes)
