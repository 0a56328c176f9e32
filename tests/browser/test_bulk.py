"""A dispatcher's morning: a file of 500 trucks with 20 faults is sent, looked through, filed, and sent once more."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from accounts.models import User
from declarations.models import Declaration
from tests import given
from tests.browser.hands import sign_in
from tests.workspace.sheets_of_trucks import as_csv, row
from workspace import tasks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Page]
ROWS, EVERY = 500, 25
FAULTS = ({"plate": "12?"}, {"driver_id_number": "1"}, {"expected_arrival": "mai"}, {"fee_class": ""})


@pytest.fixture
def haulier() -> User:
    return given.declarant()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    now = timezone.now()
    faulty = {n: {**FAULTS[n // EVERY % 4]} for n in range(3, ROWS, EVERY)}
    faulty = {n: {"plate": f"12?{n}"} if "plate" in fault else fault for n, fault in faulty.items()}
    path = tmp_path / "xe.csv"
    path.write_bytes(as_csv([row(now, **faulty.get(n, {})) for n in range(ROWS)]))
    return path


def in_turns(page: Page) -> None:
    """Let the page ask how far the work is only while the test waits.

    SQLite in memory bears no reader beside a writer.
    """
    page.route(re.compile(r"/bulk/\d+/$"), answer)


def answer(route: Route) -> None:
    if route.request.method == "GET":
        route.fulfill(response=route.fetch())
    else:
        route.continue_()


def work() -> None:
    """What a worker does, one task after the other."""
    while tasks.work_bulk():
        pass


def send(page: Page, file: Path) -> None:
    page.goto("/bulk/")
    page.set_input_files("[name=file]", file)
    with page.expect_navigation():
        page.click("main form .primary")


def test_500_rows_with_20_faults(visit: Visit, haulier: User, file: Path) -> None:
    page = visit(width=1280)
    sign_in(page, haulier.username)
    in_turns(page)

    send(page, file)
    expect(page.locator("progress")).to_have_attribute("max", str(ROWS))
    work()
    expect(page.locator(".bulk-row.bad")).to_have_count(20)  # without being asked for: the page keeps itself fresh
    expect(page.locator(".bulk-cell.error")).to_have_count(20)
    assert not Declaration.objects.exists()

    page.set_viewport_size({"width": 360, "height": 780})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    expect(page.locator(".bulk-row.bad .bulk-cell.error").first).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 800})

    page.click(".bulk-summary .primary")
    expect(page.locator("progress")).to_have_attribute("value", "0")
    work()
    expect(page.locator(".bulk-filter a[href='?only=filed'] .number")).to_have_text("480")
    assert Declaration.objects.filter(organisation=haulier.organisation).count() == 480

    with page.expect_download() as download:
        page.click(".bulk-summary a[href$='to-mend/']")
    back = list(csv.reader(io.StringIO(download.value.path().read_text("utf-8-sig"))))
    assert len(back) == 1 + 20
    assert all(cells[0] for cells in back)

    at = page.url
    send(page, file)
    assert page.url == at
    work()
    assert Declaration.objects.count() == 480


def test_without_script_the_page_asks_again_by_itself(visit: Visit, haulier: User, tmp_path: Path) -> None:
    file = tmp_path / "xe.csv"
    file.write_bytes(as_csv([row(timezone.now())]))
    page = visit(width=360, java_script_enabled=False)
    sign_in(page, haulier.username)
    in_turns(page)

    send(page, file)
    expect(page.locator("progress")).to_be_visible()
    work()
    expect(page.locator(".bulk-summary .primary")).to_be_visible()  # within the four seconds that its head says
