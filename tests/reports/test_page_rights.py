"""Who comes in at the managers' pages and files: every address below reports/ × every sort of person × method.

The table must name every such address: one that is missing here fails the first test. What a person may not do changes
nothing, and a manager of another gate is shown no truck of this one, on no page and in no file.
"""

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
import time_machine
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import User
from declarations.models import Vehicle
from delivery import tasks as delivery_tasks
from release.models import Passage
from release.operations.following import follow_due
from reports import tasks
from reports.operations import lists
from reports.operations.bulletins import make_bulletin
from tests import given
from tests.api.world import snapshot
from tests.delivery import having
from tests.reports.days import CUT_OFF, DAY, Traffic, clock
from tests.reports.test_plans import enter

pytestmark = [pytest.mark.django_db, pytest.mark.once]

EVENING = CUT_OFF + dt.timedelta(minutes=5)
LATER = CUT_OFF + dt.timedelta(minutes=30)
PERSONAS = ("nobody", "declarant", "officer", "administrator", "manager", "other_manager", "province")
"""`manager` reads the gate where everything happened, and what is somebody's own is his."""
DAYS = f"?from={DAY}&to={DAY}"
WRONG = {"measure": "x"}
"""What every form refuses that needs anything at all: rights come before it is looked at."""
Statuses = tuple[int, ...]


def _let_in(own: int, other: int | None = None, province: int | None = None) -> Statuses:
    """Managers alone; those who are not named are answered as the first."""
    return (302, 403, 403, 403, own, own if other is None else other, own if province is None else province)


MANAGERS, OWN, PROVINCE = _let_in(200), _let_in(200, 404, 404), _let_in(403, 403, 422)
DONE, HIS = _let_in(302), _let_in(302, 404, 404)


class Row(NamedTuple):
    """One method of one address; `statuses` by persona. `tells` says whether the truck stands in what is answered."""

    name: str
    method: str
    statuses: Statuses
    query: str = ""
    tells: bool = False


# In an order in which what is done leaves the rows below it something to be done with.
TABLE = (
    Row("reports", "GET", MANAGERS),
    Row("report-trucks", "GET", MANAGERS, f"?what=left&date={DAY}", tells=True),
    Row("bulletins", "GET", MANAGERS),
    Row("bulletin", "GET", MANAGERS),
    Row("periods", "GET", MANAGERS),
    Row("period", "GET", MANAGERS),
    Row("vehicle-lists", "GET", MANAGERS),
    Row("vehicle-list", "GET", OWN, tells=True),
    Row("past-bulletins", "GET", MANAGERS),
    Row("plans", "GET", MANAGERS),
    Row("plan", "GET", _let_in(200, 404, 200)),
    Row("release", "GET", MANAGERS, DAYS),
    Row("release-passages", "GET", MANAGERS, DAYS, tells=True),
    Row("release-csv", "GET", MANAGERS, DAYS, tells=True),
    Row("release-xlsx", "GET", MANAGERS, DAYS, tells=True),
    Row("release-passage", "GET", _let_in(200, 404, 200), tells=True),
    Row("release-targets", "GET", MANAGERS),
    Row("duties", "GET", MANAGERS, DAYS),
    Row("duties-csv", "GET", MANAGERS, DAYS),
    Row("forecast", "GET", MANAGERS),
    Row("subscriptions", "GET", MANAGERS),
    Row("subscription-new", "GET", MANAGERS),
    *(Row(f"subscription{page}", "GET", OWN) for page in ("", "-change", "-remove", "-secret")),
    Row("bulletin-again", "POST", DONE),
    Row("bulletin-remark", "POST", DONE),  # whoever may not is told on the page
    Row("period-again", "POST", DONE),
    Row("period-remark", "POST", DONE),
    Row("periods", "POST", _let_in(422)),
    Row("vehicle-lists", "POST", DONE),
    Row("past-bulletins", "POST", PROVINCE),
    Row("plans", "POST", PROVINCE),
    Row("plan", "POST", _let_in(403, 404, 422)),
    Row("release-targets", "POST", PROVINCE),
    Row("subscription-new", "POST", _let_in(422)),
    Row("subscription-change", "POST", _let_in(422, 404, 404)),
    Row("sending-retry", "POST", HIS),
    *(Row(f"subscription-{act}", "POST", HIS) for act in ("test", "pause", "resume")),
    Row("subscription-secret", "POST", OWN),
    Row("subscription-remove", "POST", HIS),
)


def _patterns(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        route = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern.url_patterns, route)
        elif route.startswith("reports/"):
            yield pattern.name or route, pattern


ADDRESSES = dict(_patterns(get_resolver().url_patterns))


class World(NamedTuple):
    truck: Vehicle
    ids: dict[str, Any]
    people: dict[str, User | None]


@pytest.fixture
def world(settings, tmp_path, monkeypatch) -> Iterator[World]:
    """One truck that left Hữu Nghị, and everything that a manager of that gate can have of it."""
    settings.MEDIA_ROOT = tmp_path
    for task in (tasks.work_orders, tasks.make_lists, delivery_tasks.send):
        monkeypatch.setattr(task, "apply_async", lambda **_: None)
    gate = Traffic("HN")
    truck = gate.leaves(gate.seen(clock("08:00")), clock("09:00"))
    manager = having.reader()
    subscription = having.subscribed(manager, to=having.hook())
    sending = having.failed(subscription)  # publishes the day
    make_bulletin(date=DAY, at=EVENING)
    follow_due(at=LATER)
    ordered = lists.order_list(starts_on=DAY, ends_on=DAY, gates=["HN"], language="en", by=manager, at=EVENING)
    lists.work(at=EVENING)
    ids = {
        "date": DAY, "kind": "week", "key": "2026-W46", "list_id": ordered.pk,
        "plan_id": enter("2026", 1, gate="HN").pk, "passage_id": Passage.objects.get(vehicle=truck).pk,
        "subscription_id": subscription.pk, "sending_id": sending.pk,
    }  # fmt: skip
    people = {
        "nobody": None, "declarant": given.declarant(), "officer": given.officer(),
        "administrator": given.administrator(), "manager": manager, "other_manager": given.manager(at="TT"),
        "province": given.manager(at=None),
    }  # fmt: skip
    with time_machine.travel(LATER, tick=False):
        yield World(truck, ids, people)


def _client(user: User | None) -> Client:
    client = Client(headers={"Accept-Language": "en"}, raise_request_exception=False)
    if user:
        client.force_login(user, backend="accounts.backends.PasswordBackend")
    return client


def _ask(client: Client, row: Row, ids: dict[str, Any]) -> Any:
    names = ADDRESSES[row.name].pattern.converters
    address = reverse(row.name, kwargs={name: ids[name] for name in names}) + row.query
    return client.post(address, WRONG) if row.method == "POST" else client.get(address)


def _text(answer: Any) -> str:
    """What an answer says, a workbook's sheets unpacked."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b"".join(book.read(name) for name in book.namelist())
    return str(content, "utf-8", "replace")


def test_the_table_names_every_method_of_every_address(world):
    """A method that a table does not name is refused by the address itself."""
    assert {row.name for row in TABLE} == set(ADDRESSES)
    named = {(row.name, row.method) for row in TABLE}
    province = _client(world.people["province"])
    for name in ADDRESSES:
        for method in {"GET", "POST"} - {method for one, method in named if one == name}:
            assert _ask(province, Row(name, method, ()), world.ids).status_code == 405, (method, name)


def test_each_person_is_let_in_or_not_and_sees_no_truck_of_another_gate(world):
    clients = {persona: _client(user) for persona, user in world.people.items()}
    expected = {row: dict(zip(PERSONAS, row.statuses, strict=True)) for row in TABLE}
    found: dict[Row, dict[str, int]] = {row: {} for row in TABLE}

    before = snapshot()
    for row in TABLE:
        for persona, client in clients.items():
            if persona == "nobody" or expected[row][persona] in (403, 404):
                answer = _ask(client, row, world.ids)
                found[row][persona] = answer.status_code
                assert persona != "nobody" or answer["Location"].startswith(reverse("sign-in")), row
                assert world.truck.plate not in _text(answer), (row, persona)
    assert snapshot() == before

    for row in TABLE:
        for persona in ("other_manager", "province", "manager"):  # whose things they are comes last: he removes them
            if persona not in found[row]:
                answer = _ask(clients[persona], row, world.ids)
                found[row][persona] = answer.status_code
                seen = world.truck.plate in _text(answer)
                assert seen is (row.tells and persona != "other_manager"), (row, persona)
    assert found == expected
