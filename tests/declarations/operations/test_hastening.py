"""Places given back are offered first to those who asked to come earlier, then to all."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from declarations.errors import NotYours, WrongState
from declarations.models import EarlierWish, Event, Lane, OutboxMessage
from declarations.operations import cancelling, hastening
from declarations.tasks import offer_places
from tests import given
from tests.declarations.operations.test_booking import ONE, THREE, TWO, taken, windows
from tests.given import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_place():
    """One export place an hour at HN."""
    Lane.objects.filter(gate__code="HN").update(is_open=False)
    Lane.objects.create(gate=given.gate(), code="X", name="X", direction="export", capacity_per_hour=1)


def ask(declaration):
    hastening.ask_earlier(declaration_id=declaration.pk, by=declaration.created_by, at=NOON)


def cancel(declaration):
    cancelling.cancel(declaration_id=declaration.pk, by=declaration.created_by, at=NOON, reason="Thôi")


def offered():
    with time_machine.travel(NOON, tick=False):
        return offer_places()


def test_a_place_given_back_goes_to_whoever_asked_first_and_his_to_the_next():
    first, second, third, fourth = [given.filed() for _ in range(4)]
    ask(third)
    ask(second)
    cancel(first)
    assert taken(ONE) == (0, 0, 1)

    newcomer = given.filed()
    assert windows(newcomer) == [ONE + timedelta(hours=4)]  # not the place that is held back

    assert offered() == 1
    assert (windows(third), windows(second), taken(ONE), taken(THREE)) == ([ONE], [TWO], (1, 0, 0), (0, 0, 0))
    moved = Event.objects.get(verb="vehicle.moved_up")
    assert (moved.actor, moved.data["cause"]) == (None, "waiting_list")
    assert OutboxMessage.objects.filter(event=moved).exists()
    assert list(EarlierWish.objects.values_list("declaration", flat=True)) == [second.pk]
    assert fourth


def test_what_nobody_takes_is_everybodys_after_the_next_round():
    first, second = given.filed(), given.filed()
    ask(second)
    cancel(first)
    hastening.stay(declaration_id=second.pk, by=second.created_by, at=NOON)
    assert (offered(), taken(ONE)) == (0, (0, 0, 0))
    assert windows(given.filed()) == [ONE]


def test_two_trucks_are_moved_together_or_not():
    Lane.objects.filter(code="X").update(capacity_per_hour=2)
    first = given.filed()
    other = given.filed()
    both = given.filed(vehicles=[given.vehicle("1"), given.vehicle("2")])
    ask(both)
    cancel(first)
    assert (offered(), windows(both), taken(ONE)) == (0, [TWO, TWO], (1, 0, 0))
    cancel(other)
    assert windows(both) == [TWO, TWO]


def test_without_anybody_who_waits_a_place_is_free_at_once():
    cancel(given.filed())
    assert taken(ONE) == (0, 0, 0)


def test_who_has_the_window_of_his_hour_has_nothing_to_wish_for():
    first, second = given.filed(), given.filed()
    with pytest.raises(WrongState):
        ask(first)
    with pytest.raises(NotYours):
        hastening.ask_earlier(declaration_id=second.pk, by=first.created_by, at=NOON)
    ask(second)
    ask(second)
    assert Event.objects.filter(verb="window.earlier_asked").count() == 1


def test_a_company_asks_for_it_on_its_page():
    given.filed()
    second = given.filed()
    client = Client()
    client.force_login(second.created_by)
    page, address = reverse("declaration", args=[second]), reverse("declaration-earlier", args=[second])
    with time_machine.travel(NOON, tick=False):
        assert address in client.get(page).content.decode()
        client.post(address, {"do": "ask"})
        assert EarlierWish.objects.filter(declaration=second).exists()
        assert 'value="stay"' in client.get(page).content.decode()
        client.post(address, {"do": "stay"})
    assert not EarlierWish.objects.exists()
