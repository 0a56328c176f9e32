"""Who may do what over the API: every address × every sort of person, and a refusal changes nothing.

The table must name every address under /api/v1/: one that is missing here fails the first test.
"""

from typing import Any, NamedTuple

import pytest
import time_machine
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import Agency, User
from tests import given
from tests.api.addresses import ADDRESSES, view_of
from tests.api.world import PERSONAS, World, snapshot
from tests.declarations.api.callers import of
from tests.given import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.once]

REASON = {"reason": "Vì một lý do"}
Statuses = tuple[int, ...]


class Row(NamedTuple):
    """One method of one address; `statuses` by persona, in the order of PERSONAS. 409 says: yes, but not now."""

    name: str
    method: str
    statuses: Statuses
    agency: str = Agency.BORDER_GUARD
    body: Any = None
    query: str = ""


#                nobody company other  own    other  other  mana-  other  pro-   admin
#                               comp.  agency agency gate   ger    man.   vince
PUBLIC: Statuses = (200, 200, 200, 200, 200, 200, 200, 200, 200, 200)
COMPANIES: Statuses = (401, 200, 200, 403, 403, 403, 403, 403, 403, 403)
READERS: Statuses = (401, 200, 404, 200, 200, 404, 403, 403, 403, 403)
OFFICERS: Statuses = (401, 403, 403, 200, 200, 200, 403, 403, 403, 403)
AGENCY: Statuses = (401, 403, 403, 200, 403, 404, 403, 403, 403, 403)
MANAGERS: Statuses = (401, 403, 403, 403, 403, 403, 200, 200, 200, 403)


def _owner(status: int) -> Statuses:
    return (401, status, 404, 403, 403, 403, 403, 403, 403, 403)


def _agency(status: int) -> Statuses:
    return (401, 403, 403, status, 403, 404, 403, 403, 403, 403)


def _managers(status: int) -> Statuses:
    return (401, 403, 403, 403, 403, 403, status, status, status, 403)


TABLE = [
    Row("api-gates", "GET", PUBLIC),
    Row("api-board", "GET", PUBLIC),
    Row("api-windows", "GET", PUBLIC),
    Row("api-declarations", "GET", COMPANIES),
    Row("api-declarations", "POST", (401, 201, 201, 403, 403, 403, 403, 403, 403, 403), body="document"),
    Row("api-declaration-check", "POST", COMPANIES, body="document"),
    Row("api-declaration", "GET", READERS),
    Row("api-declaration", "PATCH", _owner(200), body={"note": "new"}),
    Row("api-events", "GET", READERS),
    Row("api-proof", "GET", READERS),
    Row("api-seals", "GET", PUBLIC),
    Row("api-estimates", "GET", PUBLIC),
    Row("api-pass", "GET", READERS),
    Row("api-pass-svg", "GET", READERS),
    Row("api-pass-png", "GET", READERS),
    Row("api-pass-pdf", "GET", (401, 503, 404, 503, 503, 404, 403, 403, 403, 403)),
    Row("api-file", "POST", _owner(409)),
    Row("api-cancel", "POST", _owner(200), body=REASON),
    Row("api-copy", "POST", _owner(201)),
    Row("api-revive", "POST", _owner(409), body={"expected_arrival": "2026-11-22T09:00:00+07:00"}),
    Row("api-earlier", "GET", _owner(200)),
    Row("api-earlier", "POST", _owner(409)),  # none of its trucks has a later window
    Row("api-earlier", "DELETE", _owner(204)),
    Row("api-strikes", "GET", COMPANIES),
    Row("api-strike-appeal", "POST", (401, 404, 404, 403, 403, 403, 403, 403, 403, 403), body={"words": "Xe hỏng"}),
    Row("api-change-requests", "GET", READERS),
    Row("api-change-requests", "POST", _owner(201),
        body={**REASON, "changes": [{"path": "$.vehicles[0].seal", "value": "VN1"}]}),
    Row("api-changes", "GET", OFFICERS),
    Row("api-change-approve", "POST", AGENCY),
    Row("api-change-reject", "POST", AGENCY, body=REASON),
    Row("api-change-withdraw", "POST", _owner(200)),
    Row("api-vehicle-cancel", "POST", (401, 200, 404, 200, 403, 404, 403, 403, 403, 403), Agency.GATE_CENTRE, REASON),
    Row("api-queues", "GET", OFFICERS),
    Row("api-queue", "GET", AGENCY),
    Row("api-reasons", "GET", OFFICERS, query="?decision=hold"),
    Row("api-check-confirm", "POST", AGENCY),
    Row("api-check-confirm", "POST", AGENCY, Agency.CUSTOMS),
    *(Row("api-check-confirm", "POST", _agency(409), agency)
      for agency in ("medical", "plant", "animal", "transport", "gate_centre", "yard")),
    Row("api-check-hold", "POST", AGENCY, body=REASON),
    Row("api-check-release", "POST", _agency(409)),
    Row("api-check-refuse", "POST", AGENCY, body=REASON),
    Row("api-check-withdraw", "POST", _agency(409)),
    Row("api-check-send-back", "POST", AGENCY, body={**REASON, "fields": ["$.note"]}),
    Row("api-request-check", "POST", AGENCY, Agency.PLANT, {"check": "plant"}),
    Row("api-request-check", "POST", AGENCY, Agency.CUSTOMS, {"check": "customs_check"}),
    Row("api-turn-back", "POST", _agency(409), body=REASON),
    Row("api-vehicle-hold", "POST", AGENCY, Agency.TRAFFIC_POLICE, REASON),
    Row("api-vehicle-hold", "POST", AGENCY, Agency.GATE_CENTRE, REASON),
    Row("api-vehicle-release", "POST", _agency(409), Agency.TRAFFIC_POLICE),
    Row("api-fee-paid", "POST", AGENCY, Agency.GATE_CENTRE, {"method": "cash"}),
    Row("api-scans", "POST", (401, 403, 403, 200, 200, 403, 403, 403, 403, 403), body="scan"),
    Row("api-line", "GET", (401, 403, 403, 200, 200, 404, 403, 403, 403, 403), Agency.GATE_CENTRE),
    *(Row(f"api-line-{act}", "POST", AGENCY, agency, body)
      for agency in (Agency.GATE_CENTRE, Agency.TRAFFIC_POLICE)
      for act, body in (("call", {"count": 2}), ("uncall", {**REASON, "count": 1}))),
    Row("api-scan-batch", "POST", OFFICERS, body="batch"),  # at another gate each scan is answered for itself
    Row("api-manifest", "GET", (401, 403, 403, 200, 200, 404, 403, 403, 403, 403), query="?gate=HN"),
    Row("api-devices", "GET", OFFICERS),
    Row("api-devices", "POST", (401, 403, 403, 201, 201, 201, 403, 403, 403, 403), body={"name": "Phone"}),
    Row("api-device-revoke", "POST", (401, 403, 403, 404, 404, 404, 403, 403, 403, 403)),  # another officer's
    Row("api-bulletins", "GET", MANAGERS),
    Row("api-bulletin", "GET", MANAGERS),
    Row("api-bulletin-csv", "GET", MANAGERS),
    Row("api-bulletin-xlsx", "GET", MANAGERS),
    Row("api-bulletin-json", "GET", MANAGERS),
    Row("api-bulletin-txt", "GET", MANAGERS),
    Row("api-bulletin-pdf", "GET", _managers(503)),
    Row("api-bulletin-rebuild", "POST", _managers(202)),
    Row("api-bulletin-corrections", "GET", _managers(404)),  # nothing was published
    Row("api-periods", "GET", MANAGERS),
    Row("api-period", "GET", _managers(404)),
    *(Row(f"api-period-{form}", "GET", _managers(404)) for form in ("csv", "xlsx", "json", "txt", "pdf")),
    Row("api-period-rebuild", "POST", _managers(409)),  # its days are not all published
    Row("api-period-corrections", "GET", _managers(404)),
    Row("api-passages", "GET", MANAGERS, query="?from=2026-11-20&to=2026-11-21"),
    Row("api-forecasts", "GET", MANAGERS),
    Row("api-release", "GET", MANAGERS, query="?from=2026-11-20&to=2026-11-21"),
    Row("api-report-task", "GET", _managers(404)),
    Row("api-subscriptions", "GET", MANAGERS),
    Row("api-subscriptions", "POST", _managers(201),
        body={"report": "day", "way": "webhook", "forms": ["csv"], "url": "https://receiver.example/"}),
    *(Row(name, method, _managers(404)) for name, method in (  # another manager's
        ("api-subscription", "GET"), ("api-subscription", "PATCH"), ("api-subscription", "DELETE"),
        ("api-subscription-secret", "PUT"), ("api-subscription-test", "POST"), ("api-subscription-sendings", "GET"),
        ("api-sending-retry", "POST"), ("api-sending-file", "GET"))),
]  # fmt: skip
NO_PDF_HERE = {200, 503}  # where the machine can print, it is the file


def test_the_table_names_every_method_of_every_address():
    there_are = {
        (name, method.upper())
        for name, pattern in ADDRESSES.items()
        for method in ("get", "post", "put", "patch", "delete")
        if hasattr(view_of(pattern), method)
    }
    assert {(row.name, row.method) for row in TABLE} == there_are


def test_every_post_takes_an_idempotency_key():
    views = {name: view_of(pattern) for name, pattern in ADDRESSES.items()}
    without = [name for name, view in views.items() if hasattr(view, "post") and not hasattr(view.post, "idempotent")]
    assert without == []


def _world(row: Row) -> World:
    return World(row.agency, asks="change" in row.name, delivers=row.name.startswith(("api-subs", "api-sending")))


def _caller(user: User | None) -> APIClient:
    if user is not None and user.scopes:
        return of(user)
    caller = APIClient(raise_request_exception=False)
    if user is not None:  # whom no key can be made for comes with a session
        caller.force_login(user, backend="accounts.backends.PasswordBackend")
    return caller


def _body(row: Row, world: World) -> Any:
    if row.body == "document":
        return given.body()
    if row.body == "scan":
        return {"gate": "HN", "number": world.declaration.number, "nonce": "n-1"}
    if row.body == "batch":
        return {
            "scans": [{"gate": "HN", "number": world.declaration.number, "nonce": "n-1", "confirm": ["bg_arrival"]}]
        }
    return row.body


def _ask(caller: APIClient, row: Row, world: World) -> Any:
    names = ADDRESSES[row.name].pattern.converters
    address = reverse(row.name, kwargs={name: world.ids[name] for name in names}) + row.query
    headers = {"If-Match": "*"} if row.method == "PATCH" else {}
    return getattr(caller, row.method.lower())(address, _body(row, world), format="json", headers=headers)


@pytest.fixture(autouse=True)
def _noon(settings):
    settings.API_WRITES_PER_MINUTE = 0
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.method}-{row.name}-{row.agency}")
def test_each_person_is_let_in_or_not(row, monkeypatch):
    monkeypatch.setattr("reports.api.asking.soon", lambda: None)  # no broker is asked for a task
    world = _world(row)
    expected = dict(zip(PERSONAS, row.statuses, strict=True))
    # Those who are refused come first: the one who may changes what the others find.
    refused = {persona: _caller(world.person(persona)) for persona in PERSONAS if expected[persona] >= 400}
    answers = {}
    before = snapshot()
    for persona, caller in refused.items():
        answer = _ask(caller, row, world)
        answers[persona] = answer.status_code
        if answer.status_code >= 400:
            assert answer["Content-Type"] == "application/problem+json"
    assert snapshot() == before
    for persona in PERSONAS:
        if persona not in refused:
            answers[persona] = _ask(_caller(world.person(persona)), row, world).status_code
            if row.method != "GET":
                world = _world(row)  # as it was, for the next one who may

    if row.name in ("api-bulletin-pdf", "api-pass-pdf"):
        answers = {who: 503 if status in NO_PDF_HERE else status for who, status in answers.items()}
    assert answers == expected
