"""The scan page without script: a form that a page answers; whose it is; and what only this page is allowed."""

from typing import Any, NamedTuple

import pytest
from django.urls import get_resolver, reverse
from django.utils import timezone

from declarations.models import Scan
from declarations.operations import checking
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


def test_what_differs_is_said_and_the_truck_is_chosen_by_a_button(guard, truck):
    plate = truck.vehicles.get().plate
    token = pass_of(truck.vehicles.get(), at=timezone.now()).token

    stopped = scan(guard, token, plate="12C-999.99")
    resembling = scan(guard, plate.replace("0", "O"), nonce="o")
    chosen = scan(guard, str(truck.number), plate=plate, nonce="c", confirm="bg_arrival")

    assert stopped.context["answered"].look == "bad"
    assert "12C99999" in stopped.content.decode()
    assert f'name="plate" value="{plate}"' in resembling.content.decode()
    assert chosen.context["answered"].answer["confirmed"] == ["bg_arrival"]
    assert len(guard.get(PAGE).context["recent"]) == 3


def test_what_cannot_be_confirmed_is_said_with_its_reason(guard, truck):
    customs = desk.client_of(given.officer("customs"))
    check = given.check(truck, "bg_arrival")
    checking.confirm(check_id=check.pk, by=given.officer("border_guard"), at=timezone.now())

    again = scan(guard, truck.vehicles.get().plate, confirm="bg_arrival")
    theirs = scan(customs, truck.vehicles.get().plate, confirm="bg_arrival")
    elsewhere = scan(guard, truck.vehicles.get().plate, gate="TT", nonce="t")
    nothing = scan(guard, "  ", nonce="e")

    assert again.context["answered"].look == "warn"
    assert 'class="not"' in again.content.decode()
    assert [answer.context["answered"] for answer in (theirs, elsewhere, nothing)] == [None] * 3
    assert all(answer.context["said"] for answer in (theirs, elsewhere, nothing))
    assert Scan.objects.count() == 1


def test_the_lane_where_the_device_stands_goes_with_the_scan(guard, truck):
    lanes = list(given.gate().lanes.order_by("code"))
    lanes[1].is_open = False
    lanes[1].save()
    page = guard.get(PAGE).content.decode()
    assert f'<option value="{lanes[0].code}"' in page
    assert f'<option value="{lanes[1].code}"' not in page

    answer = scan(guard, str(truck.number), lane=lanes[0].code)

    assert Scan.objects.get().lane == lanes[0]
    assert f'<option value="{lanes[0].code}" data-gate="HN" selected>' in answer.content.decode()
    elsewhere = given.gate("TT").lanes.order_by("code")[0]
    assert scan(guard, str(truck.number), lane=elsewhere.code, nonce="m").context["said"]
    assert Scan.objects.count() == 1


def test_only_this_page_may_use_the_camera(guard):
    assert "camera=(self)" in guard.get(PAGE)["Permissions-Policy"]
    assert "camera=()" in guard.get("/admin/")["Permissions-Policy"]
    assert "unsafe" not in guard.get(PAGE)["Content-Security-Policy"]


def test_the_worker_keeps_every_file_of_the_page_and_is_another_when_one_changes(guard, settings, monkeypatch):
    page, worker = guard.get(PAGE).content.decode(), guard.get(PAGE + "worker.js").content.decode()
    named = {part.split('"')[0] for part in page.split('"/static/')[1:]}

    assert named
    assert {name for name in named if f'"/static/{name}"' not in worker} == set()
    monkeypatch.setattr("desk.web.parts.LINKED", ("css/scan.css",))
    assert guard.get(PAGE + "worker.js").content.decode().split("Version")[1] != worker.split("Version")[1]
    assert guard.get(PAGE + "app.webmanifest").json()["scope"] == PAGE


class Row(NamedTuple):
    """Who opens an address; everybody else is shut out. `anybody`: it tells nothing of anybody."""

    readers: frozenset[str]
    arguments: tuple[str, ...] = ()
    anybody: bool = False


AT_HN = frozenset({"customs.hn", "border_guard.hn", "gate_centre.hn", "medical.hn", "plant.hn", "animal.hn"})
OFFICERS = AT_HN | {"customs.tt", "gate_centre.tt"}
STRANGERS = {"manager.hn", "manager.tt", "manager.province", "administrator", "declarant", desk.ANONYMOUS}
TABLE = {
    "scan": Row(OFFICERS),
    "scan-who": Row(OFFICERS),
    "scan-truck": Row(AT_HN, ("vehicle_id",)),
    "scan-worker": Row(frozenset(), anybody=True),
    "scan-app": Row(frozenset(), anybody=True),
}


def test_every_address_of_the_scan_page_is_in_the_table():
    patterns: list[Any] = get_resolver().url_patterns
    [own] = [pattern for pattern in patterns if str(pattern.pattern) == PAGE[1:]]
    assert {pattern.name for pattern in own.url_patterns} == set(TABLE)


def test_who_opens_what_and_changes_nothing_without_a_right():
    world = desk.world()
    vehicle, before = world.truck.vehicles.get(), desk.everything()
    body: dict[str, Any] = {"read": vehicle.plate, "gate": "HN", "nonce": "s", "confirm": "customs_arrival"}
    opened: dict[str, set[str]] = {name: set() for name in TABLE}
    for who in sorted(OFFICERS | STRANGERS):
        client = world.client(who)
        for name, row in TABLE.items():
            address = reverse(name, args=[vehicle.pk] if row.arguments else [])
            answer = client.get(address)
            if answer.status_code == 200 or (row.arguments and "/declaration/" in answer.headers.get("Location", "")):
                opened[name].add(who)
            else:
                assert answer.status_code in (302, 401, 403, 404), (name, who)
                assert vehicle.plate not in answer.content.decode()
        if who not in AT_HN:
            assert vehicle.plate not in client.post(PAGE, body).content.decode().replace(f'value="{vehicle.plate}"', "")

    everybody = OFFICERS | STRANGERS
    assert opened == {name: set(everybody if row.anybody else row.readers) for name, row in TABLE.items()}
    assert desk.everything() == before


def test_a_fee_is_confirmed_by_its_payment_so_the_page_leads_there(truck):
    centre = desk.client_of(given.officer("gate_centre"))
    fee = given.check(truck, "fee_infrastructure")

    page = scan(centre, truck.vehicles.get().plate).content.decode()

    assert f'href="/admin/declarations/check/{fee.pk}/pay/"' in page
    assert 'name="confirm" value="fee_infrastructure"' not in page
