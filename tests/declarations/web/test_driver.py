"""The driver's page and its link: one truck, no account, revocable, and nothing of anybody else."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import operations
from declarations.models import DriverLink
from declarations.operations import acting, calling, checking, linking, scanning
from declarations.operations.linking import GOOD_FOR
from declarations.web.driver.address import id_in, key_of
from gate.middleware import RequestLog
from tests import given

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def two(now):
    """A declaration of two trucks, and its company."""
    company = given.declarant()
    drivers = [
        {"name": "Trần Văn Thử", "id_number": "012345678901", "phone": "0987654321"},
        {"name": "Lê Thị Khác", "id_number": "012345678902", "phone": "0987654322"},
    ]
    trucks = [given.vehicle(str(n + 1), driver=driver) for n, driver in enumerate(drivers)]
    return given.filed(by=company, at=now, vehicles=trucks), company


def _page(client, link, **more):
    return client.get(reverse("driver", args=[key_of(link.pk)]), **more)


def test_the_page_shows_its_own_truck_and_nothing_of_the_other(client, two, now, django_assert_max_num_queries):
    filed, company = two
    mine, other = filed.vehicles.order_by("position")
    link = linking.link_for(vehicle_id=mine.pk, by=company, at=now)

    with django_assert_max_num_queries(16):
        answer = _page(client, link)

    text = answer.content.decode()
    assert answer.status_code == 200
    assert mine.plate in text
    assert filed.number[8:] in text
    assert "<svg" in text
    for private in (
        other.plate,
        other.driver_name,
        mine.driver_name,
        mine.driver_id_number,
        "0987654321",
        company.username,
    ):
        assert private not in text
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("private, no-store", "no-referrer")
    link.refresh_from_db()
    assert link.last_opened_at is not None


def test_what_is_missing_is_said_with_the_reason_of_a_hold(client, two, now):
    filed, company = two
    staff = given.officers()
    mine = filed.vehicles.order_by("position")[0]
    link = linking.link_for(vehicle_id=mine.pk, by=company, at=now)
    held = given.check(filed, "bg_arrival", mine)
    checking.hold(check_id=held.pk, by=staff["border_guard"], at=now, reason="Thiếu giấy tờ")
    acting.hold_on_road(vehicle_id=mine.pk, by=staff["traffic_police"], at=now, reason="Đường tắc")

    text = _page(client, link).content.decode()
    assert "Thiếu giấy tờ" in text
    assert "Đường tắc" in text


def test_what_is_missing_is_said_once(client, two, now):
    filed, company = two
    mine = filed.vehicles.order_by("position")[0]
    link = linking.link_for(vehicle_id=mine.pk, by=company, at=now)
    assert mine.fees.filter(kind="infrastructure", paid_at=None).exists()

    text = _page(client, link, headers={"Accept-Language": "en"}).content.decode()
    missing = text[text.index('class="missing"') :]

    assert missing.count("Infrastructure fee") == 1
    assert "Infrastructure fee: " in missing
    assert 'Border guard: arrival</strong> <span class="soft">· ' in missing
    assert "· Border guard" not in missing
    assert 'Finish</strong> <span class="soft">· Gate centre' in missing


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_that_was_made_up_changed_or_is_for_another_row_opens_nothing(client, two, now, method):
    filed, company = two
    mine, other = filed.vehicles.order_by("position")
    link = linking.link_for(vehicle_id=mine.pk, by=company, at=now)
    second = linking.link_for(vehicle_id=other.pk, by=company, at=now)
    key = key_of(link.pk)
    signature = key.partition("-")[2]
    flipped = key[:-1] + ("A" if key[-1] != "A" else "B")
    swapped = key_of(second.pk).partition("-")[0] + "-" + signature
    for guess in (
        flipped,
        swapped,
        key.upper(),
        key.replace("-", "--"),
        str(link.pk),
        "0-" + signature,
        "-" + signature,
    ):
        assert id_in(guess) is None
        for name in ("driver", "driver-manifest") if method == "get" else ("driver-acknowledge",):
            assert getattr(client, method)(reverse(name, args=[guess])).status_code == 404
    assert id_in(key_of(10**9)) == 10**9
    assert client.get(reverse("driver", args=[key_of(10**9)])).status_code == 404


def test_a_link_taken_back_or_expired_opens_nothing_and_a_new_one_does(client, two, now):
    filed, company = two
    mine = filed.vehicles.order_by("position")[0]
    first = linking.link_for(vehicle_id=mine.pk, by=company, at=now)
    assert linking.link_for(vehicle_id=mine.pk, by=company, at=now) == first
    linking.revoke_link(vehicle_id=mine.pk, by=company, at=now)
    second = linking.link_for(vehicle_id=mine.pk, by=company, at=now)

    answer = _page(client, first)
    assert answer.status_code == 410
    assert mine.plate not in answer.content.decode()
    assert client.post(reverse("driver-acknowledge", args=[key_of(first.pk)])).status_code == 410
    assert client.get(reverse("driver-manifest", args=[key_of(first.pk)])).status_code == 404
    assert _page(client, second).status_code == 200

    third = linking.link_for(vehicle_id=mine.pk, by=company, at=now + GOOD_FOR + timedelta(days=2))
    assert third != second
    assert _page(client, second).status_code == 410


def test_the_driver_is_called_and_answers_without_script(client, two, now):
    filed, company = two
    staff = given.officers()
    mine = filed.vehicles.order_by("position")[0]
    link = linking.link_for(vehicle_id=mine.pk, by=company, at=now)
    coming = reverse("driver-acknowledge", args=[key_of(link.pk)])
    assert client.post(coming).status_code == 409

    scanning.scan(gate="HN", read=scanning.Read(plate=mine.plate), by=staff["border_guard"], at=now, nonce="a")
    calling.call_forward(vehicle_id=mine.pk, by=staff["gate_centre"], at=now)
    assert coming in _page(client, link).content.decode()
    answer = client.post(coming, follow=True)
    assert answer.status_code == 200
    assert coming not in answer.content.decode()
    mine.refresh_from_db()
    assert mine.call_acknowledged_at is not None


def test_only_the_company_makes_and_takes_back_links(client, two, now):
    filed, company = two
    mine = filed.vehicles.order_by("position")[0]
    address = reverse("driver-link", args=[filed, mine.pk])
    for stranger, status in ((given.declarant(), 404), (given.officer(), 403), (given.manager(), 403)):
        client.force_login(stranger)
        assert client.get(address).status_code == status
        assert client.post(address, {"do": "make"}).status_code == status
    assert not DriverLink.objects.exists()

    client.force_login(company)
    client.post(address, {"do": "make"})
    link = DriverLink.objects.get()
    assert key_of(link.pk) in client.get(address).content.decode()
    client.post(address, {"do": "revoke"})
    link.refresh_from_db()
    assert link.revoked_at is not None
    foreign = given.filed(at=now).vehicles.get()
    assert client.get(reverse("driver-link", args=[filed, foreign.pk])).status_code == 404


def test_the_language_is_the_phones_own_until_another_is_chosen(client, two, now):
    filed, company = two
    link = linking.link_for(vehicle_id=filed.vehicles.first().pk, by=company, at=now)
    assert '<html lang="zh-hans">' in _page(client, link, headers={"accept-language": "zh-CN"}).content.decode()
    chosen = client.get(reverse("driver", args=[key_of(link.pk)]) + "?language=en", follow=True)
    assert '<html lang="en">' in chosen.content.decode()
    assert '<html lang="en">' in _page(client, link, headers={"accept-language": "zh-CN"}).content.decode()


def test_the_log_does_not_keep_the_key(rf):
    said = RequestLog.format_request(rf.get("/d/1f-abcdefghij0123456789/coming/"))
    assert said == "GET /d/…/coming/"


def test_a_switched_off_company_makes_no_link_and_its_trucks_on_the_road_keep_theirs(client, two, now):
    filed, company = two
    mine, other = filed.vehicles.order_by("position")
    link = linking.link_for(vehicle_id=mine.pk, by=company, at=now)
    operations.switch_organisation(organisation_id=filed.organisation_id, on=False, by=None)

    guard = given.officer("border_guard")
    read = scanning.scan(gate="HN", read=scanning.Read(plate=mine.plate), by=guard, at=now, nonce="a")
    assert read.result == "ok"
    assert _page(client, link).status_code == 200
    client.force_login(company)
    for vehicle, do in ((mine, "revoke"), (other, "make")):
        client.post(reverse("driver-link", args=[filed, vehicle.pk]), {"do": do})
    assert DriverLink.objects.get().revoked_at is None
