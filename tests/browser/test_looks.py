"""Every page is readable by everybody: axe finds nothing serious; nothing is too small, too wide or too heavy."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, Response

from accounts.models import User
from declarations.models import Declaration
from declarations.operations import drafting, filing
from notices.operations import deliver_due
from tests import given
from tests.browser.hands import sign_in
from tests.workspace.sheets_of_trucks import checked, row
from workspace.operations.learning import learn_due

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Page]
PUBLIC = (
    "/", "/accounts/login/", "/nothing/of/that/name", "/accounts/sign-up/", "/accounts/sign-up/sent/",
    "/accounts/reset/", "/open/",
)  # fmt: skip
OWN = (
    "/declarations/", "/declarations/?status=completed", "/declarations/new/", "/declarations/{draft}/edit/?check=1",
    "/declarations/{draft}/discard/", "/declarations/{number}/", "/declarations/{number}/documents/",
    "/declarations/{number}/edit/", "/declarations/{number}/change/",
    "/declarations/{number}/cancel/", "/declarations/{overdue}/revive/", "/notices/",
    "/declarations/{number}/vehicles/{truck}/pass/",
    "/notices/choices/", "/accounts/", "/?board", "/accounts/company/", "/accounts/company/keys/",
    "/bulk/", "/bulk/{file}/",
    "/saved/trucks/", "/saved/goods/new/", "/declarations/{draft}/goods/",
    "/strikes/", "/accounts/company/consents/", "/accounts/working-for/", "/accounts/second-factor/",
)  # fmt: skip
OF_COLOUR = ["color-contrast", "link-in-text-block"]
BUDGET = 150_000  # bytes that a first visit may cost


@pytest.fixture
def haulier() -> User:
    return given.declarant(full_name="Nguyễn Văn Mẫu")


@pytest.fixture
def names(haulier: User) -> dict[str, Any]:
    """One of everything there is to look at."""
    now, staff = timezone.now(), given.officers()
    wrong = {"gate": "HN", "vehicles": [{"key": "1", "plate": "?", "own_weight_kg": "nặng"}], "consignments": [{}]}
    draft = drafting.save_draft(body=wrong, by=haulier, at=now)
    long_ago = now - timedelta(hours=40)
    overdue = filing.file(body=given.body(at=long_ago), by=haulier, at=long_ago)
    declaration = filing.file(body=given.transshipment(at=now), by=haulier, at=now)
    given.confirmed(declaration, "bg_arrival", "customs_arrival", staff=staff, at=now)
    given.sent_back(declaration, "customs_registration", "$.vehicles[0].seal", staff=staff, at=now)
    left = filing.file(body=given.body(at=now), by=haulier, at=now)
    given.confirmed(left, *given.EXPORT_WAY, staff=staff, at=now)
    file = checked(row(now), row(now, plate="?", fee_class=""), row(now, STT="1"), by=haulier, at=now)
    deliver_due(at=now)
    learn_due(at=now)
    assert Declaration.objects.count() == 4
    truck = declaration.vehicles.order_by("pk")[0].pk
    return {"draft": draft.pk, "truck": truck, "number": declaration.number, "overdue": overdue.number, "file": file.pk}


def pages(names: dict[str, Any]) -> list[str]:
    return [address.format(**names) for address in OWN]


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_serious(visit: Visit, haulier: User, names: dict[str, Any], width: int) -> None:
    page = visit(width=width)
    found = {address: serious(page, address) for address in PUBLIC}
    sign_in(page, haulier.username)
    found |= {address: serious(page, address) for address in pages(names)}

    assert {address: told for address, told in found.items() if told} == {}


def serious(page: Page, address: str) -> list[str]:
    """What axe says of a page by day, and of its colours by night: nothing else of it is another then."""
    page.emulate_media(color_scheme="light")
    page.goto(address)
    page.evaluate("for (const part of document.querySelectorAll('main details')) part.open = true")
    violations = Axe().run(page).response["violations"]
    page.emulate_media(color_scheme="dark")
    violations += page.evaluate(f"async () => (await axe.run(document, {{runOnly: {OF_COLOUR}}})).violations")
    return [
        f"{told['id']}: {told['nodes'][0]['target']} {told['nodes'][0]['failureSummary'][:300]}"
        for told in violations
        if told["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_too_small_to_press_or_wider_than_the_page(
    visit: Visit, haulier: User, names: dict[str, Any], width: int
) -> None:
    page = visit(width=width)
    sign_in(page, haulier.username)
    small: dict[str, list[str]] = {}
    for address in pages(names):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        assert width < 1280 or page.evaluate("document.querySelector('.bar-in').offsetHeight") < 60, "the bar wraps"
        small[address] = page.evaluate(TOO_SMALL)

    assert {address: found for address, found in small.items() if found} == {}


# Links inside a sentence are as high as their line; what stands alone is as high as a thumb.
TOO_SMALL = """() => [...document.querySelectorAll(
    "button, .button, select, textarea, summary, .choice, .drop-in a, nav a, .lines a, h3 a, .way a," +
    "input:not([type=hidden]):not([type=checkbox]):not([type=radio])")]
  .filter((e) => e.checkVisibility() && !e.classList.contains("unseen") && e.getBoundingClientRect().height < 43.5)
  .map((e) => `${e.tagName} ${e.className} ${e.textContent.trim().slice(0, 30)} ${e.getBoundingClientRect().height}`)"""


@pytest.mark.parametrize("address", ["/", "/declarations/", "/declarations/new/"])
def test_a_first_visit_is_light_and_asks_nobody_else(
    visit: Visit, haulier: User, names: dict[str, Any], address: str
) -> None:
    page = visit(width=360)
    if address != "/":
        sign_in(page, haulier.username)
    sizes: dict[str, int] = {}

    def weigh(response: Response) -> None:
        sizes[response.url] = response.request.sizes()["responseBodySize"] if response.status == 200 else 0

    page.on("response", weigh)
    page.goto(address, wait_until="networkidle")

    assert {urlsplit(url).hostname for url in sizes} == {"localhost"}
    assert sum(sizes.values()) <= BUDGET, sizes


def test_both_ways_into_the_dark_are_the_same() -> None:
    tokens = (Path(settings.BASE_DIR) / "static/css/tokens.css").read_text()
    by_wish = re.search(r':root:not\(\[data-theme="light"\]\) \{(.*?)\}', tokens, re.S)
    by_choice = re.search(r'^:root\[data-theme="dark"\] \{(.*?)\}', tokens, re.S | re.M)

    assert by_wish is not None
    assert by_choice is not None
    assert by_wish[1].split() == by_choice[1].split()
