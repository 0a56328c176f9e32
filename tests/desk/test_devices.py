"""A device belongs to the officer who registered it; the gate keeps a hash; who may, revokes it."""

from datetime import timedelta

import pytest
import time_machine

from desk.api.schema import DeviceAnswer, DeviceList
from desk.models import Device
from desk.operations import devices
from tests import given
from tests.declarations.admin.desk import client_of
from tests.declarations.api.callers import V1, of, refused, said
from tests.desk.scanner import BATCH, Browser, browser, scan
from tests.given import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as moved:
        yield moved


def test_a_browser_is_registered_with_a_cookie_that_no_script_reads_and_no_row_holds():
    phone = Browser(given.officer("border_guard"))

    answer = phone.post(f"{V1}/devices", {"name": " Cổng 1 "})

    device = said(answer, DeviceAnswer, status=201)
    assert (device["name"], device["this"], device["expires_at"]) == ("Cổng 1", True, "2027-02-19T05:00:00Z")
    cookie = answer.cookies["gate_device"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Strict", 90 * 24 * 3600)
    secret = cookie.value.partition(".")[2]
    assert len(secret) >= 43
    assert secret not in str(Device.objects.values().get())
    assert secret not in answer.content.decode()
    assert [row["this"] for row in said(phone.get(f"{V1}/devices"), DeviceList)] == [True]
    assert [row["this"] for row in said(of(phone.user).get(f"{V1}/devices"), DeviceList)] == [False]


@pytest.mark.parametrize("cookie", ["", "1", "1.", "x.y", "99999.abc", "².abc", f"{10**20}.abc"])
def test_a_cookie_that_names_nothing_opens_nothing(cookie):
    phone = browser()
    phone.cookies["gate_device"] = cookie
    refused(phone.manifest(), 403, "device_required")
    refused(phone.post(BATCH, {"scans": [scan("1", "n")]}), 403, "device_required")


def test_another_officer_on_the_same_browser_registers_it_for_himself():
    first = browser()
    second = Browser(given.officer("border_guard"))
    second.cookies["gate_device"] = first.cookies["gate_device"].value

    refused(second.manifest(), 403, "device_not_yours")
    refused(second.post(BATCH, {"scans": [scan("1", "n")]}), 403, "device_not_yours")
    assert second.registered().manifest().status_code == 200
    assert first.manifest().status_code == 200


def test_its_officer_revokes_it_and_it_gets_no_manifest_any_more():
    phone, other = browser(), browser()
    device = Device.objects.get(officer=phone.user)
    address = f"{V1}/devices/{device.pk}/revoke"

    refused(other.post(address), 404, "not_found")
    revoked = said(phone.post(address), DeviceAnswer)

    assert revoked["revoked_at"] == "2026-11-21T05:00:00Z"
    refused(phone.manifest(), 403, "device_revoked")
    assert said(phone.post(address), DeviceAnswer) == revoked
    assert other.manifest().status_code == 200


def test_after_ninety_days_it_is_registered_again(clock):
    phone = browser()
    clock.move_to(NOON + timedelta(days=90))
    phone.force_login(phone.user, backend="accounts.backends.PasswordBackend")
    refused(phone.manifest(), 403, "device_expired")
    assert phone.registered().manifest().status_code == 200


def test_an_officer_has_ten_good_ones_at_most():
    phone = browser()
    for number in range(9):
        phone.registered(f"P{number}")
    refused(phone.post(f"{V1}/devices", {"name": "One more"}), 409, "too_many_devices")
    devices.revoke(device_id=Device.objects.filter(officer=phone.user)[0].pk, by=phone.user, at=NOON)
    phone.registered("One more")


def test_when_it_was_last_seen_is_kept_to_the_minute(clock):
    phone = browser()
    for seconds, seen in ((30, 0), (70, 70), (100, 70)):
        clock.move_to(NOON + timedelta(seconds=seconds))
        phone.manifest()
        assert Device.objects.get().last_seen_at == NOON + timedelta(seconds=seen)


def test_the_administrator_takes_a_lost_one_out_of_use_and_officers_see_their_own():
    phone, other, administrator = browser(), browser(), given.administrator()
    device = Device.objects.get(officer=phone.user)
    address = f"/admin/desk/device/{device.pk}/revoke/"

    assert client_of(other.user).get(address).status_code == 404
    assert client_of(other.user).post(address).status_code == 404
    lists = {user: client_of(user).get("/admin/desk/device/").context["cl"] for user in (other.user, administrator)}
    assert {user: cl.result_count for user, cl in lists.items()} == {other.user: 1, administrator: 2}

    assert client_of(administrator).get(address).status_code == 200
    assert client_of(administrator).post(address, follow=True).status_code == 200
    device.refresh_from_db()
    assert (device.revoked_at, device.revoked_by) == (NOON, administrator)
    refused(phone.manifest(), 403, "device_revoked")
