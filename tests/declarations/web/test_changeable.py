"""What a page shows as changeable is what the operation lets be changed."""

import pytest
from django.utils import timezone

from declarations.operations import cancelling
from declarations.queries.whole import load_one
from declarations.web.changeable import asking_limits, limits_of
from tests import given

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("limits", [limits_of, asking_limits])
def test_a_vehicle_that_has_ended_is_locked_and_the_others_are_not(client, limits):
    by, at = given.declarant(), timezone.now()
    row = given.filed(by=by, at=at, vehicles=[given.vehicle("1"), given.vehicle("2")])
    cancelling.cancel_vehicle(vehicle_id=row.vehicles.get(key="1").pk, by=by, at=at, reason="Xe hỏng")

    shown = limits(load_one(row.pk))

    for rest in (("plate",), ("driver", "name"), ()):
        first, second = ("vehicles", 0, *rest), ("vehicles", 1, *rest)
        assert (shown.may_change(first), shown.may_remove(first)) == (False, False)
        assert (shown.may_change(second), shown.may_remove(second)) == (True, True)
    client.force_login(by)
    page = client.get(f"/declarations/{row.number}/edit/").content.decode()
    assert page.count('class="locked"') > 5
    assert page.count("nothing of this vehicle changes") == 1 or page.count("phương tiện này không còn") == 1
