"""Subscriptions over HTTP: a person's own, changed by version, without any secret but where it is asked for."""

from typing import Any

import pytest
import time_machine
from django.urls import reverse

from contract.models import IdempotencyRecord
from declarations.models import Posting
from delivery import signing, tasks
from delivery.api import schema
from delivery.models import Sending, Subscription
from delivery.operations import owing, subscribing
from reports.operations import files
from tests import given
from tests.declarations.api.callers import of, refused, said
from tests.delivery.having import EARLY, EVENING, HOOK, Post, failed, hook, published, reader, subscribed, wish

pytestmark = pytest.mark.django_db
LIST = "/api/v1/reports/subscriptions"
BODY = {"report": "day", "way": "webhook", "forms": ["csv"], "url": HOOK}


@pytest.fixture(autouse=True)
def _evening(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(tasks.send, "apply_async", lambda **_: None)
    with time_machine.travel(EVENING, tick=False):
        yield


def one(row, *more):
    return "/".join([LIST, str(row.pk), *more])


def test_a_subscription_is_made_read_listed_and_ended():
    caller = of(reader(language="zh-hans"))
    answer = caller.post(LIST, BODY)
    made = said(answer, schema.SubscriptionAnswer, status=201)
    assert made == {
        "id": made["id"], "report": "day", "way": "webhook", "language": "zh-hans", "gates": [], "forms": ["csv"],
        "corrections": True, "hour": None, "url": HOOK, "state": "active", "created_at": "2026-11-21T13:05:00Z",
    }  # fmt: skip
    assert answer["Location"] == f"{LIST}/{made['id']}"
    assert said(caller.get(answer["Location"]), schema.SubscriptionAnswer) == made
    assert said(caller.get(LIST), schema.SubscriptionPage) == {"results": [made], "next": None}
    assert caller.delete(answer["Location"]).status_code == 204
    refused(caller.get(answer["Location"]), 404, "not_found")
    assert said(caller.get(LIST), schema.SubscriptionPage)["results"] == []


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 400, "malformed"),
        ({**BODY, "secret": "x"}, 400, "unknown_field"),
        ({**BODY, "paused": True}, 400, "unknown_field"),
        ({**BODY, "report": "period"}, 400, "malformed"),
        ({**BODY, "forms": ["doc"]}, 400, "malformed"),
        ({**BODY, "hour": "25:00"}, 400, "malformed"),
        ({**BODY, "hour": 7}, 400, "wrong_type"),
        ({**BODY, "gates": ["TT"]}, 422, "bad_subscription"),
        ({**BODY, "forms": []}, 422, "bad_subscription"),
        ({**BODY, "url": None}, 422, "bad_subscription"),
        ({**BODY, "url": "https://10.0.0.1/"}, 422, "bad_subscription"),
        ({**BODY, "way": "email_link"}, 422, "bad_subscription"),
    ],
)
def test_what_cannot_be_sent_is_refused(body, status, code):
    refused(of(reader()).post(LIST, body), status, code)
    assert not Subscription.objects.exists()


def test_a_repeated_request_makes_one_and_no_secret_is_kept_with_its_answer():
    caller = of(reader())
    answers = [caller.post(LIST, BODY, headers={"Idempotency-Key": "k-1"}) for _ in range(2)]
    assert answers[0].content == answers[1].content
    assert answers[1]["Idempotency-Replayed"] == "true"
    row = Subscription.objects.get()
    secret = said(caller.put(one(row, "secret")), schema.SecretAnswer)["secret"]
    assert secret == signing.secret_of(Subscription.objects.get())
    assert secret not in str(list(IdempotencyRecord.objects.values()))


def test_a_secret_is_shown_by_nothing_but_the_request_for_a_new_one():
    by = reader()
    row = subscribed(by, to=hook())
    caller = of(by)
    answer = caller.put(one(row, "secret"))
    secret = answer.json()["secret"]
    assert answer["Cache-Control"] == "no-store"
    assert caller.put(one(row, "secret")).json()["secret"] != secret
    shown = signing.secret_of(Subscription.objects.get())
    for answer in (caller.get(LIST), caller.get(one(row)), caller.patch(one(row), {}, headers={"If-Match": "*"})):
        assert answer.status_code == 200
        for hidden in (shown, Subscription.objects.get().secret_salt):
            assert hidden
            assert hidden not in answer.content.decode()
    refused(of(by).put(one(subscribed(by), "secret")), 409, "no_secret")


def test_a_change_needs_the_version_that_was_read_and_leaves_the_rest():
    by = reader()
    row = subscribed(by, to=hook(gates=("HN",)))
    caller = of(by)
    tag = caller.get(one(row))["ETag"]
    refused(caller.patch(one(row), {"language": "vi"}), 428, "precondition_required")
    refused(caller.patch(one(row), {"language": "vi"}, headers={"If-Match": '"1-99"'}), 412, "precondition_failed")
    answer = caller.patch(one(row), {"language": "vi", "hour": "07:30"}, headers={"If-Match": tag})
    changed = said(answer, schema.SubscriptionAnswer)
    assert (changed["language"], changed["hour"], changed["gates"], changed["url"]) == ("vi", "07:30", ["HN"], HOOK)
    refused(caller.patch(one(row), {"hour": None}, headers={"If-Match": tag}), 412, "precondition_failed")
    tag = answer["ETag"]
    letter: dict[str, object] = {"way": "email_link", "url": None, "forms": [], "hour": None}
    changed = said(caller.patch(one(row), letter, headers={"If-Match": tag}), schema.SubscriptionAnswer)
    assert (changed["way"], changed["url"], changed["hour"]) == ("email_link", None, None)


@pytest.mark.parametrize("body", [{"report": None}, {"way": "pigeon"}, {"state": "paused"}, {"url": "x"}, []])
def test_a_change_that_cannot_be_sent_changes_nothing(body):
    row = subscribed(to=hook())
    before = Subscription.objects.values().get()
    answer = of(row.reader).patch(one(row), body, headers={"If-Match": "*"})
    assert answer.status_code in (400, 422)
    assert Subscription.objects.values().get() == before


def test_it_is_paused_and_resumed_by_a_change():
    row = subscribed(to=hook())
    caller = of(row.reader)

    def change(**body):
        return said(caller.patch(one(row), body, headers={"If-Match": "*"}), schema.SubscriptionAnswer)["state"]

    assert change(paused=True) == "paused"
    assert change(language="vi") == "paused"
    assert change(paused=False) == "active"
    Subscription.objects.update(gone_at=EVENING)
    assert change(language="en") == "gone"
    assert change(paused=False) == "active"


def test_the_end_of_another_version_is_refused():
    row = subscribed()
    caller = of(row.reader)
    refused(caller.delete(one(row), headers={"If-Match": '"1-99"'}), 412, "precondition_failed")
    assert caller.delete(one(row), headers={"If-Match": caller.get(one(row))["ETag"]}).status_code == 204


def test_the_last_one_is_sent_on_request_once():
    row = subscribed(to=hook())
    caller = of(row.reader)
    refused(caller.post(one(row, "test")), 409, "nothing_published")
    published()
    headers = {"Idempotency-Key": "k-1"}
    made = said(caller.post(one(row, "test"), headers=headers), schema.SendingAnswer, status=202)
    assert (made["test"], made["state"], made["date"]) == (True, "owed", "2026-11-21")
    assert caller.post(one(row, "test"), headers=headers).json() == made
    assert Sending.objects.count() == 1


def test_what_became_of_each_is_listed_newest_first():
    row = subscribed()
    caller = of(row.reader)
    sending = failed(row)
    owing.ask_for_last(subscription_id=row.pk, by=row.reader, at=EVENING)
    page = said(caller.get(one(row, "sendings") + "?limit=1"), schema.SendingPage)
    assert [(each["state"], each["test"]) for each in page["results"]] == [("owed", True)]
    rest = said(caller.get(one(row, "sendings"), {"limit": 1, "cursor": page["next"]}), schema.SendingPage)
    (shown,) = rest["results"]
    assert (shown["state"], shown["trouble"], shown["answer"]) == ("failed", "refused", "550 no such user")
    assert (shown["delivery"], shown["gates"]) == (str(sending.key), ["HN"])
    assert [file["form"] for file in shown["files"]] == ["csv"]


@pytest.mark.parametrize("count", [1, 30])
def test_lists_cost_the_same_for_one_and_for_many(count, django_assert_max_num_queries):
    row = subscribed()
    caller = of(row.reader)
    published()
    for n in range(count):
        owing.ask_for_last(subscription_id=row.pk, by=row.reader, at=EVENING)
        Post().send(EVENING, owe=False)
        if n:
            subscribed(row.reader)
    with django_assert_max_num_queries(3):
        assert len(caller.get(LIST).json()["results"]) == count
    with django_assert_max_num_queries(3):
        assert len(caller.get(one(row, "sendings")).json()["results"]) == count


def test_what_failed_is_sent_again_on_request():
    sending = failed(subscribed())
    caller = of(sending.subscription.reader)
    address = reverse("api-sending-retry", args=[sending.pk])
    assert said(caller.post(address), schema.SendingAnswer, status=202)["state"] == "owed"
    refused(caller.post(address), 409, "sending_not_failed")


def test_a_file_is_the_one_that_was_sent_as_long_as_its_gates_may_be_read():
    by = given.manager(at=None, email="all@example.vn")
    subscribed(by, to=hook(gates=("HN", "TT")))
    published()
    post = Post()
    post.send()
    (parcel,) = post.parcels
    address = reverse("api-sending-file", args=[parcel.sending.pk, "csv"])

    answer: Any = of(by).get(address)

    with files.open_file(parcel.papers[0].file) as opened:
        assert b"".join(answer.streaming_content) == opened.read()
    assert answer["Content-Type"].startswith("text/csv")
    assert 'filename="bulletin-2026-11-21-r1.csv"' in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "private, no-store"

    refused(of(by).get(address.replace("csv", "pdf")), 404, "not_found")  # was not sent
    refused(of(reader()).get(address), 404, "not_found")
    type(by).objects.filter(pk=by.pk).update(province_wide=False)
    Posting.objects.create(user=by, gate=given.gate("HN"))
    refused(of(by).get(address), 404, "not_found")  # one of its gates is lost
    Posting.objects.create(user=by, gate=given.gate("TT"))
    assert of(by).get(address).status_code == 200


@pytest.mark.parametrize(
    ("method", "more"),
    [("get", ()), ("patch", ()), ("delete", ()), ("put", ("secret",)), ("post", ("test",)), ("get", ("sendings",))],
)
def test_another_manager_s_is_not_there(method, more):
    row = subscribed(to=hook())
    failed(row)
    before = (Subscription.objects.values().get(), Sending.objects.values().get())
    other = of(given.manager(at=None))
    refused(getattr(other, method)(one(row, *more), headers={"If-Match": "*"}), 404, "not_found")
    refused(other.post(reverse("api-sending-retry", args=[Sending.objects.get().pk])), 404, "not_found")
    assert (Subscription.objects.values().get(), Sending.objects.values().get()) == before


def test_thirty_are_enough():
    by = given.manager(email="x@example.vn")
    for _ in range(subscribing.MOST):
        subscribing.subscribe(wish=wish(), by=by, at=EARLY)
    refused(of(by).post(LIST, BODY), 409, "too_many_subscriptions")
    assert Sending.objects.count() == 0
