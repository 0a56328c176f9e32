"""What a person does with a page, by the names that the page gives its fields."""

from playwright.sync_api import Locator, Page, expect

from tests import given

PASSWORD = "pw"  # the one tests/given.py gives everybody


def sign_in(page: Page, username: str) -> None:
    page.goto("/accounts/login/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.click("main [type=submit]")
    page.wait_for_url(lambda url: "login" not in url)


def fill(page: Page, **fields: str) -> None:
    """Type into fields, choose from lists, tick. A double underscore stands for the hyphen of a field's name."""
    for given_name, value in fields.items():
        name = given_name.replace("__", "-")
        field = page.locator(f"#filing [name='{name}']").first
        whole(field)
        reach(field)
        kind = field.evaluate("field => field.type || field.tagName")
        if kind == "radio":
            page.locator(f"#filing [name='{name}'][value='{value}']").check()
        elif kind == "checkbox":
            field.check()
        elif kind == "select-one":
            field.select_option(value)
        else:
            field.fill(value)


def whole(part: Locator) -> None:
    """Wait until the page that this part stands on is there with all its scripts."""
    part.wait_for(state="attached")
    part.page.wait_for_load_state()


def reach(part: Locator) -> None:
    """Go to the step of the form that a phone shows this part in, or open its group of a filed one; where all steps
    stand below each other, stay.
    """
    part.evaluate("""part => {
        const group = part.closest("details.group:not([open])");
        if (group) group.querySelector("summary").click();
        const step = part.closest("[data-step]");
        if (step && !step.checkVisibility()) location.hash = step.id;
    }""")


def press(page: Page, do: str) -> None:
    """Press one of the buttons at the end of the form and wait for what comes."""
    button = page.locator(f".press [value={do}]")
    whole(button)
    if not button.is_visible():
        reach(page.locator("#part-file"))
    with page.expect_event("load"):
        button.click()


def press_row(page: Page, selector: str) -> None:
    """Press a button that adds a row or takes one away; what takes one away is gone with it."""
    button = page.locator(selector).first
    whole(button)
    reach(button)
    button.click()
    if "remove:" in selector:
        expect(button).to_have_count(0)


def type_export(page: Page, *, plate: str = "") -> None:
    """Everything an export needs."""
    goods, truck = given.consignment(), given.vehicle()
    fill(page, gate="HN", direction="export", contact__name="Nguyễn Văn Mẫu", contact__phone="0912345678")
    type_goods(page, 0, customs_number=goods["customs_number"])
    type_truck(page, "vehicles-0", plate=plate or truck["plate"])
    fill(page, vehicles__0__kind="tractor")


def type_goods(page: Page, index: int, *, customs_number: str) -> None:
    fields = {
        "cargo_kind": "fruit", "customs_number": customs_number, "owner-tax_code": "0100005019",
        "owner-name": "Công ty Mẫu", "items-0-description": "Sầu riêng tươi",
    }  # fmt: skip
    fill(page, **{f"consignments-{index}-{name}": value for name, value in fields.items()})


def type_truck(page: Page, row: str, *, plate: str, fee_class: str = "VT6", country: str = "VN") -> None:
    identity = "012345678901" if country == "VN" else "E12345678"
    fields = {
        "plate": plate, "country": country, "fee_class": fee_class, "driver-name": "Trần Văn Thử",
        "driver-id_number": identity,
    }  # fmt: skip
    fill(page, **{f"{row}-{name}": value for name, value in fields.items()})
