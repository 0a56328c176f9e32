"""The filing form under the hands of people: told while they type, and nothing they typed is lost."""

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from declarations.models import Declaration
from declarations.operations import drafting
from declarations.stages import Status
from deploy.rehearse_compose import free_port
from tests import given
from tests.browser.hands import fill, press, press_row, reach, sign_in, type_goods, type_truck
from tests.services.conftest import eventually
from tests.settings import BASE_DIR

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Page]
NEW = "/declarations/new/"


@pytest.fixture
def haulier() -> User:
    return given.declarant(full_name="Nguyễn Văn Mẫu", phone="0912345678")


@pytest.fixture(params=[360, 1280], ids=["phone", "desk"])
def page(request: pytest.FixtureRequest, visit: Visit, haulier: User) -> Page:
    page = visit(width=request.param)
    sign_in(page, haulier.username)
    page.goto(NEW)
    return page


@pytest.fixture(params=[360, 1280], ids=["phone", "desk"])
def rough(
    request: pytest.FixtureRequest, browser: Browser, browser_context_args: dict[str, Any], live_server: LiveServer,
    haulier: User,
) -> Iterator[Page]:  # fmt: skip
    """As `page`, where refusals and a cut network are expected, which the console tells; errors of a script are not."""
    size = {"viewport": {"width": request.param, "height": 800}, "base_url": live_server.url}
    context = browser.new_context(**{**browser_context_args, **size})
    page = context.new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    sign_in(page, haulier.username)
    page.goto(NEW)
    yield page
    context.close()
    assert said == []


def saved(page: Page) -> None:
    """Wait until the page says that the draft is saved."""
    expect(page.locator("[data-say=saved]")).to_be_visible()


def keeping(page: Page, what: str) -> None:
    expect(page.locator(f"[data-say={what}]")).to_be_visible()


def step(page: Page, name: str) -> None:
    """Go there as a person does: by "next" on a phone, by scrolling at a desk."""
    while not page.locator(f"#{name} h2").is_visible():
        page.click("[data-go=next]")


def test_mistakes_are_told_and_mended_while_typing(page: Page) -> None:
    fill(page, gate="HN", direction="export")
    expect(page.locator("#where .finding.error")).to_have_count(0)
    step(page, "goods")
    goods = given.consignment()
    type_goods(page, 0, customs_number=goods["customs_number"][:11])
    number = page.locator("[name='consignments-0-customs_number']")
    expect(number).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#nav-count-goods")).to_contain_text("1")

    number.press("End")
    number.press_sequentially(goods["customs_number"][11:])
    expect(page.locator("#f-consignments-0-customs_number-found .finding")).to_have_count(0)
    expect(number).to_be_focused()
    expect(number).to_have_value(goods["customs_number"])

    step(page, "vehicles")
    type_truck(page, "vehicles-0", plate="12c1234o")
    expect(page.locator("[name='vehicles-0-plate']")).to_have_value("12C-123.40")
    expect(page.locator("#f-vehicles-0-plate-said .written")).to_be_visible()
    fill(page, vehicles__0__kind="tractor")
    page.locator("[name='vehicles-0-plate']").fill(given.plate())
    saved(page)
    press(page, "file")

    assert Declaration.objects.get().status == Status.OPEN


def test_the_next_step_stands_there_at_once(page: Page) -> None:
    fill(page, gate="HN", direction="export")
    reached = "document.querySelector('[data-go=next]').click(), document.querySelector('#goods').matches('.current')"
    assert page.evaluate(f"() => ({reached})")  # within one turn: before the browser tells of the new address

    expect(page.locator("#goods")).to_have_class(re.compile(r"\bcurrent\b"))
    page.go_back()
    expect(page.locator("#where")).to_have_class(re.compile(r"\bcurrent\b"))


def test_an_empty_vehicle_is_a_choice(page: Page) -> None:
    fill(page, gate="HN", direction="export")
    step(page, "goods")
    page.check("[name=empty]")
    expect(page.locator("[name='consignments-0-owner-name']")).to_be_hidden()
    step(page, "vehicles")
    expect(page.locator("[name='vehicles-0-consignments']")).to_be_hidden()
    type_truck(page, "vehicles-0", plate=given.plate())
    fill(page, vehicles__0__kind="truck")
    press(page, "file")

    assert Declaration.objects.get(status=Status.OPEN).vehicles.get().journey == "empty"


def test_a_transshipment_onto_two_trucks_goes_step_by_step(page: Page) -> None:
    fill(page, gate="HN", direction="import")
    step(page, "goods")
    type_goods(page, 0, customs_number=given.consignment(direction="import")["customs_number"])
    step(page, "vehicles")
    type_truck(page, "vehicles-0", plate="桂f 12A45", country="CN", fee_class="VT4")
    fill(page, vehicles__0__kind="tractor")
    step(page, "transshipment")
    for index in (0, 1):
        press_row(page, "[data-add=receiving_vehicles]")
        expect(page.locator("[name=transshipment]")).to_be_checked()
        type_truck(page, f"receiving_vehicles-{index}", plate=given.plate(), fee_class="VT4")
    page.click(".steps a[href='#file']")
    expect(page.locator("#told .said.success")).to_be_visible()
    for shown in ("桂F·12A45", "Công ty Mẫu", "VT4", "690.000"):  # domain §9
        expect(page.locator("#overview")).to_contain_text(shown)
    press(page, "file")

    assert Declaration.objects.get(status=Status.OPEN).vehicles.count() == 3


def test_a_draft_saves_itself_and_a_second_window_is_told(rough: Page) -> None:
    page = rough
    fill(page, contact__name="Lê Văn Mẫu")
    saved(page)
    address = f"/declarations/{Declaration.objects.get().pk}/edit/"
    assert page.url.split("#")[0].endswith(address)

    other = page.context.new_page()
    other.goto(address)
    fill(other, contact__name="Trần Thị Kia")
    saved(other)
    fill(page, contact__name="Lê Văn Đây")
    keeping(page, "stale")
    page.click("[data-torn=own]")
    page.wait_for_url(lambda url: address not in url)

    names = {str(draft.draft["contact"]["name"]) for draft in Declaration.objects.all() if draft.draft}
    assert names == {"Trần Thị Kia", "Lê Văn Đây"}


def test_without_a_network_the_device_keeps_it_and_gives_it_back(rough: Page, haulier: User) -> None:
    page = rough
    page.context.route("**/autosave/", lambda route: route.abort("internetdisconnected"))
    fill(page, contact__name="Không Có Mạng")
    keeping(page, "offline")

    page.goto(NEW)
    expect(page.locator("#unsent")).to_be_visible()  # locked, but not without a word and a way on
    page.context.unroute_all()
    page.click("[data-unsent=again]")
    page.wait_for_url("**/edit/**")
    expect(page.locator("[name='contact-name']")).to_have_value("Không Có Mạng")
    expect(page.locator("#again")).to_be_visible()
    assert Declaration.objects.count() == 1
    page.wait_for_function("!Object.keys(localStorage).some(name => name.startsWith('filing:'))")


def test_a_session_that_ends_while_typing_loses_nothing(rough: Page, haulier: User) -> None:
    page = rough
    session = [cookie for cookie in page.context.cookies() if "session" in cookie["name"]]
    page.context.clear_cookies(name=session[0]["name"])
    fill(page, contact__name="Hết Phiên")
    keeping(page, "signed-out")
    page.click("[data-say=signed-out] a")
    page.fill("[name=username]", haulier.username)
    page.fill("[name=password]", "pw")
    page.click("main [type=submit]")

    page.wait_for_url("**/edit/**")
    expect(page.locator("[name='contact-name']")).to_have_value("Hết Phiên")

    fill(page, contact__name="Rồi đi ra")
    page.evaluate("localStorage.setItem('filing:0:new:x', '{}')")
    page.click(".drop:has([data-sign-out]) > summary")
    page.click("[data-sign-out] button")
    page.wait_for_url(lambda url: "declarations" not in url)
    page.wait_for_function("!Object.keys(localStorage).some(name => name.startsWith('filing:'))")


def draft_of(haulier: User) -> Declaration:
    at = timezone.now()
    return drafting.save_draft(body=given.body(at=at), by=haulier, at=at)


def test_a_draft_opened_at_a_step_again_is_not_locked(visit: Visit, haulier: User) -> None:
    draft = draft_of(haulier)
    sign_in(page := visit(width=360), haulier.username)
    page.goto(f"/declarations/{draft.pk}/edit/#goods", wait_until="load")
    page.fill("[name='consignments-0-owner-name']", "Công ty Gõ Dở")
    assert "Công ty Gõ Dở" in page.evaluate("Object.values(localStorage).join()")  # at once: the browser may be closed
    page.reload()

    expect(page.locator("#again")).to_be_visible()
    expect(page.locator("#filing[inert]")).to_have_count(0)
    expect(page.locator("[name='consignments-0-owner-name']")).to_have_value("Công ty Gõ Dở")
    current = page.locator(".steps [aria-current] > span").first
    assert current.evaluate("name => name.offsetWidth") > 40  # the step is called by its name, not by a number alone
    fill(page, consignments__0__owner__phone="0912345000")
    saved(page)  # goes on from its own: no other window is made up


def test_a_press_without_a_network_stays_in_the_form(rough: Page, haulier: User) -> None:
    page = rough
    page.goto(f"/declarations/{draft_of(haulier).pk}/edit/#where", wait_until="load")
    page.context.set_offline(True)
    fill(page, contact__name="Nộp Ngoài Sóng")
    reach(page.locator("#part-file"))
    expect(page.locator("#outdated")).to_be_visible()
    page.click(".press [value=file]")
    expect(page.locator("[data-unfiled=file]")).to_be_visible()
    expect(page.locator("[name='contact-name']")).to_have_value("Nộp Ngoài Sóng")

    page.context.set_offline(False)
    expect(page.locator("[data-unfiled=back]")).to_be_visible()
    with page.expect_event("load"):
        page.click("#unfiled button")
    assert Declaration.objects.get(status=Status.OPEN).contact_name == "Nộp Ngoài Sóng"


GOES_AFTER_THE_QUESTION = """() => {
  const ask = window.fetch;
  window.fetch = (what, how) => how?.method === "HEAD"
    ? new Promise((done) => setTimeout(() => done(new Response()), 50)) : ask(what, how);
  Object.defineProperty(navigator, "onLine", { get: () => true });
}"""


def stands_by(page: Page) -> None:
    """Wait until the worker has the page."""
    assert eventually(lambda: page.evaluate("() => navigator.serviceWorker.controller !== null"))


@pytest.mark.parametrize("rough", [360], indirect=True)
def test_a_network_that_goes_between_the_question_and_the_press_leaves_the_form_as_it_is(
    rough: Page, haulier: User
) -> None:
    page = rough
    page.goto(f"/declarations/{draft_of(haulier).pk}/edit/#where", wait_until="load")
    stands_by(page)
    fill(page, contact__name="Mất Sóng Giữa Chừng")
    saved(page)
    page.evaluate(GOES_AFTER_THE_QUESTION)
    page.context.set_offline(True)
    reach(page.locator("#part-file"))
    page.click(".press [value=file]")

    expect(page.locator("[data-unfiled=file]")).to_be_visible()
    expect(page.locator("[name='contact-name']")).to_have_value("Mất Sóng Giữa Chừng")
    assert not Declaration.objects.filter(status=Status.OPEN).exists()

    page.context.set_offline(False)
    with page.expect_event("load"):
        page.click("#unfiled button")
    assert Declaration.objects.get(status=Status.OPEN).contact_name == "Mất Sóng Giữa Chừng"


def test_an_officer_who_files_for_a_company_loses_nothing_either(browser: Browser, live_server: LiveServer) -> None:
    guard = given.officer("border_guard")
    with browser.new_context(base_url=live_server.url, locale="vi-VN") as context:
        page = context.new_page()
        sign_in(page, guard.username)
        page.goto("/assist/", wait_until="load")
        stands_by(page)
        page.fill("[name=company_name]", "Công ty Vãng Lai")
        page.evaluate(GOES_AFTER_THE_QUESTION)
        context.set_offline(True)
        page.click(".press [value=check]")
        expect(page.locator("#unfiled")).to_be_visible()
        expect(page.locator("[name=company_name]")).to_have_value("Công ty Vãng Lai")
        context.set_offline(False)
        with page.expect_event("load"):
            page.click("#unfiled button")
        expect(page.locator("[name=company_name]")).to_have_value("Công ty Vãng Lai")


class Server:
    """The real program on a database of its own, which can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        passed = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
        self.environment = {
            **passed, "ENV_FILE": os.devnull, "DEBUG": "1", "SECRET_KEY": "for this test only, it lives for a minute",
            "DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "gate.settings", "PYTHONUNBUFFERED": "1",
        }  # fmt: skip
        self.log = folder / "server.log"
        self.process: subprocess.Popen[bytes] | None = None

    def manage(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *words], cwd=BASE_DIR, env=self.environment, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode().strip().rpartition("\n")[2]

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{self.port}"],
                cwd=BASE_DIR, env=self.environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        assert eventually(self.answers, 180), self.log.read_text()

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def kill(self) -> None:
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path)
    server.manage("migrate", "--verbosity", "0", "--no-input")
    yield server
    server.kill()


def test_a_killed_server_loses_no_typing(
    server: Server, browser: Browser, browser_context_args: dict[str, Any]
) -> None:
    username = server.manage("shell", "-c", "from tests import given; print(given.declarant().username)")
    server.start()
    phone = {"viewport": {"width": 360, "height": 800}, "base_url": f"http://127.0.0.1:{server.port}"}
    context = browser.new_context(**{**browser_context_args, **phone})
    page = context.new_page()
    sign_in(page, username)
    page.goto(NEW)
    fill(page, gate="HN", contact__name="Trước Khi Chết")
    saved(page)
    address = page.url

    server.kill()
    fill(page, contact__name="Sau Khi Chết", **{"vehicles-0-plate": "12C-777.77"})
    keeping(page, "offline")
    page.close()
    server.start()

    page = context.new_page()
    page.goto(address)
    expect(page.locator("#again")).to_be_visible()
    expect(page.locator("[name='contact-name']")).to_have_value("Sau Khi Chết")
    expect(page.locator("[name='vehicles-0-plate']")).to_have_value("12C-777.77")
    assert page.url.split("#")[0] == address.split("#")[0]
    context.close()
