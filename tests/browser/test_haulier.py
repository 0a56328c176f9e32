"""A haulier's journeys: file, mend, follow, cancel; on a phone and at a desk, with script and without."""

import re
from collections.abc import Callable
from unicodedata import normalize

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from declarations.models import Declaration
from declarations.operations import filing
from declarations.stages import Role, Status
from tests import given
from tests.browser.hands import fill, press, press_row, sign_in, type_export, type_goods, type_truck

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Page]


@pytest.fixture
def haulier() -> User:
    return given.declarant(full_name="Nguyễn Văn Mẫu", phone="0912345678")


@pytest.fixture(params=[(360, True), (1280, True), (360, False)], ids=["phone", "desk", "phone without script"])
def page(request: pytest.FixtureRequest, visit: Visit, haulier: User) -> Page:
    width, script = request.param
    page = visit(width=width, java_script_enabled=script)
    sign_in(page, haulier.username)
    return page


def file(haulier: User) -> Declaration:
    return filing.file(body=given.body(at=timezone.now()), by=haulier, at=timezone.now())


def test_mistakes_are_shown_at_their_field_and_mended(page: Page) -> None:
    page.click(".empty a.button")
    type_export(page, plate="12C 1234X")
    fill(page, vehicles__0__own_weight_kg="nặng")
    press(page, "file")

    plate = page.locator("[name='vehicles-0-plate']")
    expect(plate).to_have_value("12C 1234X")
    expect(plate).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#f-vehicles-0-plate-said .finding.error")).to_be_visible()
    expect(page.locator("[name='vehicles-0-own_weight_kg']")).to_have_value("nặng")
    page.click("#summary a[href='#f-vehicles-0-plate']")
    expect(plate).to_be_in_viewport()
    assert Declaration.objects.get().status == Status.DRAFT

    plate.fill(given.plate())
    fill(page, vehicles__0__own_weight_kg="15.000")
    press(page, "file")

    declaration = Declaration.objects.get()
    assert declaration.status == Status.OPEN
    assert declaration.vehicles.get().own_weight_kg == 15000
    expect(page.locator("h1.number")).to_contain_text(str(declaration.number)[8:])


def test_the_ticks_follow_what_officers_confirm(page: Page, haulier: User) -> None:
    declaration = file(haulier)
    page.goto(f"/declarations/{declaration.number}/")
    expect(page.locator(".tick.done")).to_have_count(0)

    staff = given.officers()
    given.confirmed(declaration, *given.EXPORT_WAY[:-2], staff=staff, at=timezone.now())
    page.reload()
    expect(page.locator(".tick.done")).to_have_count(4)

    given.confirmed(declaration, *given.EXPORT_WAY[-2:], staff=staff, at=timezone.now())
    page.goto("/declarations/")
    expect(page.locator(".tick.done")).to_have_count(6)


def test_cancelling_asks_for_a_reason(page: Page, haulier: User) -> None:
    declaration = file(haulier)
    page.goto(f"/declarations/{declaration.number}/")
    page.click("a.danger")
    with page.expect_navigation():
        page.click("main button.danger")
    expect(page.locator(".said.error")).to_be_visible()

    page.fill("[name=reason]", "Đổi ngày")
    with page.expect_navigation():
        page.click("main button.danger")

    declaration.refresh_from_db()
    assert declaration.status == Status.CANCELLED
    expect(page.locator(".journal")).to_contain_text("Đổi ngày")


def test_a_transshipment_with_two_receivers_is_typed_in(page: Page, haulier: User) -> None:
    page.goto("/declarations/new/")
    fill(page, gate="HN", direction="import")
    type_goods(page, 0, customs_number=given.consignment(direction="import")["customs_number"])
    type_truck(page, "vehicles-0", plate="桂F·12A45", country="CN", fee_class="VT4")
    fill(page, vehicles__0__kind="tractor", transshipment="on")
    for index in (0, 1):
        press_row(page, "[data-add=receiving_vehicles]")
        type_truck(page, f"receiving_vehicles-{index}", plate=given.plate(), fee_class="VT4")
        expect(page.locator(f"[name='receiving_vehicles-{index}-unloads']")).to_be_checked()
    press(page, "file")

    roles = Declaration.objects.get(status=Status.OPEN).vehicles.values_list("role", flat=True)
    assert sorted(roles) == [Role.CARRIER, Role.RECEIVER, Role.RECEIVER]


def test_rows_are_added_and_taken_away_and_nothing_is_lost(page: Page) -> None:
    page.goto("/declarations/new/")
    type_export(page)
    press_row(page, "[data-add=vehicles]")
    type_truck(page, "vehicles-1", plate=given.plate())
    fill(page, vehicles__1__kind="truck")
    press_row(page, "[data-add=consignments]")
    type_goods(page, 1, customs_number=given.consignment()["customs_number"])
    fill(page, vehicles__1__kind="truck")
    page.locator("[name='vehicles-1-consignments'][value=B]").check()
    press_row(page, "[data-list='consignments-1-items']")
    press_row(page, "[data-list=vehicles]")
    press_row(page, "[value='remove:vehicles-2']")
    press_row(page, "[value='remove:consignments-1-items-1']")
    press(page, "file")

    first, second = Declaration.objects.get(status=Status.OPEN).vehicles.order_by("position")
    assert list(first.carried.values_list("key", flat=True)) == ["A"]
    assert sorted(second.carried.values_list("key", flat=True)) == ["A", "B"]


def test_an_empty_vehicle_is_filed_by_taking_the_consignment_away(page: Page) -> None:
    page.goto("/declarations/new/")
    type_export(page)
    press_row(page, "[value='remove:consignments-0']")
    press(page, "file")

    assert Declaration.objects.get(status=Status.OPEN).vehicles.get().journey == "empty"


def test_a_session_that_ran_out_loses_no_typing(page: Page, haulier: User) -> None:
    page.goto("/declarations/new/")
    type_export(page)
    fill(page, vehicles__0__container="GATU1234569")
    in_the_background = re.compile("/(findings|autosave)/$|/suggest/")  # how those end is asked elsewhere
    page.route(in_the_background, lambda route: route.fulfill(status=204))
    page.context.clear_cookies()
    press(page, "file")
    page.fill("[name=username]", haulier.username)
    page.fill("[name=password]", "pw")
    with page.expect_navigation():
        page.click("main [type=submit]")

    expect(page.locator("[name='vehicles-0-container']")).to_have_value("GATU1234569")
    press(page, "file")
    assert Declaration.objects.get().status == Status.OPEN


def test_what_was_sent_back_is_opened_and_mended(page: Page, haulier: User) -> None:
    declaration = file(haulier)
    staff = given.officers()
    at = timezone.now()
    given.confirmed(declaration, "bg_arrival", staff=staff, at=at)
    given.sent_back(declaration, "customs_registration", "$.consignments[0].items[0].hs_code", staff=staff, at=at)

    page.goto("/declarations/")
    page.click(".entry.needs h3 a")
    page.click("main .actions a.primary")
    expect(page.locator("#filing input:visible:not([type=radio]):not([type=checkbox])")).to_have_count(1)
    fill(page, **{"consignments-0-items-0-hs_code": "08109094"})
    press(page, "file")

    assert given.check(declaration, "customs_registration").state == "ready"


def test_the_language_is_switched(page: Page) -> None:
    for code, name in (("en", "English"), ("zh-hans", "简体中文"), ("vi", "Tiếng Việt")):
        page.click(".drop:has([name=language]) > summary")
        with page.expect_navigation():
            page.click(f"[name=language][value={code}]")
        expect(page.locator("html")).to_have_attribute("lang", code)
        shown = page.locator(f"[name=language][value={code}]").text_content() or ""
        assert normalize("NFC", shown.strip()) == name
