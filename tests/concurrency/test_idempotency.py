"""Many senders of one request under one Idempotency-Key: it is done once. Counts on PostgreSQL only."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from rest_framework.test import APIClient

from accounts.models import Organisation
from contract.api import idempotency
from contract.models import IdempotencyRecord
from tests.accounts import people
from tests.contract.urls import Make

pytestmark = [
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="on SQLite one writer is alone anyway"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.contract.urls"),
]

BODY = {"name": "once", "tax_code": "900000000001"}


def _send(header, body=BODY, key="k-1"):
    try:
        client = APIClient(headers=header, raise_request_exception=False)
        return client.post("/api/make", body, format="json", headers={"Idempotency-Key": key})
    finally:
        connection.close()


def _made():
    return Organisation.objects.filter(tax_code__startswith="9").count()


def test_twenty_senders_do_it_once():
    header = people.bearer(people.declarant())
    together = threading.Barrier(20)

    def send():
        together.wait(20)
        return _send(header)

    with ThreadPoolExecutor(20) as pool:
        answers = [future.result(60) for future in [pool.submit(send) for _ in range(20)]]

    assert {answer.status_code for answer in answers} <= {201, 409}
    done = [answer for answer in answers if answer.status_code == 201]
    assert len([answer for answer in done if not answer.has_header("Idempotency-Replayed")]) == 1
    assert len({answer.content for answer in done}) == 1
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} <= {"idempotency_in_progress"}
    assert (_made(), IdempotencyRecord.objects.count()) == (1, 1)


@pytest.fixture
def slow():
    """A request that stays at work until it is let go."""
    Make.entered.clear()
    Make.may_go_on.clear()
    yield {"name": "slow", "tax_code": "900000000001"}
    Make.may_go_on.set()


def test_while_the_first_is_at_work_the_second_is_told_so_at_once(slow):
    header = people.bearer(people.declarant())

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(_send, header, slow)
        assert Make.entered.wait(20)
        second = _send(header, slow)
        other = _send(header, {"name": "other", "tax_code": "900000000002"}, key="k-2")
        Make.may_go_on.set()
        answered = first.result(20)
    again = _send(header, slow)

    assert (second.status_code, second.json()["code"]) == (409, "idempotency_in_progress")
    assert other.status_code == 201  # nobody waits for somebody else's key
    assert answered.status_code == 201
    assert (again.content, again["Idempotency-Replayed"]) == (answered.content, "true")
    assert _made() == 2


def test_with_the_lock_taken_out_the_constraint_still_holds(slow, monkeypatch):
    """The lock answers at once; the unique constraint is the truth behind it."""
    monkeypatch.setattr(idempotency, "_lock", lambda *_: None)
    header = people.bearer(people.declarant())

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(_send, header, slow)
        assert Make.entered.wait(20)
        quick = _send(header, {"name": "quick", "tax_code": "900000000002"})
        Make.may_go_on.set()
        answered = first.result(20)

    assert quick.status_code == 201
    assert (answered.status_code, answered.json()["code"]) == (409, "idempotency_in_progress")
    assert list(Organisation.objects.filter(tax_code__startswith="9").values_list("name", flat=True)) == ["quick"]
    assert IdempotencyRecord.objects.count() == 1
