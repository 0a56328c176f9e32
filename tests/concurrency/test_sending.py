"""Many senders at one debt: it goes out once. Shown both ways: with the lock taken out, it goes out twice."""

import threading

import pytest
from django.db import connection  # noqa: F401 - the skip below asks it
from django.db.models import QuerySet

from notices import operations
from notices.models import Delivery, DeliveryQuerySet
from tests import given
from tests.concurrency.racing import Meeting, race
from tests.given import NOON

pytestmark = [
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="on SQLite one writer is alone anyway"),
    pytest.mark.django_db(transaction=True),
]


def sent_by_many(senders: int, *, owed: int) -> list[str]:
    """Let so many senders loose on so many debts; what was sent, by its key."""
    staff, reader = given.officers(), given.declarant(email="reader@example.vn")
    for _ in range(owed):
        given.sent_back(given.filed(by=reader), "customs_registration", "$.note", staff=staff)
    operations.deliver_due(at=NOON)
    sent: list[str] = []
    lock = threading.Lock()

    def carry(delivery, _address):
        with lock:
            sent.append(str(delivery.key))

    race(*[lambda: operations.send_due(now=lambda: NOON, carriers={"email": carry})] * senders)
    return sent


def test_each_goes_out_once_by_many_senders():
    sent = sent_by_many(6, owed=8)
    assert len(sent) == len(set(sent)) == 8
    assert set(Delivery.objects.values_list("attempts", "failure")) == {(1, "")}
    assert not Delivery.objects.owed().exists()


def test_without_the_lock_it_would_go_out_twice(monkeypatch):
    meeting, first = Meeting(2), QuerySet.first

    def first_then_meet(rows):
        found = first(rows)
        if rows.model is Delivery:
            meeting()
        return found

    monkeypatch.setattr(DeliveryQuerySet, "first", first_then_meet)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_: rows)
    assert len(sent_by_many(2, owed=1)) == 2
