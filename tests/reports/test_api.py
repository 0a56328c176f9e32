"""Reports over HTTP: who may read what, the shape of answers, ordering, refusals."""

from datetime import timedelta

import pytest
import time_machine
from rest_framework.test import APIClient

from declarations.models import Posting, Vehicle
from reports import tasks
from reports.api import schema
from reports.models import Bulletin, ReportOrder
from reports.operations import orders
from reports.operations.bulletins import make_bulletin
from tests import given
from tests.accounts.people import bearer
from tests.reports.days import CUT_OFF, DAY, START, Traffic, clock

pytestmark = pytest.mark.django_db
ONE = f"/api/v1/reports/bulletins/{DAY}"
LIST = "/api/v1/reports/bulletins"
BEAT = CUT_OFF + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    monkeypatch.setattr(tasks.work_orders, "apply_async", lambda **_: None)


@pytest.fixture
def made():
    gate = Traffic("HN", "TT")
    gate.leaves(gate.seen(clock("08:00")), clock("09:00"))
    gate.leaves(gate.seen(clock("08:00"), gate="TT", cargo="general"), clock("09:00"))
    gate.seen(clock("10:00"), gate="TT")
    return make_bulletin(date=DAY, at=BEAT)


def client(user=None, **scopes):
    headers = {"Accept-Language": "en", **(bearer(user, **scopes) if user else {})}
    return APIClient(headers=headers, raise_request_exception=False)


@pytest.fixture
def province():
    return client(given.manager(at=None))


def test_a_bulletin_has_the_shape_of_the_published_ones(made, province):
    answer = province.get(ONE)

    assert answer.status_code == 200
    schema.BulletinAnswer.model_validate(answer.json())
    body = answer.json()
    assert (body["date"], body["cut_off"], body["revision"]) == ("2026-11-21", "20:00", 1)
    assert (body["cut_off_at"], body["published_at"]) == ("2026-11-21T13:00:00Z", "2026-11-21T13:05:00Z")
    assert body["total"]["cleared"] == 2
    assert list(body["gates"]) == ["HN", "TT", "CN", "CM", "NH", "NN"]
    assert (body["arrived"], body["closed_gates"]) == (3, [])
    assert body["assessment"] == "1 vehicle is left over, 1 more than on the day before."


def test_a_manager_of_gates_reads_the_parts_of_his_gates_and_their_total(made):
    body = client(given.manager(at="TT")).get(ONE).json()

    assert list(body["gates"]) == ["TT"]
    assert body["total"] == {name: value for name, value in body["gates"]["TT"].items() if name != "lanes"}
    assert body["total"]["cleared"] == 1


def test_a_manager_of_two_gates_reads_both(made):
    manager = given.manager(at="HN")
    Posting.objects.create(user=manager, gate=given.gate("TT"))
    body = client(manager).get(ONE).json()
    assert (list(body["gates"]), body["total"]["cleared"]) == (["HN", "TT"], 2)


@pytest.mark.parametrize(("gate", "status"), [("HN", 404), ("TT", 200), ("XX", 404), ("", 400), ("x" * 50, 400)])
@pytest.mark.parametrize("path", [LIST, ONE, f"{ONE}.csv", f"{ONE}.xlsx"])
def test_only_own_gates_can_be_asked_for(path, gate, status):
    make_bulletin(date=DAY, at=BEAT)
    answer = client(given.manager(at="TT")).get(path, {"gate": gate})
    assert answer.status_code == status
    if path == ONE and status == 200:
        assert list(answer.json()["gates"]) == ["TT"]


PATHS = [
    ("get", LIST), ("get", ONE), ("get", f"{ONE}.csv"), ("get", f"{ONE}.xlsx"), ("get", f"{ONE}.pdf"),
    ("post", f"{ONE}/rebuild"), ("get", "/api/v1/reports/tasks/1"),
    ("get", f"/api/v1/reports/passages.xlsx?from={DAY}&to={DAY}"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), PATHS)
@pytest.mark.parametrize("who", ["nobody", "declarant", "officer", "administrator", "manager_off", "other_scope"])
def test_only_managers_with_the_scope_come_in(method, path, who):
    if who == "nobody":
        answer = getattr(client(), method)(path)
    elif who == "manager_off":
        manager = given.manager()
        headers = bearer(manager)
        manager.__class__.objects.filter(pk=manager.pk).update(is_active=False)
        answer = getattr(APIClient(headers=headers), method)(path)
    elif who == "other_scope":
        scope = "reports:read" if method == "post" else "reports:write"
        answer = getattr(client(given.manager(at=None), scopes=[scope]), method)(path)
    elif who == "administrator":  # no key opens anything to him; a session is all he has
        session = client()
        session.force_login(given.administrator(), backend="accounts.backends.PasswordBackend")
        answer = getattr(session, method)(path)
    else:
        answer = getattr(client(getattr(given, who)()), method)(path)

    assert answer.status_code == (401 if who in ("nobody", "manager_off") else 403)
    assert answer["Content-Type"].startswith("application/problem+json")
    assert not ReportOrder.objects.exists()


def test_a_day_that_runs_is_counted_this_moment(province):
    gate = Traffic("HN")
    gate.leaves(gate.seen(clock("08:00")), clock("09:00"))
    with time_machine.travel(clock("12:00"), tick=False):
        body = province.get(ONE).json()
    assert (body["revision"], body["published_at"], body["total"]["cleared"]) == (0, None, 1)
    assert not Bulletin.objects.exists()


def test_a_day_that_contradicts_itself_is_refused(province):
    truck = Traffic("HN").seen(clock("08:00"))
    Vehicle.objects.filter(pk=truck.pk).update(seen_at=START - timedelta(days=1))
    with time_machine.travel(clock("12:00"), tick=False):
        answer, elsewhere = province.get(ONE), client(given.manager(at="TT")).get(ONE)
    assert (answer.status_code, answer.json()["code"]) == (409, "bulletin_does_not_balance")
    assert "HN, Export, Fruit: carried over 1 + arrived 1" in answer.json()["detail"]
    assert elsewhere.status_code == 409
    assert elsewhere.json()["detail"].endswith("no bulletin was made: at another gate")


@pytest.mark.parametrize(
    "date", ["2026-11-30", "2019-01-01", "1000-01-01", "9999-12-31", "2026-13-01", "today", "2026-W47", "20261121"]
)
@pytest.mark.parametrize("suffix", ["", ".csv", ".xlsx"])
def test_there_is_no_bulletin_of_such_a_day(province, date, suffix):
    with time_machine.travel(BEAT, tick=False):
        assert province.get(f"/api/v1/reports/bulletins/{date}{suffix}").status_code == 404


def test_any_revision_can_be_opened(made, province):
    truck = Vehicle.objects.get(gate__code="TT", is_open=True)
    Traffic("TT").leaves(truck, CUT_OFF - timedelta(minutes=1))
    make_bulletin(date=DAY, at=BEAT)

    assert province.get(ONE).json()["total"]["cleared"] == 3
    assert province.get(ONE, {"revision": 1}).json()["total"]["cleared"] == 2
    assert province.get(ONE, {"revision": 3}).status_code == 404
    assert province.get(ONE, {"revision": -1}).status_code == 400
    assert province.get(ONE, {"colour": "red"}).json()["code"] == "unknown_parameter"


def test_the_list_gives_the_newest_first_and_of_each_day_what_holds(made, province):
    for days in (2, 1):
        make_bulletin(date=DAY - timedelta(days=days), at=BEAT)
    Traffic("TT").leaves(Vehicle.objects.get(gate__code="TT", is_open=True), CUT_OFF - timedelta(minutes=1))
    make_bulletin(date=DAY, at=BEAT)

    page = province.get(LIST, {"limit": 2}).json()
    schema.BulletinPage.model_validate(page)
    rest = province.get(LIST, {"limit": 2, "cursor": page["next"]}).json()

    assert [(one["date"], one["revision"]) for one in page["results"]] == [("2026-11-21", 2), ("2026-11-20", 1)]
    assert ([one["date"] for one in rest["results"]], rest["next"]) == (["2026-11-19"], None)
    assert len(province.get(LIST, {"from": "2026-11-20", "to": "2026-11-20"}).json()["results"]) == 1
    for wrong in ({"from": "2026-11-21", "to": "2026-11-20"}, {"from": "x"}, {"limit": 0}, {"cursor": "x"}):
        assert province.get(LIST, wrong).status_code == 400


def test_the_list_asks_the_same_number_of_questions_with_one_and_with_many(
    made, province, django_assert_max_num_queries
):
    for days in range(1, 6):
        make_bulletin(date=DAY - timedelta(days=days), at=BEAT)
    with django_assert_max_num_queries(5):
        assert len(province.get(LIST).json()["results"]) == 6


def test_a_rebuild_is_an_order_to_follow(made, django_capture_on_commit_callbacks):
    manager = given.manager(at="TT")
    caller = client(manager)
    with time_machine.travel(BEAT, tick=False), django_capture_on_commit_callbacks() as sent:
        answer = caller.post(f"{ONE}/rebuild")

    assert answer.status_code == 202
    assert len(sent) == 1
    schema.TaskAnswer.model_validate(answer.json())
    assert (answer.json()["state"], answer.json()["bulletin"]) == ("owed", None)
    location = answer["Location"]
    assert caller.get(location).json() == answer.json()

    orders.work_orders(at=BEAT + timedelta(minutes=1))

    done = caller.get(location).json()
    assert (done["state"], done["bulletin"]) == ("done", {"date": "2026-11-21", "revision": 1, "url": ONE})
    assert ReportOrder.objects.get().ordered_by == manager
    assert Bulletin.objects.count() == 1


def test_a_rebuild_sent_again_under_its_key_is_one_order():
    caller = client(given.manager(at="TT"))
    with time_machine.travel(BEAT, tick=False):
        answers = [caller.post(f"{ONE}/rebuild", headers={"Idempotency-Key": "k"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [202] * 3
    assert ReportOrder.objects.count() == 1


@pytest.mark.parametrize(
    ("date", "body", "status"),
    [("2026-12-24", None, 422), ("1999-01-01", None, 422), ("today", None, 404), (str(DAY), {"force": True}, 400)],
)
def test_what_cannot_be_ordered(province, date, body, status):
    with time_machine.travel(BEAT, tick=False):
        assert province.post(f"{LIST}/{date}/rebuild", body, format="json").status_code == status
    assert not ReportOrder.objects.exists()


def test_a_broker_out_of_reach_does_not_lose_an_order(province, monkeypatch, django_capture_on_commit_callbacks):
    def unreachable(**_):
        raise ConnectionError

    monkeypatch.setattr(tasks.work_orders, "apply_async", unreachable)
    with time_machine.travel(BEAT, tick=False), django_capture_on_commit_callbacks(execute=True):
        answer = province.post(f"{ONE}/rebuild")
    assert answer.status_code == 202
    assert orders.sweep(at=BEAT) == 1


def test_an_order_is_followed_by_who_gave_it_and_by_the_province(province):
    order = orders.order_bulletin(date=DAY, at=BEAT, by=given.manager(at="TT"))
    path = f"/api/v1/reports/tasks/{order.pk}"
    assert province.get(path).status_code == 200
    assert client(given.manager(at="TT")).get(path).status_code == 404
    assert province.get("/api/v1/reports/tasks/0").status_code == 404
    assert province.get(f"/api/v1/reports/tasks/{2**63}").status_code == 404


def test_a_refused_order_says_why_and_to_each_only_what_is_his(province):
    truck = Traffic("HN").seen(clock("14:00"))
    Vehicle.objects.filter(pk=truck.pk).update(seen_at=START - timedelta(days=1))
    manager = given.manager(at="TT")
    order = orders.order_bulletin(date=DAY, at=BEAT, by=manager)
    orders.work_orders(at=BEAT)

    path = f"/api/v1/reports/tasks/{order.pk}"
    body = province.get(path).json()
    schema.TaskAnswer.model_validate(body)
    assert (body["state"], body["problem"]["code"]) == ("refused", "bulletin_does_not_balance")
    assert [one["gate"] for one in body["problem"]["disagreements"]] == ["HN"]
    assert client(manager).get(path).json()["problem"]["disagreements"] == []
