"""Figures whose parts do not make their wholes: nothing is published, and managers are told which events disagree."""

from datetime import timedelta

import pytest
import time_machine

from accounts import letters
from accounts.models import Letter
from declarations.models import Event, Vehicle
from reports import tasks
from reports.models import Bulletin
from reports.operations import orders
from tests import given
from tests.reports.days import CUT_OFF, DAY, Traffic, clock
from tests.reports.test_api import client
from tests.reports.test_web import page, signed_in

pytestmark = pytest.mark.django_db
BEAT = CUT_OFF + timedelta(minutes=5)
ONE = f"/reports/bulletins/{DAY}/"


@pytest.fixture(autouse=True)
def _quiet(monkeypatch):
    monkeypatch.setattr(tasks.work_orders, "apply_async", lambda **_: None)


@pytest.fixture
def truck():
    """It left, and goes neither out of the country nor into it: it is in no part of the vehicles cleared."""
    gate = Traffic("HN", "TT")
    gate.leaves(gate.seen(clock("10:00"), gate="TT"), clock("11:00"))
    odd = gate.leaves(gate.seen(clock("08:00")), clock("09:00"))
    gate.leaves(gate.seen(clock("12:00")), clock("13:00"))
    Vehicle.objects.filter(pk=odd.pk).update(direction="across")
    return odd


def refused(at=BEAT):
    order = orders.order_bulletin(date=DAY, at=at)
    orders.work_orders(at=at)
    order.refresh_from_db()
    return order


def test_nothing_is_published_and_the_events_are_named(truck):
    order = refused()

    assert (order.state, order.refusal_code) == ("refused", "bulletin_does_not_balance")
    assert not Bulletin.objects.exists()
    cleared = next(one for one in order.disagreements if (one["gate"], one["figure"]) == ("HN", "cleared"))
    assert (cleared["counted"], cleared["listed"], cleared["of_parts"]) == (2, 1, True)
    event = Event.objects.get(verb="vehicle.left", vehicle=truck)
    assert (cleared["events"], cleared["declarations"]) == ([event.pk], [truck.declaration.number])

    with time_machine.travel(BEAT, tick=False):
        shown = page(signed_in(given.manager(at="HN")), ONE)
        elsewhere = page(signed_in(given.manager(at="TT")), ONE)
        answer = client(given.manager(at=None)).get(f"/api/v1/reports/tasks/{order.pk}").json()
    said = f"HN, Vehicles cleared: counted 2, but its parts make 1 (events {event.pk}) ({truck.declaration.number})"
    assert said in shown
    assert "All gates" not in shown
    assert "HN, Vehicles cleared" not in elsewhere
    assert answer["problem"]["disagreements"][-1]["of_parts"] is True

    mine, other = signed_in(given.manager(at="HN")), signed_in(given.manager(at="TT"))
    with time_machine.travel(BEAT, tick=False):
        for path in ("/reports/", "/reports/bulletins/", "/reports/periods/"):
            assert f'href="{ONE}">Bulletin of 21/11/2026' in page(mine, path)
            assert "Could not be made" not in page(other, path)

    Vehicle.objects.filter(pk=truck.pk).update(direction="export")
    assert orders.sweep(at=BEAT + orders.ASK_AGAIN) == 1
    orders.work_orders(at=BEAT + orders.ASK_AGAIN)
    assert Bulletin.objects.get().figures["total"]["cleared"] == 3
    with time_machine.travel(BEAT + orders.ASK_AGAIN, tick=False):
        assert "Could not be made" not in page(signed_in(given.manager(at="HN")), "/reports/bulletins/")


def test_its_managers_and_those_of_the_province_are_written_to_once(truck):
    of_gate, of_province = given.manager(at="HN"), given.manager(at=None)
    given.manager(at="TT")
    given.manager(at="HN", is_active=False)

    refused()
    refused(BEAT + orders.ASK_AGAIN)

    owed = Letter.objects.order_by("user_id")
    assert {letter.user for letter in owed} == {of_gate, of_province}
    assert {(letter.kind, letter.page) for letter in owed} == {("unbalanced", ONE)}
    refused(BEAT + timedelta(days=1))
    assert Letter.objects.filter(user=of_gate).count() == 1  # the first one still waits to be sent
    Letter.objects.update(sent_at=BEAT)
    refused(BEAT + timedelta(days=2))
    assert Letter.objects.filter(user=of_gate).count() == 2


def test_the_letter_leads_to_the_page(truck, settings):
    settings.SITE_URL = "https://gate.example"
    manager = given.manager(at="HN")
    manager.email, manager.language = "manager@example.vn", "en"
    manager.save()
    refused()
    written = letters.write(Letter.objects.get(user=manager))
    assert written
    assert written.to == "manager@example.vn"
    assert f"https://gate.example{ONE}" in written.body
    manager.is_active = False
    manager.save()
    assert letters.write(Letter.objects.get(user=manager)) is None
