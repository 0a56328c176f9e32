"""The pass on a phone, by night too; and checked without network by what browsers have and by the lines of the docs."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Error, Page, expect

from accounts.models import User
from declarations.models import Declaration
from tests import given
from tests.browser.hands import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Page]


@pytest.fixture
def haulier() -> User:
    return given.declarant(full_name="Nguyễn Văn Mẫu")


@pytest.fixture
def declaration(haulier: User) -> Declaration:
    truck = given.vehicle(trailer_plate="12R-012.34", container="GATU1234569")
    return given.filed(by=haulier, at=timezone.now(), document=given.body(at=timezone.now(), vehicles=[truck]))


def documented(language: str) -> str:
    page = (Path(settings.BASE_DIR) / "docs" / "pass.md").read_text(encoding="utf-8")
    (code,) = re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL)
    return str(code)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_the_pass_fills_the_phone_in_black_on_white(
    visit: Visit, haulier: User, declaration: Declaration, script: bool
) -> None:
    page = visit(width=360, color_scheme="dark", java_script_enabled=script)
    sign_in(page, haulier.username)
    page.goto(f"/declarations/{declaration.number}/")
    page.click("a[href$='/pass/']")
    page.wait_for_url("**/pass/")

    code, card = page.locator(".pass-code svg"), page.locator(".pass")
    box = code.bounding_box()
    assert box is not None
    assert box["width"] >= 320
    assert box["width"] == box["height"]
    assert box["y"] + box["height"] <= 700  # held under a scanner, not scrolled
    expect(card).to_have_css("background-color", "rgb(255, 255, 255)")
    number = str(declaration.number)
    expect(page.locator(".pass-number")).to_have_text(re.compile(rf"{number[:8]}\s{number[8:]}"))
    for shown in (declaration.vehicles.get().plate, "12R-012.34", "GATU1234569"):
        expect(card).to_contain_text(shown)
    with page.expect_download() as download:
        page.click("a[href$='pass.png']")
    assert download.value.suggested_filename == f"pass-{number}-{declaration.vehicles.get().plate_key}.png"


def test_the_pass_is_checked_with_the_network_cut(visit: Visit, haulier: User, declaration: Declaration) -> None:
    page = visit(width=360)
    sign_in(page, haulier.username)
    vehicle = declaration.vehicles.get()
    page.goto(f"/declarations/{declaration.number}/vehicles/{vehicle.pk}/pass/")
    keys = json.loads(page.context.request.get("/.well-known/gate-pass-keys.json").text())
    page.context.set_offline(True)
    assert page.evaluate("navigator.onLine") is False

    token = page.locator("[data-pass]").get_attribute("data-pass") or ""
    bound = [declaration.number, vehicle.plate_key, "12R01234", "GATU1234569"]
    check = f"([token, keys]) => {{ {documented('js')}; return read(token, keys); }}"
    assert page.evaluate(check, [token, keys]) == bound
    with pytest.raises(Error, match="not good"):
        page.evaluate(check, [token.replace(vehicle.plate_key, "29H55555"), keys])

    room: dict[str, Any] = {}
    exec(documented("python"), room)
    assert list(room["read"](token, keys)) == bound
