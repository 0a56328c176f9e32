"""Chromium from the system, in Vietnamese unless a test says otherwise; what the console complains of fails a test."""

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.one_at_a_time import all_are_answered

PATIENCE = 20_000  # milliseconds; what comes at once on a machine at rest comes late on one that works
expect.set_options(timeout=PATIENCE)
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    if CHROMIUM is None:
        pytest.fail("Chromium was not found; on Debian: apt install chromium")
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": ["--no-sandbox", "--no-first-run", *QUIET],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"}


@pytest.fixture(autouse=True)
def _nothing_outlives_its_test(_planted: None) -> Iterator[None]:
    """A page may ask to the last, and saves as it is closed: the tables are emptied when all that is answered."""
    yield
    assert all_are_answered()


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """What the console says, refusals of the content security policy among them; must stay empty."""
    said: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            said.append(f"{message.text} {message.location.get('url', '')}")

    page.on("console", note)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield said
    assert said == []


def _listen(page: Page, said: list[str]) -> None:
    def note(message: ConsoleMessage) -> None:
        # A page that was refused on purpose (404, 422) is no complaint; its own files must all be there.
        if message.type in {"error", "warning"} and message.location.get("url", "") != page.url:
            said.append(f"{message.text} {message.location.get('url', '')}")

    page.on("console", note)
    page.on("pageerror", lambda error: said.append(str(error)))


@pytest.fixture
def visit(
    browser: Browser, browser_context_args: dict[str, Any], live_server: LiveServer
) -> Iterator[Callable[..., Page]]:
    """Open the site in a browser of its own: `visit(width=360, color_scheme="dark", java_script_enabled=False)`."""
    said: list[str] = []
    contexts: list[BrowserContext] = []

    def open_page(*, width: int = 1280, **wishes: Any) -> Page:
        size = {"width": width, "height": 800}
        context = browser.new_context(**{**browser_context_args, "viewport": size, **wishes}, base_url=live_server.url)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        _listen(page, said)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert said == []
