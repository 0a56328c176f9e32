"""Call forward: who may, whom, and what the driver answers."""

from datetime import timedelta

import pytest

from accounts.models import Agency
from declarations.errors import NotYours, WrongState
from declarations.models import Event
from declarations.operations import acting, calling, scanning
from declarations.stages import Verb
from declarations.web.driver.shown import view_of
from tests import given

pytestmark = pytest.mark.django_db
NOON = given.NOON


@pytest.fixture
def staff():
    return given.officers()


@pytest.fixture
def waiting(staff):
    """A truck that stands in line."""
    filed = given.filed()
    truck = filed.vehicles.get()
    scanning.scan(gate="HN", read=scanning.Read(plate=truck.plate), by=staff["border_guard"], at=NOON, nonce="1")
    truck.refresh_from_db()
    return truck


def _verbs(truck):
    return list(Event.objects.filter(vehicle=truck, verb__startswith="vehicle.").values_list("verb", flat=True))


@pytest.mark.parametrize("agency", [Agency.GATE_CENTRE, Agency.TRAFFIC_POLICE])
def test_a_waiting_truck_is_called_and_its_driver_answers_once(staff, waiting, agency):
    line_time = waiting.line_time
    calling.call_forward(vehicle_id=waiting.pk, by=staff[agency], at=NOON)
    calling.acknowledge_call(vehicle_id=waiting.pk, at=NOON + timedelta(minutes=1))
    again = calling.acknowledge_call(vehicle_id=waiting.pk, at=NOON + timedelta(minutes=9))

    assert (again.called_at, again.call_acknowledged_at) == (NOON, NOON + timedelta(minutes=1))
    assert again.line_time == line_time
    assert sorted(_verbs(waiting)) == sorted([Verb.SEEN, Verb.CALLED, Verb.CALL_ACKNOWLEDGED])


def test_a_call_taken_back_leaves_the_truck_in_its_place_and_asks_for_a_new_answer(staff, waiting):
    centre = staff[Agency.GATE_CENTRE]
    calling.call_forward(vehicle_id=waiting.pk, by=centre, at=NOON)
    calling.acknowledge_call(vehicle_id=waiting.pk, at=NOON)
    back = calling.take_call_back(vehicle_id=waiting.pk, by=centre, at=NOON, reason="Bãi đầy")
    assert (back.called_at, back.call_acknowledged_at, back.line_time) == (None, None, waiting.line_time)

    with pytest.raises(WrongState):
        calling.acknowledge_call(vehicle_id=waiting.pk, at=NOON)
    calling.call_forward(vehicle_id=waiting.pk, by=centre, at=NOON)
    waiting.refresh_from_db()
    assert waiting.call_acknowledged_at is None


def test_a_called_truck_that_is_held_on_the_road_is_not_told_to_come(staff, waiting):
    calling.call_forward(vehicle_id=waiting.pk, by=staff[Agency.GATE_CENTRE], at=NOON)
    acting.hold_on_road(vehicle_id=waiting.pk, by=staff[Agency.TRAFFIC_POLICE], at=NOON, reason="Kiểm tra")
    waiting.refresh_from_db()
    assert not view_of(waiting, at=NOON).is_called
    with pytest.raises(WrongState):
        calling.acknowledge_call(vehicle_id=waiting.pk, at=NOON)

    acting.release_on_road(vehicle_id=waiting.pk, by=staff[Agency.TRAFFIC_POLICE], at=NOON)
    waiting.refresh_from_db()
    assert view_of(waiting, at=NOON).is_called


def test_nobody_else_calls(staff, waiting):
    others = [staff[agency] for agency in Agency.values if agency not in acting.ROAD]
    for by in [*others, given.officer(Agency.GATE_CENTRE, at="TT"), given.manager(), given.declarant()]:
        with pytest.raises(NotYours):
            calling.call_forward(vehicle_id=waiting.pk, by=by, at=NOON)
    assert _verbs(waiting) == [Verb.SEEN]


def test_only_a_truck_that_waits_and_is_not_held_is_called(staff, waiting):
    centre = staff[Agency.GATE_CENTRE]
    on_the_road = given.filed().vehicles.get()
    inside = given.filed()
    given.confirmed(inside, "bg_arrival", "customs_arrival", staff=staff)
    acting.hold_on_road(vehicle_id=waiting.pk, by=centre, at=NOON, reason="Kiểm tra")
    for truck in (on_the_road, inside.vehicles.get(), waiting):
        with pytest.raises(WrongState):
            calling.call_forward(vehicle_id=truck.pk, by=centre, at=NOON)
    acting.release_on_road(vehicle_id=waiting.pk, by=centre, at=NOON)
    calling.call_forward(vehicle_id=waiting.pk, by=centre, at=NOON)
    with pytest.raises(WrongState):
        calling.call_forward(vehicle_id=waiting.pk, by=centre, at=NOON)
