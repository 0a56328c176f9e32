"""The same races through the whole web: what fifty hauliers and two officers are told. Counts on PostgreSQL only.

Each is shown to count: what happens with the lock and the constraint taken out is shown beside the operations
(test_filing, test_checking), and what happens without the kept answers at the end of this file.
"""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from contract.api import idempotency
from contract.models import IdempotencyRecord
from declarations.models import Consignment, Declaration, Event, Fee, OutboxMessage, Vehicle
from declarations.operations.verifying import broken_links
from declarations.stages import Verb
from tests import given
from tests.accounts import people

pytestmark = [
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="on SQLite one writer is alone anyway"),
    pytest.mark.django_db(transaction=True),
]
CONTENDERS = 50
SENDERS = 20


def post_at_once(*posts):
    """Send all at the same moment, each (bearer, path, body, key) on a line of its own."""
    together = threading.Barrier(len(posts))

    def send(bearer, path, body, key):
        headers = {**bearer, "Idempotency-Key": key} if key else bearer
        try:
            together.wait(30)
            client = APIClient(headers=headers, raise_request_exception=False)
            return client.post(f"/api/v1/{path}", body, format="json")
        finally:
            connection.close()

    with ThreadPoolExecutor(len(posts)) as pool:
        return [future.result(120) for future in [pool.submit(send, *post) for post in posts]]


def told(answers):
    """How many were told what: the status, and the code of a refusal."""
    return Counter(
        (answer.status_code, answer.json()["code"] if answer.status_code >= 400 else None) for answer in answers
    )


@pytest.mark.parametrize("with_keys", [True, False])
def test_of_fifty_filings_of_one_plate_one_is_filed(with_keys):
    now, plate = timezone.now(), "12C-777.77"
    posts = [
        (
            people.bearer(given.declarant()),
            "declarations",
            given.body(at=now, vehicles=[given.vehicle(plate=plate)]),
            f"try-{n}" if with_keys else None,
        )
        for n in range(CONTENDERS)
    ]

    answers = post_at_once(*posts)

    assert told(answers) == {(201, None): 1, (409, "vehicle_already_declared"): CONTENDERS - 1}
    assert [model.objects.count() for model in (Declaration, Vehicle, Consignment, Fee)] == [1, 1, 1, 1]
    assert Event.objects.filter(verb=Verb.FILED).count() == 1
    assert IdempotencyRecord.objects.count() == (CONTENDERS if with_keys else 0)
    assert not list(broken_links())


def test_nobody_but_the_owner_is_told_the_number_of_the_one_in_the_way():
    ours, theirs = given.declarant(), given.declarant()
    vehicle = given.vehicle(plate="12C-888.88")
    filed = given.filed(by=ours, at=timezone.now(), vehicles=[vehicle])
    body = given.body(at=timezone.now(), vehicles=[vehicle])

    told_owner, told_other = post_at_once(*((people.bearer(by), "declarations", body, None) for by in (ours, theirs)))

    assert told([told_owner, told_other]) == {(409, "vehicle_already_declared"): 2}
    assert filed.number in told_owner.content.decode()
    assert filed.number not in told_other.content.decode()


@pytest.mark.parametrize("_round", range(3))
def test_of_two_officers_at_one_check_one_confirms(_round):
    check = given.check(given.filed(at=timezone.now()), "bg_arrival")
    officers = [given.officer("border_guard"), given.officer("border_guard")]

    answers = post_at_once(*((people.bearer(by), f"checks/{check.pk}/confirm", {}, None) for by in officers))

    assert told(answers) == {(200, None): 1, (409, "already_confirmed"): 1}
    check.refresh_from_db()
    winner = officers[[answer.status_code for answer in answers].index(200)]
    assert check.decided_by == winner
    assert Event.objects.filter(verb=Verb.CHECK_CONFIRMED).count() == 1
    assert Event.objects.filter(verb=Verb.SEEN).count() == 1
    assert not list(broken_links())


def send_the_same(body):
    """One haulier's program, gone wild: the same filing under the same key, twenty times at once."""
    bearer = people.bearer(given.declarant())
    return post_at_once(*[(bearer, "declarations", body, "the-same")] * SENDERS)


def test_the_same_filing_sent_twenty_times_under_one_key_is_one_declaration():
    answers = send_the_same(given.body(at=timezone.now()))

    assert set(told(answers)) <= {(201, None), (409, "idempotency_in_progress")}
    filed = [answer for answer in answers if answer.status_code == 201]
    assert len({(answer.content, answer["Location"]) for answer in filed}) == 1
    assert Counter(answer.get("Idempotency-Replayed") for answer in filed)[None] == 1
    assert [model.objects.count() for model in (Declaration, Vehicle, IdempotencyRecord)] == [1, 1, 1]
    assert Event.objects.filter(verb=Verb.FILED).count() == 1
    assert not OutboxMessage.objects.exists()
    assert not list(broken_links())


def test_a_draft_which_no_plate_protects_is_saved_once_too():
    answers = send_the_same(given.body(at=timezone.now(), draft=True))

    assert set(told(answers)) <= {(201, None), (409, "idempotency_in_progress")}
    assert Declaration.objects.count() == 1


def test_without_the_kept_answers_every_sending_would_be_a_draft(monkeypatch):
    monkeypatch.setattr(idempotency, "_key", lambda _request: None)

    answers = send_the_same(given.body(at=timezone.now(), draft=True))

    assert told(answers) == {(201, None): SENDERS}
    assert Declaration.objects.count() == SENDERS
