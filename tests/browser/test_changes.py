"""A change after a confirmation, from the phone or the desk of a haulier to the officers' answers."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from declarations.models import ChangeRequest, Declaration
from declarations.operations.verifying import broken_links
from tests import given
from tests.browser.hands import fill, press, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Page]
PHONE, DESK = 360, 1280
WIDTHS = pytest.mark.parametrize("width", [PHONE, DESK])


@pytest.fixture
def staff() -> dict[str, User]:
    return given.officers()


@pytest.fixture
def haulier() -> User:
    return given.declarant()


@pytest.fixture
def arrived(haulier: User, staff: dict[str, User]) -> Declaration:
    """A truck that stands at the gate: the border guard has confirmed its arrival."""
    now = timezone.now()
    declaration = given.filed(by=haulier, at=now - timedelta(minutes=5))
    given.confirmed(declaration, "bg_arrival", staff=staff, at=now)
    return declaration


def ask(page: Page, declaration: Declaration, **fields: str) -> None:
    """From the dossier through the form and the page that tells what it comes to."""
    page.goto(f"/declarations/{declaration.number}/")
    page.click(f"a[href='/declarations/{declaration.number}/change/']")
    fill(page, **fields)
    press(page, "file")
    expect(page.locator(".old-new ins", has_text=next(iter(fields.values())))).to_be_visible()
    fits(page)


def send(page: Page, reason: str) -> None:
    page.fill("[name=reason]", reason)
    page.click("button[value=ask]")
    expect(page.locator("#changes")).to_be_visible()
    fits(page)


def answer(page: Page, officer: User, number: str) -> None:
    """From the first page of the desk to the request, and agree."""
    sign_in(page, officer.username)
    page.goto("/admin/")
    page.locator("a[href*='changerequest/?gate=HN']").click()
    page.get_by_role("link", name=number).click()
    agree = page.locator("button[value=agree]")
    expect(agree).to_be_visible()
    fits(page)
    agree.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/declaration/*/")


def fits(page: Page) -> None:
    """The page that is there, once it is whole, needs no scrolling sideways."""
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def check_states(declaration: Declaration) -> dict[str, Any]:
    return dict(declaration.checks.values_list("code", "state"))


@WIDTHS
def test_another_driver_after_a_confirmation(
    visit: Visit, haulier: User, staff: dict[str, User], arrived: Declaration, width: int
) -> None:
    page, line_time = visit(width=width), arrived.vehicles.get().line_time
    sign_in(page, haulier.username)
    ask(page, arrived, **{"vehicles-0-driver-name": "Lý Văn Thay"})
    expect(page.locator(".asks .badge")).to_have_count(1)
    expect(page.locator(".follows li")).to_have_count(3)  # the place kept, one arrival again, the rest stays
    send(page, "Lái xe ốm")

    desk = visit(width=width)
    answer(desk, staff["border_guard"], str(arrived.number))

    vehicle = arrived.vehicles.get()
    assert (vehicle.driver_name, vehicle.line_time) == ("Lý Văn Thay", line_time)
    assert check_states(arrived)["bg_arrival"] == "ready"
    expect(desk.locator(".change-request ins")).to_have_text("Lý Văn Thay")
    page.reload()
    expect(page.locator("#changes ~ .change .badge.ok")).to_have_count(1)
    expect(page.locator("form[action*=withdraw]")).to_have_count(0)
    assert not list(broken_links())


@WIDTHS
def test_another_plate_needs_two_agencies(
    visit: Visit, haulier: User, staff: dict[str, User], arrived: Declaration, width: int
) -> None:
    page = visit(width=width)
    sign_in(page, haulier.username)
    ask(page, arrived, **{"vehicles-0-plate": "12C-454.54"})
    expect(page.locator(".asks .badge")).to_have_count(2)
    send(page, "Đầu kéo hỏng")

    answer(visit(width=width), staff["customs"], str(arrived.number))
    assert arrived.vehicles.get().plate != "12C-454.54"
    page.reload()
    expect(page.locator(".answers li")).to_have_count(2)
    answer(visit(width=width), staff["border_guard"], str(arrived.number))

    page.reload()
    expect(page.locator(".truck-name").first).to_contain_text("12C-454.54")
    assert ChangeRequest.objects.get().state == "decided"


@WIDTHS
def test_what_is_sent_back_opens_exactly_that(
    visit: Visit, haulier: User, staff: dict[str, User], arrived: Declaration, width: int
) -> None:
    paths = ("$.vehicles[0].seal", "$.consignments[0].items[0].hs_code")
    given.sent_back(arrived, "customs_registration", *paths, staff=staff, at=timezone.now())
    page = visit(width=width)
    sign_in(page, haulier.username)
    page.goto(f"/declarations/{arrived.number}/")
    page.click(f"a[href='/declarations/{arrived.number}/edit/']")

    open_fields = page.locator("#filing :is(input, select, textarea)[name]:not([type=hidden])")
    expect(open_fields).to_have_count(2)
    names = [field.get_attribute("name") for field in open_fields.all()]
    assert sorted(map(str, names)) == ["consignments-0-items-0-hs_code", "vehicles-0-seal"]
    fits(page)
    fill(page, **{"vehicles-0-seal": "VN777001"})
    press(page, "file")

    assert arrived.vehicles.get().seal == "VN777001"
    assert check_states(arrived)["customs_registration"] == "ready"


def test_lanes_and_yards_follow_the_gate(visit: Visit, haulier: User) -> None:
    declaration, other = given.filed(by=haulier, at=timezone.now()), given.gate("TT")
    page = visit(width=PHONE)
    sign_in(page, haulier.username)
    for address in (f"/declarations/{declaration.number}/edit/", "/declarations/new/"):
        page.goto(address)
        if "new" not in address:
            page.click("#group-where summary")

        page.locator("[name=gate][value=TT]").check()

        for name, places in (("lane", other.lanes), ("yard", other.yards)):
            codes = page.locator(f"[name={name}] option").evaluate_all("options => options.map((one) => one.value)")
            assert set(codes) == {"", *places.values_list("code", flat=True)}, address
