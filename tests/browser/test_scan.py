"""The scan page in an officer's hands: a wrong plate, the camera, and the hours without network."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from declarations.models import Declaration, Scan, Vehicle
from declarations.queries.passing import pass_of
from tests import given
from tests.browser.hands import sign_in

Visit = Callable[..., Page]
PAGE = "/admin/scan/"
SERIOUS = {"serious", "critical"}


@pytest.fixture
def guard(live_server: Any) -> User:
    return given.officer("border_guard")


def token_of(declaration: Declaration) -> str:
    vehicle: Vehicle = declaration.vehicles.get()
    return pass_of(vehicle, at=timezone.now()).token


def open_page(visit: Visit, officer: User, **wishes: Any) -> Page:
    page = visit(**wishes)
    sign_in(page, officer.username)
    page.goto(PAGE)
    expect(page.locator("#net.up")).to_be_visible()
    return page


def read(page: Page, text: str) -> None:
    """As a hand scanner types: fast, into whatever has the focus, and Enter."""
    page.keyboard.insert_text(text)
    page.keyboard.press("Enter")


def test_a_truck_with_a_wrong_plate_is_stopped_and_the_right_one_confirmed_by_a_figure(
    visit: Visit, guard: User
) -> None:
    filed = given.filed(at=timezone.now())
    truck = filed.vehicles.get()
    page = open_page(visit, guard, width=360)
    answer = page.locator("#answers .answer")

    page.click("#beside summary")
    page.fill("#beside [name=plate]", "12C-999.99")
    page.click("#read")
    read(page, token_of(filed))
    expect(answer).to_have_class("answer bad")
    expect(answer.locator(".differences td")).to_have_text([truck.plate_key, "12C99999", truck.plate_key])
    assert Scan.objects.get().code == "plate_differs"

    read(page, truck.plate)
    expect(answer).to_have_class("answer ok")
    expect(answer.locator(".truck .plate")).to_have_text(truck.plate)
    read(page, "1")
    expect(answer.locator(".done")).to_be_visible()
    assert given.check(filed, "bg_arrival").state == "confirmed"

    page.check("[name=confirm][value=bg_arrival]")
    read(page, token_of(filed))
    expect(answer.locator(".not")).to_be_visible()
    expect(page.locator("#recent li")).to_have_count(4)
    expect(page.locator("#read")).to_be_focused()


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_anybody_can_read_it(visit: Visit, guard: User, width: int, scheme: str) -> None:
    filed = given.filed(at=timezone.now())
    page = open_page(visit, guard, width=width, color_scheme=scheme)
    for text in (token_of(filed), "12C-000.00"):
        read(page, text)
        expect(page.locator("#answers .answer")).to_be_visible()
    found = [one["id"] for one in Axe().run(page).response["violations"] if one["impact"] in SERIOUS]
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
