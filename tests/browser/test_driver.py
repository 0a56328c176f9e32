"""The driver's page on a cheap phone: without script, with bad signal, and when he is called."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, Response, expect

from declarations.models import Vehicle
from declarations.operations import calling, linking, scanning
from declarations.web.driver.address import key_of
from tests import given

SERIOUS = {"serious", "critical"}
MOST_BYTES = 50_000


class Truck:
    """A truck that waits at Hữu Nghị, and the address that its driver was sent."""

    def __init__(self) -> None:
        self.at = timezone.now()
        self.company = given.declarant()
        self.staff = given.officers()
        filed = given.filed(by=self.company, at=self.at)
        self.row: Vehicle = filed.vehicles.get()
        read = scanning.Read(plate=self.row.plate)
        scanning.scan(gate="HN", read=read, by=self.staff["border_guard"], at=self.at, nonce="seen")
        self.link = linking.link_for(vehicle_id=self.row.pk, by=self.company, at=self.at)
        self.address = reverse("driver", args=[key_of(self.link.pk)])

    def call(self) -> None:
        calling.call_forward(vehicle_id=self.row.pk, by=self.staff["gate_centre"], at=timezone.now())


@pytest.fixture
def truck(live_server: Any) -> Truck:
    return Truck()


def test_without_script_he_reads_it_whole_and_answers_the_call(visit: Callable[..., Page], truck: Truck) -> None:
    page = visit(width=360, java_script_enabled=False)
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(truck.address, wait_until="networkidle")
    sizes = [len(answer.body()) for answer in answers]

    expect(page.locator(".big-plate")).to_contain_text(truck.row.plate)
    expect(page.locator(".place")).to_have_text("1")
    expect(page.locator(".pass svg")).to_be_visible()
    assert page.locator(".missing li").count() >= 5
    assert sum(sizes) <= MOST_BYTES

    truck.call()
    page.click("#refresh")
    page.locator(".called button").click()
    expect(page.locator(".called button")).to_have_count(0)
    truck.row.refresh_from_db()
    assert truck.row.call_acknowledged_at is not None


def test_without_signal_he_reads_how_it_stood_and_then_what_is_new(visit: Callable[..., Page], truck: Truck) -> None:
    page = visit(width=360)
    page.goto(truck.address)
    page.evaluate("() => navigator.serviceWorker.ready")
    page.reload()
    expect(page.locator("#no-signal")).to_be_hidden()

    page.context.set_offline(True)
    page.reload()
    expect(page.locator(".big-plate")).to_contain_text(truck.row.plate)
    expect(page.locator(".pass svg")).to_be_visible()
    expect(page.locator("#no-signal")).to_be_visible()

    truck.call()
    page.context.set_offline(False)
    expect(page.locator(".called button")).to_be_visible()
    expect(page.locator("#no-signal")).to_be_hidden()

    linking.revoke_link(vehicle_id=truck.row.pk, by=truck.company, at=timezone.now())
    assert page.reload().status == 410  # type: ignore[union-attr]
    page.context.set_offline(True)
    with pytest.raises(Exception, match="ERR_"):
        page.reload()
    page.context.set_offline(False)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_anybody_can_read_it(visit: Callable[..., Page], truck: Truck, scheme: str) -> None:
    truck.call()
    page = visit(width=360, color_scheme=scheme)
    page.goto(truck.address)
    found = [one for one in Axe().run(page).response["violations"] if one["impact"] in SERIOUS]
    assert found == []
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360
