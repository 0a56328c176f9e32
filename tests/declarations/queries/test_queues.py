"""Places in line: line time, then declaration number, then the place in the declaration; each line by itself."""

from datetime import timedelta

import pytest

from declarations.models import Vehicle
from declarations.queries.queues import ORDER, places_in_line, queue
from tests import given
from tests.given import NOON

pytestmark = pytest.mark.django_db


def _stand(vehicle, minutes):
    Vehicle.objects.filter(pk=vehicle.pk).update(seen_at=NOON, line_time=NOON + timedelta(minutes=minutes))


def _line():
    """Trucks of several declarations, some of the very same instant; in the order in which they stand."""
    first, second = given.filed(vehicles=[given.vehicle("1"), given.vehicle("2")]), given.filed()
    late = given.filed()
    one, two = first.vehicles.order_by("position")
    for vehicle, minutes in ((one, 5), (two, 5), (second.vehicles.get(), 5), (late.vehicles.get(), 1)):
        _stand(vehicle, minutes)
    return [late.vehicles.get().pk, one.pk, two.pk, second.vehicles.get().pk]


def test_places_follow_the_order_of_the_line():
    line = _line()
    elsewhere = given.filed(gate="TT").vehicles.get()
    _stand(elsewhere, 0)
    receiving = given.filed(document=given.transshipment(receivers=1))
    for vehicle in receiving.vehicles.all():
        _stand(vehicle, 9)
    on_the_road = given.filed().vehicles.get()
    gone = given.filed().vehicles.get()
    Vehicle.objects.filter(pk=gone.pk).update(seen_at=NOON, line_time=NOON, is_open=False, end="left", ended_at=NOON)

    places = places_in_line(Vehicle.objects.all())

    assert [places[pk] for pk in line] == [1, 2, 3, 4]
    assert list(Vehicle.objects.in_line().filter(pk__in=line).in_line_order().values_list("pk", flat=True)) == line
    assert places[elsewhere.pk] == 1
    assert places[receiving.vehicles.get(role="carrier").pk] == 1
    assert not {receiving.vehicles.get(role="receiver").pk, on_the_road.pk, gone.pk} & places.keys()


def test_one_query_for_any_number_and_none_for_nobody(django_assert_num_queries):
    _line()
    vehicles = list(Vehicle.objects.all())
    with django_assert_num_queries(1):
        places_in_line(vehicles)
    with django_assert_num_queries(0):
        assert places_in_line([]) == {}


def test_the_order_of_a_queue_is_said_twice_alike():
    rows = queue(gate_id=given.gate().pk, code="bg_arrival")
    assert str(rows.order_by(*ORDER).query) == str(rows.in_queue_order().query)
