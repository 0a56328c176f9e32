"""(i) The time release study of a week, its page and its API, with a million passages: p95 of requests one by one."""

import hashlib
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlencode

from bench import databases, history, load
from bench.figures import Budget, Figure
from bench.processes import django, gate, inside
from bench.rounds import ROUNDS

LONG = 1_000_000
DAYS = 7
ASKED = 20
"""A round."""
MS = 300
BY = ("agency", "gate", "hour")
TABLES = ("release_passage", "release_checkfact")
POURED = Path(__file__).with_name("study.sql")


def run(*, finished: int = LONG) -> list[Figure]:
    with databases.scratch("study", template=template(finished=finished)) as name:
        django(name, "manage.py", "migrate", "--skip-checks", "--verbosity", "0")
        django(name, "manage.py", "collectstatic", "--noinput", "--verbosity", "0")
        week = _last_week(name)
        cookie = {"Cookie": f"sessionid={inside(name, 'managers', 'session')}"}
        key = {"Authorization": f"Bearer {inside(name, 'managers', 'key')}"}
        with gate(name) as port:
            return [
                _asked(port, f"/reports/release/?{urlencode(week)}", cookie, "the study's page, by agency"),
                *(
                    _asked(port, f"/api/v1/reports/release?{urlencode(week | {'by': by})}", key, f"the study by {by}")
                    for by in BY
                ),
            ]


def template(*, finished: int) -> str:
    """The name of a template database with that past and its facts; made now if it is not there."""
    said = hashlib.sha256(POURED.read_bytes() + history.digest().encode())
    prefix = f"{databases.PREFIX}_study_{finished}_"
    name = prefix + said.hexdigest()[:10]
    if databases.exists(name):
        return name
    for outdated in databases.names_like(prefix):
        databases.drop(outdated)
    with databases.scratch("making", template=history.template(finished=finished)) as making:
        django(making, "manage.py", "migrate", "--skip-checks", "--verbosity", "0")
        with databases.connected(making) as connection:
            with connection.transaction(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL synchronous_commit = off")
                cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
                with history.bare_tables(cursor, TABLES):
                    cursor.execute(POURED.read_text(encoding="utf-8"))
            connection.execute("VACUUM (FREEZE, ANALYZE)")
        databases.rename(making, to=name)
    return name


def _last_week(name: str) -> dict[str, str]:
    """The last seven whole days of the past."""
    with databases.connected(name) as connection:
        row = connection.execute(
            "SELECT (max(ended_at) AT TIME ZONE 'Asia/Ho_Chi_Minh')::date FROM release_passage"
        ).fetchone()
    last: date = row[0] if row else date.min
    return {"from": (last - timedelta(days=DAYS)).isoformat(), "to": (last - timedelta(days=1)).isoformat()}


def _asked(port: int, path: str, headers: dict[str, str], what: str) -> Figure:
    """One after the other: 95 of a hundred are quicker than that; the baseline is the median."""
    asked = load.request("GET", path, expected=200, headers=headers)
    rounds = [sorted(load.send(port, asked) * 1000 for _ in range(ASKED)) for _ in range(ROUNDS + 1)][1:]
    slowest, medians = ([one[len(one) * percent // 100] for one in rounds] for percent in (95, 50))
    return Figure("i", f"{what}, p95 (baseline: p50)", "ms", slowest, medians, Budget.OURS_BELOW, MS)
