"""(j) The managers' first page and the list behind a number, with a million finished, a running day and a usual one.

"The first of a day" is the page when nothing of the usual day is kept in the cache: its exits are then read from the
journal. The day is made to have begun eighteen hours ago, whenever the bench runs.
"""

import os
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from redis import Redis

from bench import databases, history, load
from bench.figures import Budget, Figure
from bench.processes import django, gate, inside
from bench.rounds import ROUNDS

LONG = 1_000_000
ASKED = 40
"""A round."""
FIRST_ASKED = 5
PAGE_MS, PAGE_QUERIES = 300, 25
PAGE, LIST = "/reports/", "/reports/trucks/?what=left"
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def run(*, finished: int = LONG) -> list[Figure]:
    began = datetime.now(tz=HANOI) - timedelta(hours=18)
    day = {"BULLETIN_CUT_OFF": f"{began:%H:00}"}
    with databases.scratch("overview", template=history.template(finished=finished)) as name:
        django(name, "manage.py", "migrate", "--skip-checks", "--verbosity", "0")
        django(name, "manage.py", "collectstatic", "--noinput", "--verbosity", "0")
        with databases.connected(name) as connection:
            connection.execute(Path(__file__).with_name("overview.sql").read_text(encoding="utf-8"))
            connection.execute("VACUUM ANALYZE")
        cookie = f"sessionid={inside(name, 'overview', **day)}"
        with gate(name, **day) as port:
            figures = [
                _asked(port, PAGE, cookie, "the managers' page"),
                _asked(port, PAGE, cookie, "the same, the first of a day", anew=True),
                _asked(port, LIST, cookie, "the trucks behind a number"),
            ]
        page, nothing_new = (float(count) for count in inside(name, "polling", PAGE, cookie, **day))
    return [
        *figures,
        Figure("j", "queries of the page", "queries", [page], [nothing_new], Budget.OURS_BELOW, PAGE_QUERIES + 1),
    ]


def _asked(port: int, path: str, cookie: str, what: str, *, anew: bool = False) -> Figure:
    """One after the other: 95 of a hundred are quicker than that; the baseline is the median."""
    asked = load.request("GET", path, expected=200, headers={"Cookie": cookie})
    taken = []
    for _round in range(ROUNDS + 1):
        seconds = []
        for _number in range(FIRST_ASKED if anew else ASKED):
            if anew:
                _forget()
            seconds.append(load.send(port, asked) * 1000)
        taken.append(sorted(seconds))
    slowest = [one[len(one) * 95 // 100] for one in taken[1:]]  # round 0 warms up
    medians = [one[len(one) // 2] for one in taken[1:]]
    return Figure("j", f"{what}, p95 (baseline: p50)", "ms", slowest, medians, Budget.OURS_BELOW, PAGE_MS)


def _forget() -> None:
    """Take what is kept of the usual day out of the cache."""
    cache = Redis.from_url(os.environ["REDIS_URL"])
    for key in cache.scan_iter("*usual-days:*"):
        cache.delete(key)
