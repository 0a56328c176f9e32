"""Many workers at what subscribers are owed: each revision is owed once and goes out once."""

import threading

import pytest
from django.db import connection  # noqa: F401 - the skip below asks it
from django.db.models import QuerySet

from delivery.models import Sending, SendingQuerySet
from delivery.operations import owing, sending
from delivery.words import Way
from tests.concurrency.racing import Meeting, race
from tests.delivery.having import EVENING, Post, published, reader, subscribed, wish

pytestmark = [
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="on SQLite one writer is alone anyway"),
    pytest.mark.django_db(transaction=True),
]


def test_each_is_owed_once_and_goes_out_once_by_many_workers():
    by = reader()
    for _ in range(4):
        subscribed(by, to=wish(way=Way.LINK, forms=()))
    published()
    race(*[lambda: owing.owe(at=EVENING)] * 4)
    assert Sending.objects.count() == 4

    sent: list[int] = []
    lock = threading.Lock()

    def carry(parcel):
        with lock:
            sent.append(parcel.sending.pk)

    race(*[lambda: sending.send_due(now=lambda: EVENING, carriers={Way.LINK: carry})] * 4)
    assert sorted(sent) == sorted(Sending.objects.values_list("pk", flat=True))
    assert set(Sending.objects.values_list("attempts", flat=True)) == {1}


def test_without_the_lock_it_would_go_out_twice(monkeypatch):
    subscribed(to=wish(way=Way.LINK, forms=()))
    published()
    owing.owe(at=EVENING)
    meeting, first, post = Meeting(2), QuerySet.first, Post()

    def first_then_meet(rows):
        found = first(rows)
        if rows.model is Sending:
            meeting()
        return found

    monkeypatch.setattr(SendingQuerySet, "first", first_then_meet)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_: rows)
    race(*[lambda: post.send(owe=False)] * 2)
    assert len(post.parcels) == 2
