"""Rounds of the time release study at once, and an exit taken back meanwhile: one fact a vehicle, as told."""

from datetime import timedelta

import pytest
from django.db import connection  # noqa: F401 - named in the mark

from release.models import CheckFact, Passage
from release.operations.following import follow_due
from tests.concurrency.racing import race
from tests.release.days import MONDAY, Gates

pytestmark = [
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="on SQLite one writer is alone anyway"),
    pytest.mark.django_db(transaction=True),
]
LATER = MONDAY + timedelta(hours=3)


def test_rounds_at_once_write_each_fact_once_and_the_next_one_has_the_last_word():
    gates = Gates("HN")
    vehicles = [gates.passes(MONDAY + timedelta(minutes=n)) for n in range(4)]

    def come_back() -> None:
        gates.comes_back(vehicles[0], MONDAY + timedelta(minutes=95))

    told = race(*[lambda: follow_due(at=LATER)] * 3, come_back)
    follow_due(at=LATER)

    assert set(told) == {"done"}
    assert set(Passage.objects.values_list("vehicle", flat=True)) == {vehicle.pk for vehicle in vehicles[1:]}
    assert CheckFact.objects.count() == 3 * 11
