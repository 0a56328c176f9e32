"""(g) The desk: a queue's page and what its script asks, with 5,000 ready under a million finished; 100 bulk confirms.

"Nothing new" is asked with the ETag that the part of the page carries; stamps are taken away before each round, so
that none runs out within it (ADR 0073).
"""

import http.client
import os
from urllib.parse import urlencode

from redis import Redis

from bench import databases, history, load
from bench.figures import Budget, Figure
from bench.processes import django, gate, inside
from bench.rounds import ROUNDS, in_turns

LONG = 1_000_000
PAGES, POLLS = 60, 400
"""A round."""
CONFIRMED_AT_ONCE = 100
PAGE_MS, PAGE_QUERIES, POLL_QUERIES, POLL_RATE, BULK_SECONDS = 300, 12, 2, 5, 5
OFFICER = "bench.medical"
QUEUE = "/admin/declarations/check/?gate=HN&check=medical"
CONFIRM = "/api/v1/checks/{}/confirm"
CSRF = "a" * 32


def run(*, finished: int = LONG) -> list[Figure]:
    with databases.scratch("desk", template=history.template(finished=finished)) as name:
        django(name, "manage.py", "migrate", "--skip-checks", "--verbosity", "0")
        django(name, "manage.py", "collectstatic", "--noinput", "--verbosity", "0")
        cookie = f"sessionid={inside(name, 'people', 'session', OFFICER)}"
        with gate(name) as port:
            figures = [*_asking(port, cookie), _confirming(name, port, cookie)]
        queries = [float(count) for count in inside(name, "polling", QUEUE, cookie)]
    page, poll = queries
    return [
        *figures,
        Figure("g", "queries of a page", "queries", [page], [poll], Budget.OURS_BELOW, PAGE_QUERIES + 1),
        Figure("g", "queries of nothing new", "queries", [poll], [page], Budget.OURS_BELOW, POLL_QUERIES + 1),
    ]


def _asking(port: int, cookie: str) -> list[Figure]:
    page = load.request("GET", QUEUE, expected=200, headers={"Cookie": cookie})
    alone = [[load.send(port, page) * 1000 for _ in range(PAGES)] for _round in range(ROUNDS + 1)][1:]
    slowest = [sorted(taken)[len(taken) * 95 // 100] for taken in alone]

    def polls(_number: int) -> load.Outcome:
        headers = {"Cookie": cookie, "HX-Request": "true"}
        asked = load.request("GET", QUEUE, expected=304, headers={**headers, "If-None-Match": _etag(port, headers)})
        return load.storm(port, [asked] * POLLS)

    sides = in_turns(polls, lambda _number: load.storm(port, [page] * PAGES))
    medians = [sorted(taken)[len(taken) // 2] for taken in alone]
    return [
        Figure("g", "a page alone, p95 (baseline: p50)", "ms", slowest, medians, Budget.OURS_BELOW, PAGE_MS),
        Figure(
            "g", "nothing new (baseline: the page)", "requests/s", [outcome.per_second for outcome in sides.ours],
            [outcome.per_second for outcome in sides.baseline], Budget.RATIO_AT_LEAST, POLL_RATE, sides.notes(),
        ),
    ]  # fmt: skip


def _etag(port: int, headers: dict[str, str]) -> str:
    """That of the part as it stands now, with a whole minute before it."""
    cache = Redis.from_url(os.environ["REDIS_URL"])
    for key in cache.scan_iter("*stamp:*"):
        cache.delete(key)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=load.PATIENCE)
    connection.request("GET", QUEUE, headers={**headers, "X-Forwarded-Proto": "https"})
    answer = connection.getresponse()
    etag = answer.getheader("ETag")
    connection.close()
    if answer.status != 200 or etag is None:
        raise SystemExit(f"{QUEUE} was answered with {answer.status} and without an ETag.")
    return etag


def _confirming(name: str, port: int, cookie: str) -> Figure:
    """A hundred checks in one POST, against a hundred requests of the API one after the other."""
    with databases.connected(name) as connection:
        rows = connection.execute(
            "SELECT id FROM declarations_check WHERE state = 'ready' AND code = 'medical' ORDER BY id"
        ).fetchall()
    ready = [check_id for (check_id,) in rows]
    key = inside(name, "people", "keys")[OFFICER]

    def share(number: int, side: int) -> list[int]:
        first = (2 * number + side) * CONFIRMED_AT_ONCE
        return ready[first : first + CONFIRMED_AT_ONCE]

    ours, baseline = [], []
    for number in range(ROUNDS + 1):
        typed = urlencode(
            {"csrfmiddlewaretoken": CSRF, "action": "confirm", "_selected_action": share(number, 0)}, doseq=True
        )
        headers = {"Cookie": f"{cookie}; csrftoken={CSRF}", "Referer": "https://127.0.0.1/"}
        at_once = load.request(
            "POST", QUEUE, expected=302, headers=headers, body=typed.encode(), kind="application/x-www-form-urlencoded"
        )
        bearer = {"Authorization": f"Bearer {key}"}
        singly = [
            load.request("POST", CONFIRM.format(check_id), expected=200, headers=bearer, body=b"{}")
            for check_id in share(number, 1)
        ]
        taken = load.send(port, at_once), sum(load.send(port, one) for one in singly)
        if number:  # round 0 warms up
            ours.append(taken[0])
            baseline.append(taken[1])
    with databases.connected(name) as connection:
        left = connection.execute(
            "SELECT count(*) FROM declarations_check WHERE state = 'ready' AND code = 'medical'"
        ).fetchone()
    if left is None or left[0] != len(ready) - 2 * (ROUNDS + 1) * CONFIRMED_AT_ONCE:
        raise SystemExit(f"Not everything was confirmed: {left} of {len(ready)} are ready.")
    return Figure("g", "100 confirmed at once (baseline: singly)", "s", ours, baseline, Budget.OURS_BELOW, BULK_SECONDS)
