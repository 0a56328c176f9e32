"""The scan page without script: a form that a page answers; whose it is; and what only this page is allowed."""

import pytest
from django.utils import timezone

from declarations.models import Scan
from declarations.queries.passing import pass_of
from tests import given
from tests.declarations.admin import desk

pytestmark = pytest.mark.django_db
PAGE = "/admin/scan/"


@pytest.fixture
def truck():
    return given.filed(at=timezone.now())


@pytest.fixture
def guard():
    return desk.client_of(given.officer("border_guard"))


def scan(client, read, **more):
    return client.post(PAGE, {"read": read, "gate": "HN", "nonce": "n", **more})


def test_a_pass_is_read_and_confirmed_in_the_same_motion(guard, truck):
    token = pass_of(truck.vehicles.get(), at=timezone.now()).token

    answer = scan(guard, token, confirm="bg_arrival", advance="1")

    assert answer.context["answered"].look == "ok"
    assert given.check(truck, "bg_arrival").state == "confirmed"
    page = answer.content.decode()
    assert truck.vehicles.get().plate in page
    assert 'value="bg_arrival" checked' in page
    assert scan(guard, token, confirm="bg_arrival", advance="1").context["answered"].look == "ok"  # sent again
    assert Scan.objects.count() == 1
