"""The gate centre in Chromium: it pauses in rush hour and everybody reads it; a cashier counts his shift on a phone."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from declarations.models import CashShift, Fee, OpeningHours, Pause, Vehicle
from declarations.operations import linking, paying, scanning
from declarations.web.driver.address import key_of
from tests import given
from tests.browser.hands import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _fits(page: Page) -> bool:
    """Nobody scrolls sideways. What axe says of these pages stands in test_desk."""
    wide: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wide <= 0


def _stand(many: int) -> list[Vehicle]:
    """Trucks that stand in line."""
    guard, at = given.officer("border_guard"), timezone.now() - timedelta(minutes=10)
    trucks = []
    for second in range(many):
        truck = given.filed(at=at).vehicles.get()
        scanning.scan(
            gate="HN", read=scanning.Read(plate=truck.plate), by=guard, at=at + timedelta(seconds=second),
            nonce=truck.plate,
        )  # fmt: skip
        trucks.append(truck)
    return trucks


def test_a_pause_in_rush_hour_is_read_by_everybody_and_costs_nobody_his_place(visit) -> None:
    OpeningHours.objects.all().delete()  # whatever the hour at which this runs
    centre, trucks = given.officer("gate_centre", full_name="Trưởng Ca Mẫu"), _stand(4)
    link = linking.link_for(vehicle_id=trucks[1].pk, by=trucks[1].declaration.created_by, at=timezone.now())
    officer, driver, anybody = visit(width=1280), visit(width=360), visit(width=360)
    sign_in(officer, centre.username)
    officer.goto(reverse("admin:declarations_gate_line", args=[given.gate().pk, "export"]) + "?count=1")
    officer.click("button[value=call]")
    expect(officer.locator("#called")).to_be_visible()

    officer.goto(reverse("admin:declarations_gate_centre", args=[given.gate().pk]))
    officer.fill("[name=reason]", "Ùn ứ phía bên kia")
    officer.click(".pausing .do.stop")
    expect(officer.locator(".standing")).to_contain_text("Ùn ứ phía bên kia")
    assert _fits(officer)

    driver.goto(reverse("driver", args=[key_of(link.pk)]))
    expect(driver.locator(".said", has_text="Ùn ứ phía bên kia")).to_be_visible()
    place = driver.locator(".place").inner_text()
    cache.clear()
    anybody.goto("/")
    expect(anybody.locator(".gates .card").first).to_contain_text("Ùn ứ phía bên kia")

    officer.goto(reverse("admin:declarations_gate_line", args=[given.gate().pk, "export"]))
    expect(officer.locator("button[value=call]")).to_have_count(0)
    officer.go_back()
    officer.click(".standing .do.go")
    expect(officer.locator(".standing")).to_have_count(0)
    driver.reload()
    expect(driver.locator(".said", has_text="Ùn ứ phía bên kia")).to_have_count(0)
    assert driver.locator(".place").inner_text() == place
    pause = Pause.objects.get()
    assert (pause.started_by, pause.ended_by) == (centre, centre)
    assert Vehicle.objects.filter(called_at__isnull=False).count() == 1


def test_a_cashier_counts_his_shift_on_a_phone(visit) -> None:
    cashier = given.officer("gate_centre", full_name="Thu Ngân Mẫu")
    page = visit(width=360, color_scheme="dark")
    sign_in(page, cashier.username)
    page.goto(reverse("admin:declarations_gate_centre", args=[given.gate().pk]))
    page.click("a[href*='/cashshift/open/']")
    page.fill("[name=opening_float]", "500000")
    page.click("form.move button.do.go")
    expect(page.locator("h1")).to_contain_text("Thu Ngân Mẫu")
    for method in ("cash", "transfer"):
        fee = Fee.objects.get(vehicle__declaration=given.filed(at=timezone.now()))
        paying.pay(fee_id=fee.pk, by=cashier, at=timezone.now(), method=method)

    page.click("a[href$='/close/']")
    page.fill("[name=note_500000]", "2")
    page.fill("[name=note_200000]", "1")
    page.fill("[name=transfer]", "800000")
    page.click("form.count .do.go")
    expect(page.locator(".compared .off")).to_have_count(1)
    expect(page.locator(".compared .off")).to_contain_text("100.000")
    assert _fits(page)
    page.click("button[name=close]")
    expect(page.locator(".errorlist")).to_have_count(1)
    page.fill("[name=note]", "Thối nhầm một tờ")
    page.click("button[name=close]")
    expect(page.locator(".messagelist li.success")).to_have_count(1)
    expect(page.locator(".facts")).to_contain_text("Thối nhầm một tờ")
    assert CashShift.objects.get().closed_by == cashier
