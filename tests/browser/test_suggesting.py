"""What is offered, what it fills and when it goes again; and what stays on the device afterwards: nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from declarations.models import Declaration
from declarations.operations import drafting
from declarations.stages import Status
from tests import given
from tests.browser.hands import sign_in
from tests.services.conftest import eventually
from workspace.operations.learning import learn_due

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Page]


@pytest.fixture
def haulier() -> User:
    """Whose company has filed once, for a truck that has left since."""
    user = given.declarant(full_name="Nguyễn Văn Mẫu", phone="0912345678")
    at = timezone.now() - timedelta(hours=3)
    first = given.filed(by=user, at=at, vehicles=[given.vehicle(plate="12C-123.45", trailer_plate="12R-012.34")])
    given.confirmed(first, *given.EXPORT_WAY, staff=given.officers(), at=at + timedelta(hours=2))
    learn_due(at=timezone.now())
    return user


def value(page: Page, name: str) -> str:
    return page.locator(f"[name='{name}']").input_value()


@pytest.fixture
def second_truck(haulier: User) -> None:
    """A lighter truck of the same company, which has filed for it once; it still stands open."""
    truck = given.vehicle(
        plate="12C-543.21", kind="truck", fee_class="VT4", own_weight_kg=7000, trailer_plate=None,
        driver={"name": "Lê Thị Khác", "id_number": "012345678902", "phone": None},
    )  # fmt: skip
    given.filed(by=haulier, at=timezone.now(), vehicles=[truck])
    learn_due(at=timezone.now())


def row(page: Page, *names: str) -> list[str]:
    return [value(page, f"vehicles-0-{name}") for name in names]


@pytest.mark.usefixtures("second_truck")
def test_what_a_copy_says_of_the_truck_yields_to_the_truck_that_is_chosen(visit: Visit, haulier: User) -> None:
    former = Declaration.objects.earliest("pk")
    page = visit(width=360, has_touch=True)
    sign_in(page, haulier.username)
    page.goto(f"/declarations/new/?like={former.number}&truck=other#vehicles", wait_until="networkidle")
    assert row(page, "kind", "fee_class") == ["", ""]  # they are the truck's, and a fee must not come from another's

    page.tap("[name='vehicles-0-plate']")
    stands_in = str(Declaration.objects.latest("pk").number)
    expect(page.locator(".offers [role=option]").last).to_contain_text(stands_in[8:])
    page.locator(".offers [role=option]").last.tap()

    assert row(page, "plate", "kind", "fee_class", "driver-name") == ["12C-543.21", "truck", "VT4", "Lê Thị Khác"]

    page.goto(f"/declarations/new/?like={former.number}#vehicles", wait_until="networkidle")
    page.fill("[name='vehicles-0-plate']", "543")
    page.locator(".offers [role=option]").first.tap()
    names = ("driver-id_number", "driver-phone", "own_weight_kg", "trailer_plate")
    assert row(page, *names) == ["012345678902", "", "7000", ""]
    plate = page.locator("[name='vehicles-0-plate']")
    plate.fill("29C-111.22")  # saved by nobody: neither what is taken away stays, nor what the copy had before it
    plate.press("Tab")
    expect(page.locator(".offered")).to_contain_text("12C-543.21")
    assert row(page, *names, "fee_class", "kind", "driver-name") == [""] * 7
    page.locator(".offered button").tap()
    assert row(page, "fee_class", "own_weight_kg") == ["VT4", "7000"]


@pytest.mark.usefixtures("second_truck")
def test_another_plate_takes_away_what_the_truck_brought_and_nothing_that_was_typed(
    visit: Visit, haulier: User
) -> None:
    page = visit(width=1280)
    sign_in(page, haulier.username)
    page.goto("/declarations/new/", wait_until="networkidle")
    plate = page.locator("[name='vehicles-0-plate']")
    plate.press_sequentially("123")
    page.locator(".offers [role=option]").first.click()
    names = ("driver-name", "own_weight_kg", "trailer_plate", "fee_class")
    brought = ["Trần Văn Thử", "15000", "12R-012.34", "VT6"]
    assert row(page, *names) == brought
    page.locator("[name='vehicles-0-driver-phone']").fill("+84912345678")

    plate.fill("12C-999.99")
    plate.press("Tab")
    expect(page.locator("[name='vehicles-0-driver-name']")).to_have_value("")
    assert row(page, *names, "country") == ["", "", "", "", "VN"]
    assert value(page, "vehicles-0-driver-phone") == "+84912345678"
    page.locator(".offered button").click()
    assert row(page, *names) == brought

    plate.fill("12c 543.21")  # typed to the end, and called exactly so: it is that truck
    expect(page.locator(".offers")).to_have_count(0)
    plate.press("Tab")
    expect(page.locator("[name='vehicles-0-driver-name']")).to_have_value("Lê Thị Khác")
    assert row(page, "own_weight_kg", "trailer_plate", "fee_class") == ["7000", "", "VT4"]
    assert value(page, "vehicles-0-driver-phone") == "+84912345678"


def test_offers_wait_until_they_are_asked_for(visit: Visit, haulier: User) -> None:
    page = visit(width=1280)
    sign_in(page, haulier.username)
    page.goto("/declarations/new/", wait_until="networkidle")
    tax_code = page.locator("[name='consignments-0-owner-tax_code']")
    tax_code.focus()
    tax_code.press("Tab")  # by the keys alone, into the next field that could offer
    page.locator("[name='consignments-0-owner-phone']").focus()
    expect(page.locator(".offers")).to_have_count(0)

    tax_code.press_sequentially("01000")
    expect(page.locator(".offers")).to_be_visible()
    tax_code.press_sequentially("05019")
    expect(page.locator(".offers")).to_have_count(0)
    assert value(page, "consignments-0-owner-name") == ""
    tax_code.press("Tab")
    expect(page.locator("[name='consignments-0-owner-name']")).to_have_value("Công ty Mẫu")
    expect(page.locator(".offered")).to_be_visible()


def kept_here(page: Page) -> list[str]:
    kept: list[str] = page.evaluate("Object.keys(localStorage).filter(name => name.startsWith('filing:'))")
    return kept


@pytest.mark.parametrize("way", ["draft", "like"])
def test_nothing_of_what_was_filed_stays_on_the_device(visit: Visit, haulier: User, way: str) -> None:
    at = timezone.now()
    page = visit(width=360, has_touch=True)
    sign_in(page, haulier.username)
    if way == "draft":
        draft = drafting.save_draft(body=given.body(at=at), by=haulier, at=at)
        page.goto(f"/declarations/{draft.pk}/edit/#where", wait_until="networkidle")
    else:
        page.goto(f"/declarations/new/?like={Declaration.objects.get().number}#goods", wait_until="networkidle")
        page.fill("[name='consignments-0-customs_number']", "300000008880")
    page.evaluate("location.hash = 'where'")
    page.fill("[name='contact-name']", "Lê Văn Riêng")
    assert eventually(lambda: bool(kept_here(page)), 5)
    page.evaluate("location.hash = 'file'")
    with page.expect_event("load"):
        page.locator(".press [value=file]").tap()

    assert Declaration.objects.filter(status=Status.OPEN).latest("pk").contact_name == "Lê Văn Riêng"
    assert kept_here(page) == []


def test_a_draft_that_is_thrown_away_leaves_the_device_too(visit: Visit, haulier: User) -> None:
    at = timezone.now()
    draft = drafting.save_draft(body=given.body(at=at), by=haulier, at=at)
    sign_in(page := visit(width=360), haulier.username)
    page.evaluate(f"localStorage.setItem('filing:{haulier.pk}:{draft.pk}', '{{}}')")
    page.evaluate("localStorage.setItem('filing:1:999999', '{}')")
    page.goto(f"/declarations/{draft.pk}/discard/")
    page.click("main form button")
    page.wait_for_url("**/declarations/")
    assert kept_here(page) == ["filing:1:999999"]
