"""Rounds of learning at once, and somebody who saves by hand meanwhile, count everything once."""

import pytest
from django.db import connection  # noqa: F401 - named in the mark

from tests import given
from tests.concurrency.racing import race
from tests.given import NOON
from workspace.models import Lesson, SavedDriver, SavedTruck
from workspace.operations import saving
from workspace.operations.learning import learn_due

pytestmark = [
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="on SQLite one writer is alone anyway"),
    pytest.mark.django_db(transaction=True),
]
TRUCK = {"vehicles": [{"plate": "12C-000.00", "country": "VN"}]}


def test_rounds_at_once_count_each_filing_once():
    haulier = given.declarant()
    for number in range(6):
        given.filed(by=haulier, vehicles=[given.vehicle(plate=f"12C-000.0{number}")])

    def save() -> None:
        saving.add(what="trucks", body=TRUCK, by=haulier, at=NOON)

    told = race(*[lambda: learn_due(at=NOON)] * 4, save)

    assert set(told) <= {"done", "already_saved"}
    assert Lesson.objects.count() == 6
    assert SavedTruck.objects.count() == 6
    assert SavedDriver.objects.get().times_used == 6
