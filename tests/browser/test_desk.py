"""The officers' desk in Chromium: a queue worked one by one and in bulk, at a desk and on a phone, under the policy."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from declarations.demo.accounts import PASSWORD
from declarations.models import Check
from declarations.operations import cashing
from declarations.stages import CheckState
from tests import given

ARRIVALS = "/admin/declarations/check/?gate=HN&check=customs_arrival"
SERIOUS = {"serious", "critical"}
DESK, PHONE = 1280, 360


@pytest.fixture
def demo(live_server: LiveServer, settings) -> str:
    """The address of a site with the demo data."""
    settings.DEBUG = True
    call_command("demo", verbosity=0)
    return live_server.url


def _sign_in(page: Page, address: str, username: str) -> None:
    page.goto(f"{address}/admin/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.locator("form:has([name=password]) [type=submit]").click()
    page.wait_for_url("**/admin/")


def _ready() -> list[int]:
    """What is ready for customs' arrival at HN, as the database has it, in the queue's order."""
    rows = Check.objects.filter(gate__code="HN", code="customs_arrival").ready().in_queue_order()
    return list(rows.values_list("pk", flat=True))


def _states(ids: list[int]) -> list[str]:
    found = dict(Check.objects.filter(pk__in=ids).values_list("pk", "state"))
    return [found[pk] for pk in ids]


def _tick(page: Page, pk: int) -> None:
    page.check(f"input.action-select[value='{pk}']")


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_an_officer_works_his_queue(page: Page, demo: str, complaints: list[str], width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    _sign_in(page, demo, "customs.hn")
    ids = _ready()
    assert len(ids) >= 6

    page.locator(f"a[href*='check=customs_arrival']:has-text('{len(ids)}')").first.click()
    rows = page.locator("#result_list tbody tr")
    expect(rows).to_have_count(len(ids))
    assert [int(box.get_attribute("value") or 0) for box in page.locator("input.action-select").all()] == ids
    expect(rows.first.locator(".plate").first).to_be_visible()

    rows.first.locator("button.do.go").click()
    expect(page.locator(".messagelist li.success")).to_have_count(1)
    assert _states(ids[:1]) == [CheckState.CONFIRMED]
    expect(rows).to_have_count(len(ids) - 1)

    for pk in ids[1:4]:
        _tick(page, pk)
    page.click(".actions button[value=confirm]")
    expect(rows).to_have_count(len(ids) - 4)
    assert _states(ids[1:4]) == [CheckState.CONFIRMED] * 3

    for pk in ids[4:6]:
        _tick(page, pk)
    page.click(".actions button[value=hold]")
    expect(page.locator(".chosen li")).to_have_count(2)
    page.check("[name=reason_code][value=other]")
    page.click("form.move button.do")
    expect(page.locator(".errorlist")).not_to_have_count(0)
    page.fill("[name=text]", "Chờ giấy phép")
    page.click("form.move button.do")
    expect(page.locator(".messagelist li.success")).to_have_count(1)
    assert _states(ids[4:6]) == [CheckState.HELD] * 2

    page.locator(".chips a[href*='state=held']").click()
    expect(page.locator(".why", has_text="Chờ giấy phép")).to_have_count(2)


def test_a_truck_that_cannot_be_confirmed_is_said_and_the_others_go_on(
    page: Page, demo: str, complaints: list[str]
) -> None:
    _sign_in(page, demo, "customs.hn")
    page.goto(demo + ARRIVALS)
    ids = _ready()[:3]
    Check.objects.filter(pk=ids[0]).update(state=CheckState.HELD)  # as another officer would, meanwhile

    for pk in ids:
        _tick(page, pk)
    page.click(".actions button[value=confirm]")

    expect(page.locator(".messagelist li.warning")).to_have_count(1)
    expect(page.locator(".messagelist li.success")).to_have_count(1)
    assert _states(ids) == [CheckState.HELD, CheckState.CONFIRMED, CheckState.CONFIRMED]


def test_a_scan_of_the_search_field_finds_the_truck_and_its_dossier(
    page: Page, demo: str, complaints: list[str]
) -> None:
    _sign_in(page, demo, "medical.hn")
    check = Check.objects.select_related("vehicle", "declaration").filter(gate__code="HN", code="medical").ready()[0]
    page.goto(f"{demo}/admin/declarations/check/")

    page.fill("#searchbar", check.vehicle.plate_key)
    page.press("#searchbar", "Enter")
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    page.click("a.number")

    expect(page.locator("h1")).to_contain_text(check.declaration.number)
    page.locator(f"a.do.go[href*='/check/{check.pk}/confirm/']").click()
    page.fill("[name=note]", "36,6 °C")
    page.click("form.move button.do.go")
    expect(page.locator(".checks .why", has_text="36,6 °C")).to_be_visible()
    assert _states([check.pk]) == [CheckState.CONFIRMED]


def test_the_gate_centre_takes_a_fee(page: Page, demo: str, complaints: list[str]) -> None:
    _sign_in(page, demo, "gate_centre.hn")
    page.goto(f"{demo}/admin/declarations/check/?gate=HN&check=fee_infrastructure")
    page.locator("#result_list tbody tr").first.locator("a.do.go").click()
    page.check("[name=method][value=transfer]")
    page.click("form.move button.do.go")
    expect(page.locator(".messagelist li.success")).to_have_count(1)


PAGES = {
    "customs.hn": [
        "/admin/",
        ARRIVALS,
        "/admin/declarations/declaration/",
        "dossier",
        "truck",
        "send-back",
        "answer",
        "shift",
    ],
    "gate_centre.hn": [
        "/admin/",
        "/admin/declarations/intakestop/add/",
        "gate",
        "centre",
        "line",
        "count",
        "/admin/declarations/receipt/",
    ],
    "manager.province": ["/admin/", "/admin/declarations/tariff/", "/admin/declarations/daymode/add/"],
    "admin": ["/admin/", "/admin/declarations/posting/", "/admin/accounts/user/", "/admin/desk/visit/"],
}


def _address(page: str) -> str:
    check = Check.objects.filter(gate__code="HN", code="customs_arrival").ready()[0]
    if page == "answer":
        asked = given.change(check.declaration, ("$.vehicles[0].seal", "VN777"), at=timezone.now())
        return f"/admin/declarations/changerequest/{asked.pk}/"
    if page == "count":
        cashier, at = User.objects.get(username="gate_centre.hn"), timezone.now()
        shift = cashing.open_shift(gate_id=check.gate_id, by=cashier, at=at, opening_float=0)
        return f"/admin/declarations/cashshift/{shift.pk}/close/"
    named = {
        "dossier": f"/admin/declarations/declaration/{check.declaration_id}/",
        "truck": f"/admin/declarations/declaration/{check.declaration_id}/?check={check.pk}&queue=gate%3DHN",
        "send-back": f"/admin/declarations/check/{check.pk}/send-back/",
        "gate": f"/admin/declarations/gate/{check.gate_id}/change/",
        "shift": f"/admin/desk/handover/gates/{check.gate_id}/",
        "centre": f"/admin/declarations/gate/{check.gate_id}/centre/",
        "line": f"/admin/declarations/gate/{check.gate_id}/line/export/",
    }
    return named.get(page, page)


@pytest.mark.parametrize("who", PAGES)
def test_nothing_serious_stands_in_the_way_of_anybody(page: Page, demo: str, complaints: list[str], who: str) -> None:
    _sign_in(page, demo, who)

    for name in PAGES[who]:
        by_day(page)
        page.goto(demo + _address(name))
        page.wait_for_load_state("networkidle")
        assert complaints == []
        for light in (by_day, by_night):
            light(page)
            found = Axe().run(page).response["violations"]
            complaints.clear()  # axe itself tries styles that the policy refuses
            serious = [(v["id"], [node["html"] for node in v["nodes"]][:3]) for v in found if v["impact"] in SERIOUS]
            assert serious == [], (name, light.__name__)
            if name in ("/admin/", ARRIVALS, "dossier", "truck", "send-back", "answer", "shift"):
                sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                assert sideways <= 0, (name, light.__name__)


AT_REST = "() => Promise.allSettled(document.getAnimations().map((one) => one.finished))"
"""The admin fades the colours of its links: in between they are neither theme's."""


def by_day(page: Page) -> None:
    """At the desk."""
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": DESK, "height": 800})
    page.evaluate(AT_REST)


def by_night(page: Page) -> None:
    """At the barrier, on a phone."""
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": PHONE, "height": 800})
    page.evaluate(AT_REST)


def test_the_desk_shows_hanoi_time(page: Page, demo: str, complaints: list[str]) -> None:
    _sign_in(page, demo, "customs.hn")
    page.goto(demo + _address("dossier"))

    filed = Check.objects.filter(gate__code="HN", code="customs_arrival").ready()[0].declaration.filed_at
    assert filed is not None
    shown = timezone.localtime(filed).strftime("%H:%M")
    assert re.search(shown, page.locator(".journal li").first.inner_text())
