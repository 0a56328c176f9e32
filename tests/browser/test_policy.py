"""The strict content security policy breaks no page, and no page asks another host for anything."""

from urllib.parse import urlsplit

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Page, Request
from pytest_django.live_server_helper import LiveServer

PASSWORD = "a long enough passphrase"


@pytest.fixture
def foreign(page: Page, live_server: LiveServer) -> list[str]:
    """Addresses of other hosts that the page asks for."""
    own = urlsplit(live_server.url).netloc
    asked: list[str] = []

    def note(request: Request) -> None:
        if urlsplit(request.url).scheme in {"http", "https"} and urlsplit(request.url).netloc != own:
            asked.append(request.url)

    page.on("request", note)
    return asked


def test_the_admin_works_under_the_policy(
    page: Page, live_server: LiveServer, complaints: list[str], foreign: list[str]
) -> None:
    user = get_user_model().objects.create_superuser(username="policy.test", password=PASSWORD)
    page.goto(f"{live_server.url}/admin/login/")
    page.fill("[name=username]", user.username)
    page.fill("[name=password]", PASSWORD)
    page.click("[type=submit]")
    page.wait_for_url("**/admin/")
    addresses = page.eval_on_selector_all("#content-main th a", "links => links.map(link => link.href)")
    assert addresses

    for address in addresses:
        page.goto(address)
        page.wait_for_load_state("networkidle")

    page.goto(f"{live_server.url}/admin/accounts/user/{user.pk}/change/")
    page.wait_for_load_state("networkidle")
    assert foreign == []


def test_the_api_can_be_read_in_the_browser(
    page: Page, live_server: LiveServer, complaints: list[str], foreign: list[str]
) -> None:
    page.goto(f"{live_server.url}/api/docs/")

    page.wait_for_selector(".swagger-ui .info .title")
    assert foreign == []
