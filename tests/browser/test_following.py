"""Following without reloading: the list and the dossier keep themselves fresh; search, files and documents."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from declarations.models import Attachment, Declaration
from declarations.operations import filing
from tests import given
from tests.browser.hands import sign_in
from tests.declarations.nasty import HTML, PDF, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Page]
LOOK = "document.dispatchEvent(new Event('visibilitychange'))"
"""Whoever comes back to the page sees it fresh at once, without waiting for the next round."""


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def haulier() -> User:
    return given.declarant(full_name="Nguyễn Văn Mẫu")


@pytest.fixture(params=[360, 1280], ids=["phone", "desk"])
def page(request: pytest.FixtureRequest, visit: Visit, haulier: User) -> Page:
    page = visit(width=request.param)
    sign_in(page, haulier.username)
    return page


def file(haulier: User, **changes: Any) -> Declaration:
    at = timezone.now()
    return filing.file(body=given.body(at=at, **changes), by=haulier, at=at)


def look(page: Page) -> int:
    """Make the page ask whether anything changed; what it was answered."""
    with page.expect_response(lambda answer: answer.request.headers.get("hx-request") == "true") as told:
        page.evaluate(LOOK)
    return told.value.status


def test_the_list_moves_without_reloading_and_keeps_its_place(page: Page, haulier: User) -> None:
    declarations = [file(haulier) for _ in range(12)]
    staff = given.officers()
    page.goto("/declarations/")
    page.evaluate("window.notReloaded = true")
    first = page.locator(f"#d-{declarations[0].pk}")
    first.scroll_into_view_if_needed()
    first.locator("h3 a").focus()
    place = page.evaluate("window.scrollY")
    assert place > 0
    assert look(page) == 304
    expect(first.locator("h3 a")).to_be_focused()

    given.confirmed(declarations[0], "bg_arrival", "customs_arrival", staff=staff, at=timezone.now())
    expect(first.locator(".tick.done")).to_have_count(0)
    assert look(page) == 200

    expect(first.locator(".tick.done")).to_have_count(3)
    expect(first.locator("h3 a")).to_be_focused()
    assert abs(page.evaluate("window.scrollY") - place) < 3
    assert page.evaluate("window.notReloaded")
    assert look(page) == 304


def test_a_dossier_moves_and_what_was_opened_stays_open(page: Page, haulier: User) -> None:
    declaration, staff = file(haulier, vehicles=[given.vehicle("1"), given.vehicle("2")]), given.officers()
    page.goto(f"/declarations/{declaration}/")
    second = declaration.vehicles.get(key="2")
    page.click(f"#checks-{second.pk} > summary")
    assert look(page) == 304

    given.confirmed(declaration, "bg_arrival", staff=staff, at=timezone.now(), vehicle=second)
    assert look(page) == 200

    expect(page.locator(f"#checks-{second.pk} .state.confirmed")).to_be_visible()
    expect(page.locator(f"#checks-{declaration.vehicles.get(key='1').pk} table")).to_be_hidden()
    expect(page.locator(".journal li").first).to_be_visible()


def test_a_page_that_nobody_looks_at_asks_nothing_and_one_signed_out_keeps_what_it_has(
    page: Page, haulier: User
) -> None:
    declaration = file(haulier)
    page.route("**/notices/count/", lambda route: route.fulfill(status=204))  # another part of the page, not asked here
    page.goto("/declarations/", wait_until="networkidle")
    page.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.headers.get("hx-request", "")))
    page.evaluate(LOOK)
    assert "true" not in asked

    page.evaluate("delete document.hidden")
    page.context.clear_cookies()
    page.evaluate(LOOK)
    expect(page.locator("[data-live-fault=signed-out]")).to_be_visible()
    expect(page.locator(f"#d-{declaration.pk}")).to_be_visible()


def test_one_box_searches_while_typing_and_the_address_keeps_it(page: Page, haulier: User) -> None:
    wanted = file(haulier, vehicles=[given.vehicle(plate="12C-120.45")])
    other = file(haulier)
    page.goto("/declarations/")
    page.fill("#q", "2O45")
    expect(page.locator(f"#d-{other.pk}")).to_have_count(0)
    expect(page.locator(f"#d-{wanted.pk}")).to_be_visible()
    expect(page.locator("#q")).to_be_focused()
    page.wait_for_url("**/declarations/?q=2O45")
    assert look(page) == 304
    page.reload()
    expect(page.locator(".entry")).to_have_count(1)

    with page.expect_download() as taken:
        page.click(".take-away >> text=XLSX")
    book = openpyxl.load_workbook(io.BytesIO(Path(taken.value.path()).read_bytes()))
    assert [row[6] for row in book.active.iter_rows(min_row=2, values_only=True)] == ["12C-120.45"]  # type: ignore[union-attr]


def test_a_document_is_added_opened_and_removed(page: Page, haulier: User, tmp_path: Path) -> None:
    declaration = file(haulier)
    page.goto(f"/declarations/{declaration}/")
    page.click("section:has(#documents) a.button")
    sent = {"html": ("photo.png", HTML), "photo": ("photo.png", picture()), "pdf": ("hoá đơn.pdf", PDF)}
    for name, content in sent.values():
        (tmp_path / "sent").mkdir(exist_ok=True)
        (tmp_path / "sent" / name).write_bytes(content)
        page.set_input_files("#file", tmp_path / "sent" / name)
        page.fill("#title", "Ảnh" if content == picture() else "")
        with page.expect_navigation():
            page.click("main .primary")
        expect(page.locator(".said.error")).to_have_count(1 if content == HTML else 0)

    page.goto(f"/declarations/{declaration}/")
    with page.expect_popup() as opened:
        page.click(".paper:has-text('Ảnh')")
    opened.value.wait_for_load_state()
    assert opened.value.evaluate("document.images[0].naturalWidth") == 40
    with page.expect_download() as taken:
        page.click(".paper:has-text('hoá đơn')")
    assert Path(taken.value.path()).read_bytes() == PDF
    assert taken.value.suggested_filename == "hoá đơn.pdf"

    page.click("section:has(#documents) a.button")
    page.click("li:has-text('hoá đơn') .danger")
    with page.expect_navigation():
        page.click("main button.danger")
    assert [row.title for row in Attachment.objects.standing()] == ["Ảnh"]
