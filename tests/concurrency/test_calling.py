"""Two officers call at once: never more trucks than the yard holds, and nobody twice.

Shown both ways: with the gate's lock taken out, both find the same last place free.
"""

from datetime import timedelta

import pytest
from django.db import connection  # noqa: F401 - the skip below asks it
from django.db.models import QuerySet

from accounts.models import Agency
from declarations.models import Event, Gate, Pause, Vehicle, Yard
from declarations.operations import calling, pausing, scanning
from declarations.queries import line
from declarations.stages import Verb
from tests import given
from tests.concurrency.racing import Meeting, race
from tests.given import NOON

pytestmark = [
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="on SQLite one writer is alone anyway"),
    pytest.mark.django_db(transaction=True),
]


def _stand(many, *, places):
    guard = given.officer(Agency.BORDER_GUARD)
    for second in range(many):
        truck = given.filed().vehicles.get()
        at = NOON + timedelta(seconds=second)
        scanning.scan(gate="HN", read=scanning.Read(plate=truck.plate), by=guard, at=at, nonce=truck.plate)
    Yard.objects.filter(code="XUAN-CUONG").update(capacity=places)


def _called():
    return Vehicle.objects.filter(called_at__isnull=False).count()


def _call_five(by):
    return calling.call_next(gate_id=given.gate().pk, direction="export", count=5, by=by, at=NOON)


def test_two_officers_call_five_each_and_seven_places_are_free():
    _stand(12, places=7)
    staff = [given.officer(Agency.GATE_CENTRE), given.officer(Agency.TRAFFIC_POLICE)]

    assert race(*(lambda by=by: _call_five(by) for by in staff)) == ["done", "done"]

    assert _called() == 7
    assert Event.objects.filter(verb=Verb.CALLED).count() == 7
    order = Vehicle.objects.filter(called_at__isnull=False).order_by("called_at").values_list("line_time", flat=True)
    assert list(order) == sorted(order)


def _one_place_for_two(monkeypatch):
    _stand(2, places=1)
    meeting, count = Meeting(2), line.rooms_of

    def count_then_meet(gate_id):
        rooms = count(gate_id)
        meeting()
        return rooms

    monkeypatch.setattr("declarations.queries.line.rooms_of", count_then_meet)
    ids = Vehicle.objects.order_by("pk").values_list("pk", flat=True)
    centre = given.officer(Agency.GATE_CENTRE)
    return race(*(lambda pk=pk: calling.call_forward(vehicle_id=pk, by=centre, at=NOON) for pk in ids))


def test_the_last_place_is_given_once(monkeypatch):
    assert sorted(_one_place_for_two(monkeypatch)) == ["done", "yard_full"]
    assert _called() == 1


def test_without_the_gate_s_lock_it_would_be_given_twice(monkeypatch):
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_: rows)
    assert _one_place_for_two(monkeypatch) == ["done", "done"]


def test_a_pause_and_a_call_at_once_leave_nobody_called_to_a_gate_that_stands_still():
    _stand(6, places=9)
    centre, gate = given.officer(Agency.GATE_CENTRE), given.gate()

    outcomes = race(
        lambda: _call_five(centre),
        lambda: pausing.pause(gate_id=gate.pk, by=centre, at=NOON, reason="Ùn ứ bên kia"),
    )

    assert outcomes[1] == "done"
    assert outcomes[0] in {"done", "gate_paused"}
    gate.refresh_from_db()
    before = _called()
    assert gate.paused_at is not None
    assert race(lambda: _call_five(centre)) == ["gate_paused"]
    assert _called() == before
    assert Gate.objects.filter(paused_at__isnull=False).count() == 1


def test_a_pause_is_ended_once_and_begun_once():
    centre, gate = given.officer(Agency.GATE_CENTRE), given.gate()
    begin = lambda: pausing.pause(gate_id=gate.pk, by=centre, at=NOON, reason="Ùn ứ")  # noqa: E731
    end = lambda: pausing.resume(gate_id=gate.pk, by=centre, at=NOON)  # noqa: E731

    assert sorted(race(begin, begin, begin)) == ["done", "wrong_state", "wrong_state"]
    assert sorted(race(end, end, end)) == ["done", "wrong_state", "wrong_state"]

    assert Pause.objects.get().ended_by == centre
    gate.refresh_from_db()
    assert gate.paused_at is None
