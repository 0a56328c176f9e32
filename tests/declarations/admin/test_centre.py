"""The gate today, at the desk: what it shows, pausing with a reason, calling those shown and taking calls back."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from declarations.models import IntakeStop, Lane, Pause, Vehicle, Yard
from declarations.operations import acting, scanning
from tests import given
from tests.declarations.admin import desk
from tests.given import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def centre():
    return desk.client_of(given.officer("gate_centre"))


def url(name, *args):
    return reverse(f"admin:declarations_gate_{name}", args=[given.gate().pk, *args])


LINE = ("line", "export")


def stand(*cargoes):
    guard, ids = given.officer("border_guard"), []
    for second, cargo in enumerate(cargoes):
        truck = given.filed(consignments=[given.consignment(cargo_kind=cargo)]).vehicles.get()
        at = NOON + timedelta(seconds=second)
        scanning.scan(gate="HN", read=scanning.Read(plate=truck.plate), by=guard, at=at, nonce=truck.plate)
        ids.append(truck.pk)
    return ids


def test_the_page_shows_how_the_gate_stands_in_as_many_queries_however_many_wait(
    centre, django_assert_max_num_queries
) -> None:
    ids = stand("general", "general", "fruit", "general", "general")
    IntakeStop.objects.create(gate=given.gate(), starts_at=timezone.now(), cargo_kind="fruit", reason="Kho đầy")
    centre.get(url("centre"))
    with django_assert_max_num_queries(36):
        page = centre.get(url("centre"))
    shown = page.context["shown"]
    (export, inbound) = shown.ways
    assert (shown.state, export.side.waiting, inbound.side.waiting) == ("open", 5, 0)
    assert [turn.vehicle.pk for turn in export.turns] == [ids[2], ids[0], ids[1]]
    assert [(room.yard.code, room.free) for room in shown.rooms] == [("XUAN-CUONG", 600)]
    text = page.content.decode()
    assert "Kho đầy" in text
    assert "07:00–19:00" in text


def test_a_pause_takes_its_reason_and_a_time_of_day(centre) -> None:
    for until, expected in (("13:30", "2026-11-21 13:30"), ("11:00", "2026-11-22 11:00"), ("", None)):
        centre.post(url("pause"), {"lane": "", "reason": "Mưa lớn", "until": until})
        pause = Pause.objects.latest("pk")
        told = timezone.localtime(pause.until).strftime("%Y-%m-%d %H:%M") if pause.until else None
        assert (told, pause.reason, given.gate().paused_at) == (expected, "Mưa lớn", NOON)
        assert "Mưa lớn" in centre.get(url("centre")).content.decode()
        centre.post(url("resume"))
        assert given.gate().paused_at is None
    lane = Lane.objects.get(code="1119-1120")
    centre.post(url("pause"), {"lane": lane.pk, "reason": "Sửa đường"})
    assert Pause.objects.get(ended_at=None).lane == lane
    centre.post(url("resume"), {"lane": lane.pk})
    assert not Pause.objects.filter(ended_at=None).exists()


def test_what_is_missing_is_said_at_the_form(centre) -> None:
    said = centre.post(url("pause"), {"reason": ""})
    assert said.context["form"].errors["reason"]
    elsewhere = Lane.objects.get(gate__code="TT", code="VAI")
    centre.post(url("pause"), {"lane": elsewhere.pk, "reason": "x"})
    centre.post(url("pause"), {"reason": "x", "until": "25:00"})
    assert not Pause.objects.exists()
    centre.post(url("pause"), {"reason": "x"})
    again = centre.post(url("pause"), {"reason": "x"})
    assert "stands still already" in again.content.decode()
    centre.post(url("resume"))
    assert "does not stand still" in desk.said(centre.post(url("resume"), follow=True))[-1]


def test_those_shown_are_called_and_what_changed_meanwhile_is_said(centre) -> None:
    ids = stand("general", "fruit", "general", "general")
    shown = centre.get(url(*LINE), {"count": 3}).context["preview"]
    chosen = [turn.vehicle.pk for turn in shown.turns]
    assert chosen == [ids[1], ids[0], ids[2]]
    acting.hold_on_road(vehicle_id=ids[0], by=given.officer("traffic_police"), at=NOON, reason="Kiểm tra")

    told = desk.said(centre.post(url(*LINE), {"do": "call", "vehicle": chosen}, follow=True))

    assert told[-1] == "2 trucks called forward."
    assert Vehicle.objects.get(pk=ids[0]).plate in told[0]
    assert set(Vehicle.objects.filter(called_at__isnull=False).values_list("pk", flat=True)) == {ids[1], ids[2]}
    passed = centre.get(url(*LINE), {"count": 9}).content.decode()
    assert "Held on the road" in passed

    missing = centre.post(url(*LINE), {"do": "uncall", "vehicle": ids[1], "reason_code": "other", "text": ""})
    assert missing.context["back"].errors
    centre.post(url(*LINE), {"do": "uncall", "vehicle": ids[1], "reason_code": "other", "text": "Bãi đầy"})
    assert Vehicle.objects.get(pk=ids[1]).called_at is None


def test_a_paused_gate_and_a_full_yard_call_nobody(centre) -> None:
    (truck,) = stand("general")
    Yard.objects.filter(code="XUAN-CUONG").update(capacity=0)
    page = centre.get(url(*LINE)).content.decode()
    assert "Its yard is full" in page
    assert "Nobody can be called now" in page
    centre.post(url(*LINE), {"do": "call", "vehicle": truck})
    Yard.objects.filter(code="XUAN-CUONG").update(capacity=9)
    centre.post(url("pause"), {"reason": "x"})
    centre.post(url(*LINE), {"do": "call", "vehicle": truck})
    assert Vehicle.objects.get(pk=truck).called_at is None


@pytest.mark.parametrize("junk", ["", "x", "-1", "9" * 30, "1e3", "0"])
def test_nonsense_is_no_number(centre, junk) -> None:
    assert centre.get(url(*LINE), {"count": junk}).status_code == 200
    assert centre.post(url(*LINE), {"do": "call", "vehicle": junk}).status_code == 302
    assert centre.post(url("resume"), {"lane": junk}).status_code == 302
    assert centre.get(url("line", "sideways")).status_code == 404


def test_whoever_calls_trucks_finds_the_way_on_his_first_page() -> None:
    for agency, found in (("gate_centre", True), ("traffic_police", True), ("customs", False)):
        page = desk.client_of(given.officer(agency)).get("/admin/").content.decode()
        assert (url("centre") in page) is found
