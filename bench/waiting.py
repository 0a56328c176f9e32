"""(c) An officer's queue, 50 rows out of 5,000 ready: with a million finished declarations against ten thousand.

By the API and in the admin. Both servers stand beside each other and are asked in turns, request by request.
"""

from statistics import median

from bench import databases, history, load
from bench.figures import Budget, Figure
from bench.processes import django, gate, inside
from bench.rounds import ROUNDS

LONG, SHORT = 1_000_000, 10_000
REQUESTS = 60
"""A round, to each side."""
AT_MOST = 1.2
OFFICER = "bench.medical"
API = "/api/v1/queues/HN/medical"
ADMIN = "/admin/declarations/check/?gate=HN&check=medical"


def run(*, long: int = LONG, short: int = SHORT) -> list[Figure]:
    with (
        databases.scratch("long", template=history.template(finished=long)) as long_name,
        databases.scratch("short", template=history.template(finished=short)) as short_name,
    ):
        names = (long_name, short_name)
        for name in names:
            django(name, "manage.py", "migrate", "--skip-checks", "--verbosity", "0")
        django(long_name, "manage.py", "collectstatic", "--noinput", "--verbosity", "0")
        asked = {
            "API": (API, [("Authorization", f"Bearer {inside(name, 'people', 'keys')[OFFICER]}") for name in names]),
            "admin": (ADMIN, [("Cookie", f"sessionid={inside(name, 'people', 'session', OFFICER)}") for name in names]),
        }
        figures = []
        with gate(long_name) as long_port, gate(short_name) as short_port:
            for where, (path, headers) in asked.items():
                figures.append(_seconds(where, path, headers, (long_port, short_port)))
        for where, (path, headers) in asked.items():
            figures.append(_queries(where, path, headers, names))
    return figures


def _seconds(where: str, path: str, headers: list[tuple[str, str]], ports: tuple[int, int]) -> Figure:
    requests = [load.request("GET", path, expected=200, headers=dict([header])) for header in headers]
    rounds: list[tuple[float, float]] = []
    for number in range(ROUNDS + 1):
        taken: tuple[list[float], list[float]] = ([], [])
        for _ in range(REQUESTS):
            for side, port in enumerate(ports):
                taken[side].append(load.send(port, requests[side]))
        if number:  # round 0 warms up
            rounds.append((median(taken[0]) * 1000, median(taken[1]) * 1000))
    ours, baseline = zip(*rounds, strict=True)
    return Figure("c", f"queue by {where}", "ms", ours, baseline, Budget.RATIO_AT_MOST, AT_MOST)


def _queries(where: str, path: str, headers: list[tuple[str, str]], names: tuple[str, str]) -> Figure:
    long, short = (float(inside(name, "queries", path, *header)) for name, header in zip(names, headers, strict=True))
    return Figure("c", f"queries by {where}", "queries", [long], [short], Budget.RATIO_AT_MOST, 1.0)
