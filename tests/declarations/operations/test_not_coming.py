"""Who is called and does not come goes back, unless he was caught in something; gates that call by themselves."""

from datetime import timedelta

import pytest
import time_machine
from hypothesis import given as made_up
from hypothesis import strategies as some

from accounts.models import Agency
from declarations.errors import NotYours
from declarations.line.calls import COMES_WITHIN, due_at
from declarations.line.duties import AFTER, Excuse, Still
from declarations.models import Event, Gate, Lane, OutboxMessage, Vehicle, Yard
from declarations.operations import acting, calling, pausing, placing
from declarations.queries import line
from declarations.tasks import call_forward, send_back
from tests import given
from tests.declarations.operations.test_calling_next import stands
from tests.given import NOON

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
in_database = pytest.mark.django_db


@pytest.fixture
def staff():
    return given.officers()


@pytest.fixture
def centre(staff):
    return staff[Agency.GATE_CENTRE]


def order():
    rows = line.waiting(given.gate().pk, "export").order_by(*line.ORDER)
    return list(rows.values_list("pk", flat=True))


def looked(at):
    with time_machine.travel(at, tick=False):
        return send_back()


@in_database
def test_back_by_an_hour_then_to_the_end_each_said_with_its_rule(staff, centre):
    # The first two came before their window, which begins at 13:00.
    first, second, third = [stands(staff, "O", minute) for minute in (0, 30, 150)]
    calling.call_forward(vehicle_id=first, by=centre, at=NOON + 95 * MINUTE)
    assert looked(NOON + 154 * MINUTE) == 0
    assert looked(NOON + 155 * MINUTE) == 1
    assert order() == [second, first, third]
    calling.call_forward(vehicle_id=first, by=centre, at=NOON + 160 * MINUTE)
    assert looked(NOON + 220 * MINUTE) == 1
    assert order() == [second, third, first]
    truck = Vehicle.objects.get(pk=first)
    assert (truck.called_at, truck.calls_missed, truck.is_open) == (None, 2, True)
    told = Event.objects.filter(verb="vehicle.not_come").order_by("seq")
    assert [(event.actor, event.data["rule"]) for event in told] == [(None, "back_an_hour"), (None, "to_the_end")]
    assert OutboxMessage.objects.filter(event__in=told).count() == 2
    assert set(truck.checks.filter(state__in=["ready", "pending"]).values_list("queue_at", flat=True)) == {
        truck.line_time
    }


@in_database
def test_a_pause_a_hold_and_the_night_stop_the_clock_and_who_has_come_stays(staff, centre):
    gate = given.gate()
    paused, held, came = [stands(staff, "O", minute) for minute in range(3)]
    for vehicle_id in (paused, held, came):
        calling.call_forward(vehicle_id=vehicle_id, by=centre, at=NOON + 10 * MINUTE)
    acting.hold_on_road(vehicle_id=held, by=centre, at=NOON + 20 * MINUTE, reason="Kiểm tra")
    declaration = Vehicle.objects.get(pk=came).declaration
    given.confirmed(declaration, "bg_arrival", "customs_arrival", staff=staff, at=NOON + 30 * MINUTE)
    pausing.pause(gate_id=gate.pk, by=centre, at=NOON + 40 * MINUTE, reason="Mưa lớn")
    assert looked(NOON + 2 * HOUR) == 0
    pausing.resume(gate_id=gate.pk, by=centre, at=NOON + 2 * HOUR)
    assert looked(NOON + 4 * HOUR - MINUTE) == 0
    acting.release_on_road(vehicle_id=held, by=centre, at=NOON + 3.5 * HOUR)
    assert looked(NOON + 4 * HOUR) == 1
    assert looked(NOON + 4.5 * HOUR) == 1  # an hour after it was let go

    # 18:40: the gate closes at 19:00 and opens at 7:00.
    calling.call_forward(vehicle_id=paused, by=centre, at=NOON + 6 * HOUR + 40 * MINUTE)
    assert looked(NOON + 20 * HOUR - MINUTE) == 0
    assert looked(NOON + 20 * HOUR) == 1


SPANS = some.lists(some.tuples(some.integers(-600, 600), some.integers(1, 600)), max_size=5)


@pytest.mark.once
@made_up(SPANS, SPANS)
def test_nobody_has_less_than_an_hour_and_never_a_call_that_ends_in_what_stands_still(spans, nights):
    stills = [Still(Excuse.PAUSE, NOON + MINUTE * a, NOON + MINUTE * (a + b)) for a, b in spans]
    shut = [Still(Excuse.STOPPED, NOON + MINUTE * a, NOON + MINUTE * (a + b)) for a, b in nights]
    due = due_at(NOON, stills, nights=shut)
    assert due is not None
    assert due >= NOON + COMES_WITHIN
    assert not [one for one in stills if one.until and one.since < due < one.until + AFTER and one.until > NOON]
    assert due_at(NOON, [*stills, Still(Excuse.PAUSE, NOON, None)]) is None


@in_database
def test_a_gate_calls_by_itself_as_far_as_its_yards_have_places_once_its_centre_says_so(staff, centre):
    gate = given.gate()
    Yard.objects.filter(code="XUAN-CUONG").update(capacity=2)
    trucks = [stands(staff, "O", minute, yard="XUAN-CUONG") for minute in range(3)]

    def called(at=NOON + 30 * MINUTE):
        with time_machine.travel(at, tick=False):
            return call_forward()

    assert called() == 0
    for stranger in (staff[Agency.TRAFFIC_POLICE], given.officer(Agency.GATE_CENTRE, at="TT")):
        with pytest.raises(NotYours):
            placing.call_by_itself(gate_id=gate.pk, on=True, by=stranger)
    placing.call_by_itself(gate_id=gate.pk, on=True, by=centre)
    assert called(NOON + 8 * HOUR) == 0  # closed
    pausing.pause(gate_id=gate.pk, by=centre, at=NOON + 20 * MINUTE, reason="Sự cố")
    assert called() == 0
    pausing.resume(gate_id=gate.pk, by=centre, at=NOON + 21 * MINUTE)
    assert called() == 2
    assert order() == trucks[2:]
    events = Event.objects.filter(verb="vehicle.called")
    assert {(event.actor, event.data["why"]) for event in events} == {(None, "in_turn")}
    assert called() == 0
    assert Gate.objects.get(pk=gate.pk).calls_itself


@in_database
def test_trucks_of_no_yard_are_called_as_many_as_the_lanes_take_in_an_hour(staff, centre):
    gate = given.gate()
    Lane.objects.filter(gate=gate).update(is_open=False)
    Lane.objects.create(gate=gate, code="X", name="X", direction="export", capacity_per_hour=2)
    Yard.objects.filter(gate=gate).update(is_inside=False)
    for minute in range(4):
        stands(staff, "O", minute)
    placing.call_by_itself(gate_id=gate.pk, on=True, by=centre)
    with time_machine.travel(NOON + 30 * MINUTE, tick=False):
        assert call_forward() == 2
        assert call_forward() == 0
