"""Less typing: a second filing on a phone with what the first one saved; by keys alone; goods pasted without script."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from declarations.models import Declaration
from declarations.operations import drafting
from declarations.stages import Status
from declarations.web.form.rows import blank
from tests import given
from tests.browser.hands import sign_in, whole
from workspace.operations.learning import learn_due

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Page]
SECONDS_A_TAP, SECONDS_A_KEY = 2.0, 0.6
"""What a thumb takes, with the looking and deciding before it."""


@pytest.fixture
def haulier() -> User:
    """Whose company has filed once, for a truck that has left since."""
    user = given.declarant(full_name="Nguyễn Văn Mẫu", phone="0912345678")
    at = timezone.now() - timedelta(hours=3)
    truck = given.vehicle(plate="12C-123.45", trailer_plate="12R-012.34")
    first = given.filed(by=user, at=at, vehicles=[truck])
    given.confirmed(first, *given.EXPORT_WAY, staff=given.officers(), at=at + timedelta(hours=2))
    learn_due(at=timezone.now())
    return user


@dataclass
class Thumb:
    """Counts what it does."""

    page: Page
    taps: int = 0
    keys: int = 0
    fields: int = 0

    def tap(self, what: str | Locator) -> None:
        self.taps += 1
        (self.page.locator(what) if isinstance(what, str) else what).click()

    def type(self, name: str, text: str) -> None:
        self.fields += 1
        self.keys += len(text)
        field = self.page.locator(f"[name='{name}']")
        self.tap(field)
        field.press_sequentially(text)

    def choose(self, name: str) -> None:
        """Tap a field and the first of what is offered there."""
        self.tap(f"[name='{name}']")
        self.tap(self.page.locator(".offers [role=option]").first)

    def go_to(self, step: str) -> None:
        """On through the form, as far as that step."""
        whole(self.page.locator("[data-step].current"))
        while (now := self.page.locator("[data-step].current").get_attribute("id")) != step:
            self.tap(self.page.locator(".press button:visible").last)
            self.page.wait_for_selector(f"[data-step].current:not(#{now})")

    @property
    def seconds(self) -> float:
        return self.taps * SECONDS_A_TAP + self.keys * SECONDS_A_KEY


def value(page: Page, name: str) -> str:
    return page.locator(f"[name='{name}']").input_value()


def filed_last() -> Declaration:
    last: Declaration = Declaration.objects.filter(status=Status.OPEN).latest("pk")
    return last


def test_a_second_filing_on_a_phone_takes_one_typed_field(visit: Visit, haulier: User) -> None:
    page = visit(width=360, has_touch=True)
    sign_in(page, haulier.username)
    thumb = Thumb(page)
    thumb.tap("main a.button.primary")
    thumb.go_to("goods")
    thumb.type("consignments-0-customs_number", "300000007770")
    thumb.choose("consignments-0-owner-tax_code")
    thumb.choose("consignments-0-items-0-description")
    thumb.go_to("vehicles")
    thumb.choose("vehicles-0-plate")
    thumb.go_to("file")
    with page.expect_event("load"):
        thumb.tap(".press [value=file]")

    declaration = filed_last()
    truck, goods = declaration.vehicles.get(), declaration.consignments.get()
    assert (truck.plate, truck.trailer_plate, truck.driver_phone) == ("12C-123.45", "12R-012.34", "+84987654321")
    assert (goods.cargo_kind, goods.owner_address, goods.items.get().hs_code) == ("fruit", "Lạng Sơn", "08106000")
    assert (thumb.fields, thumb.taps) <= (1, 16)
    assert thumb.seconds < 60
    print(f"\nsecond filing: {thumb.fields} field typed, {thumb.keys} keys, {thumb.taps} taps, {thumb.seconds:.0f} s")


def test_another_one_like_it_takes_the_customs_number_alone(visit: Visit, haulier: User) -> None:
    page = visit(width=360, has_touch=True)
    sign_in(page, haulier.username)
    thumb = Thumb(page)
    thumb.tap(".entry-again a")
    thumb.go_to("goods")
    thumb.type("consignments-0-customs_number", "300000008880")
    thumb.go_to("file")
    with page.expect_event("load"):
        thumb.tap(".press [value=file]")

    assert filed_last().consignments.get().customs_number == "300000008880"
    print(f"\nlike the last: {thumb.fields} field typed, {thumb.keys} keys, {thumb.taps} taps, {thumb.seconds:.0f} s")


def test_by_keys_alone_and_what_was_typed_stays(visit: Visit, haulier: User) -> None:
    page = visit(width=1280)
    sign_in(page, haulier.username)
    page.goto("/declarations/new/")
    goods = page.locator("[name='consignments-0-items-0-description']")
    goods.press_sequentially("rieng sau")
    expect(page.locator(".offers [role=option]")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".offers")).to_have_count(0)
    page.keyboard.press("ArrowDown")
    expect(page.locator(".offers [role=option]")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(goods).to_have_attribute("aria-activedescendant", "offers-0")
    page.keyboard.press("Enter")
    expect(goods).to_have_value("Sầu riêng tươi")
    expect(page.locator("[name='consignments-0-cargo_kind']")).to_have_value("fruit")

    page.locator("[name='vehicles-0-own_weight_kg']").press_sequentially("9000")
    page.locator("[name='vehicles-0-plate']").press_sequentially("123")
    page.locator(".offers [role=option]").first.click()
    expect(page.locator("[name='vehicles-0-driver-name']")).to_have_value("Trần Văn Thử")
    assert value(page, "vehicles-0-own_weight_kg") == "9000"
    page.locator(".offered button").click()
    expect(page.locator("[name='vehicles-0-own_weight_kg']")).to_have_value("15000")
    expect(page.locator(".offered")).to_have_count(0)


def test_goods_are_pasted_without_script(visit: Visit, haulier: User) -> None:
    at = timezone.now()
    draft = drafting.save_draft(body=blank(by=haulier, at=at, like={"direction": "export"}), by=haulier, at=at)
    page = visit(width=360, java_script_enabled=False)
    sign_in(page, haulier.username)
    page.goto(f"/declarations/{draft.pk}/edit/")
    page.fill("[name='vehicles-0-plate']", "12C-543.21")
    page.click("[formaction$='/goods/save/']")
    page.fill("[name=cells]", "tôi không biết")
    page.click("main form .button.primary")
    expect(page.locator(".said.error")).to_be_visible()
    expect(page.locator("[name=cells]")).to_have_value("tôi không biết")
    page.fill("[name=cells]", "Số tờ khai\tTên hàng\tMST\n300000009990\tSầu riêng tươi\t0100005019\n")
    page.click("main form .button.primary")

    expect(page.locator("[name='consignments-0-customs_number']")).to_have_value("300000009990")
    assert value(page, "consignments-0-owner-name") == "Công ty Mẫu"
    assert value(page, "vehicles-0-plate") == "12C-543.21"


@pytest.mark.parametrize("width", [360, 1280])
def test_tab_leaves_a_long_list_for_the_next_field(visit: Visit, haulier: User, width: int) -> None:
    at = timezone.now()
    for number in range(9):
        driver = {"name": f"Lê Văn Thử {number}", "id_number": f"01234567891{number}", "phone": None}
        given.filed(by=haulier, at=at, vehicles=[given.vehicle(driver=driver)])
    learn_due(at=at)
    sign_in(page := visit(width=width), haulier.username)
    page.goto("/declarations/new/#vehicles", wait_until="networkidle")
    if width == 360:
        Thumb(page).go_to("vehicles")

    field = page.locator("[name='vehicles-0-driver-id_number']")
    field.click()
    expect(page.locator(".offers [role=option]")).to_have_count(8)
    assert page.locator(".offers").evaluate("list => list.scrollHeight > list.clientHeight")
    field.press("Tab")
    page.keyboard.type("0912345678")
    expect(page.locator("[name='vehicles-0-driver-phone']")).to_have_value("0912345678")


def test_a_copy_is_the_copy_and_older_typing_waits(visit: Visit, haulier: User) -> None:
    former = Declaration.objects.get().number
    sign_in(page := visit(width=1280), haulier.username)
    page.route("**/autosave/", lambda route: route.abort())
    page.goto("/declarations/new/", wait_until="networkidle")
    page.fill("[name='contact-name']", "Dở dang")
    page.goto("/declarations/")
    page.unroute("**/autosave/")

    page.goto(f"/declarations/new/?like={former}&truck=other", wait_until="networkidle")
    expect(page.locator("[name='consignments-0-items-0-description']")).to_have_value("Sầu riêng tươi")
    expect(page.locator("[name='contact-name']")).not_to_have_value("Dở dang")

    page.goto("/declarations/new/", wait_until="networkidle")
    expect(page.locator("[name='contact-name']")).to_have_value("Dở dang")
