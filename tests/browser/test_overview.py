"""The managers' first page in Chromium: it moves by itself, a number leads to its trucks, everybody can read it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from declarations.days import current_date, day_of
from reports.operations.bulletins import make_bulletin
from reports.operations.periods import make_period
from reports.periods import Period
from tests import given
from tests.browser.hands import sign_in
from tests.browser.test_looks import TOO_SMALL, serious
from tests.reports.days import Traffic, read_without_declaration

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Page]
PAGES = (
    "/reports/", "/reports/bulletins/", "/reports/periods/", "/reports/trucks/?what=left_over",
    "/reports/trucks/?what=waiting&check=customs_registration", "/reports/trucks/?what=turned_back",
)  # fmt: skip


def _some_of_everything(now: datetime) -> None:
    """A published day of the same weekday, corrected, with its period, and of the running one: left, standing, held
    back, without declaration."""
    traffic = Traffic("HN", "TT")
    week_ago = day_of(current_date(now) - timedelta(weeks=1))
    for hours in (3, 14):
        left_at = week_ago.starts_at + timedelta(hours=hours)
        traffic.leaves(traffic.seen(left_at - timedelta(hours=1)), left_at)
    made = make_bulletin(date=week_ago.date, at=week_ago.cut_off_at + timedelta(minutes=5))
    traffic.seen(week_ago.starts_at + timedelta(hours=5))
    corrected = make_bulletin(date=week_ago.date, at=now)
    assert (made.revision, corrected.revision) == (1, 2)
    make_period(period=Period("period", week_ago.date, week_ago.date), at=now)
    for minutes, gate, way, cargo in ((50, "HN", "export", "fruit"), (40, "TT", "import", "new_vehicle")):
        traffic.leaves(traffic.seen(now - timedelta(minutes=minutes), gate=gate, direction=way, cargo=cargo), now)
    traffic.seen(now - timedelta(minutes=30))
    traffic.seen(now - timedelta(minutes=20), direction="import", cargo="general", gate="TT")
    read_without_declaration("29H99999", now - timedelta(minutes=10))


def test_a_number_moves_by_itself_and_leads_to_the_truck(visit: Visit) -> None:
    now = timezone.now()
    traffic = Traffic("HN")
    truck = traffic.seen(now - timedelta(minutes=30))
    manager = given.manager(at="HN")
    page = visit()
    sign_in(page, manager.username)
    page.goto("/reports/")
    cleared = page.locator("[id='now-cleared'] .number")
    left_over = page.locator("[id='now-left_over.total'] .number")
    expect(cleared).to_have_text("0")
    expect(left_over).to_have_text("1")
    page.evaluate("window.untouched = true")

    traffic.leaves(truck, timezone.now())

    expect(cleared).to_have_text("1")
    expect(left_over).to_have_text("0")
    assert page.evaluate("window.untouched"), "the page was not loaded again"
    cleared.click()
    page.wait_for_url("**/reports/trucks/**")
    expect(page.locator("h1 + .number")).to_have_text("1")
    expect(page.locator("tbody .plate")).to_have_text(truck.plate)
    expect(page.locator("main")).not_to_contain_text("Trần Văn Thử")


@pytest.mark.parametrize("width", [360, 1280])
def test_everybody_can_read_it(visit: Visit, width: int) -> None:
    _some_of_everything(timezone.now())
    manager = given.manager(at=None)
    page = visit(width=width)
    sign_in(page, manager.username)
    found: dict[str, list[str]] = {}
    day = current_date(timezone.now()) - timedelta(weeks=1)
    for address in (*PAGES, f"/reports/bulletins/{day}/", f"/reports/periods/period/{day}..{day}/"):
        found[address] = serious(page, address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        found[address] += page.evaluate(TOO_SMALL)
        drawn = page.locator(".chart svg:visible").count()
        assert drawn == page.locator(".chart").count(), f"{address}: one drawing of each chart"

    assert {address: told for address, told in found.items() if told} == {}


def test_it_is_a_page_without_script_too(visit: Visit) -> None:
    _some_of_everything(timezone.now())
    page = visit(java_script_enabled=False)
    sign_in(page, given.manager(at=None).username)
    page.goto("/reports/")
    expect(page.locator("[id='now-cleared'] .number")).to_have_text("2")
    page.click("text=Tân Thanh")
    expect(page.locator("[id='now-cleared'] .number")).to_have_text("1")
    page.click("[id='now-import_inside'] .number")
    expect(page.locator("tbody tr")).to_have_count(1)
