"""The scan page in an officer's hands: a wrong plate, the camera, and the hours without network."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, BrowserType, Page, expect

from accounts.models import User
from declarations.models import Declaration, Event, Scan, Vehicle
from declarations.operations import amending, cancelling
from declarations.passes.picture import segno_code
from declarations.queries.document import as_document
from declarations.queries.passing import pass_of
from declarations.queries.whole import load_one
from desk.models import Device, OfflineConflict
from desk.operations import devices
from tests import given
from tests.browser.hands import sign_in

Visit = Callable[..., Page]
PAGE = "/admin/scan/"
SERIOUS = {"serious", "critical"}


@pytest.fixture
def guard(live_server: Any) -> User:
    return given.officer("border_guard")


def token_of(declaration: Declaration) -> str:
    vehicle: Vehicle = declaration.vehicles.get()
    return pass_of(vehicle, at=timezone.now()).token


def open_page(visit: Visit, officer: User, **wishes: Any) -> Page:
    page = visit(**wishes)
    sign_in(page, officer.username)
    page.goto(PAGE)
    expect(page.locator("#net.up")).to_be_visible()
    return page


def read(page: Page, text: str) -> None:
    """As a hand scanner types: fast, into whatever has the focus, and Enter."""
    page.keyboard.insert_text(text)
    page.keyboard.press("Enter")


def test_a_truck_with_a_wrong_plate_is_stopped_and_the_right_one_confirmed_by_a_figure(
    visit: Visit, guard: User
) -> None:
    filed = given.filed(at=timezone.now())
    truck = filed.vehicles.get()
    page = open_page(visit, guard, width=360)
    answer = page.locator("#answers .answer")

    page.click("#beside summary")
    page.fill("#beside [name=plate]", "12C-999.99")
    page.click("#read")
    read(page, token_of(filed))
    expect(answer).to_have_class("answer bad")
    expect(answer.locator(".differences td")).to_have_text([truck.plate_key, "12C99999", truck.plate_key])
    assert Scan.objects.get().code == "plate_differs"

    read(page, truck.plate)
    expect(answer).to_have_class("answer ok")
    expect(answer.locator(".truck .plate")).to_have_text(truck.plate)
    read(page, "1")
    expect(answer.locator(".done")).to_be_visible()
    assert given.check(filed, "bg_arrival").state == "confirmed"

    page.check("[name=confirm][value=bg_arrival]")
    read(page, token_of(filed))
    expect(answer.locator(".not")).to_be_visible()
    expect(page.locator("#recent li")).to_have_count(4)
    expect(page.locator("#read")).to_be_focused()


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_anybody_can_read_it(visit: Visit, guard: User, width: int, scheme: str) -> None:
    filed = given.filed(at=timezone.now())
    page = open_page(visit, guard, width=width, color_scheme=scheme)
    for text in (token_of(filed), "99Z-000.00"):
        read(page, text)
        expect(page.locator("#answers .answer")).to_be_visible()
    found = [one["id"] for one in Axe().run(page).response["violations"] if one["impact"] in SERIOUS]
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def register(page: Page, name: str) -> None:
    page.fill("#register [name=name]", name)
    page.click("#register button")
    expect(page.locator("#list-says")).not_to_have_attribute("data-trucks", "")
    page.click("#read")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => null)")


def waiting(page: Page, many: int) -> None:
    if many:
        expect(page.locator("#waits")).to_have_attribute("data-many", str(many))
    else:
        expect(page.locator("#waits")).to_be_hidden()


def test_what_is_scanned_without_network_outlives_the_page_and_is_sent_by_its_officer_alone(
    visit: Visit, guard: User
) -> None:
    one, two, three = (given.filed(at=timezone.now()) for _truck in range(3))
    page = open_page(visit, guard, width=360)
    register(page, "Phone")  # the first visit of this browser: from now on the worker has the page
    lane = given.gate().lanes.order_by("code")[0].code
    page.select_option("#lane", lane)
    page.check("[name=confirm][value=bg_arrival]")
    page.context.set_offline(True)

    read(page, token_of(one))
    expect(page.locator("#answers .answer.ok .kept")).to_be_visible()
    waiting(page, 1)
    page.reload()
    expect(page.locator("#net.down")).to_be_visible()
    expect(page.locator("#lane")).to_have_value(lane)
    waiting(page, 1)
    read(page, two.vehicles.get().plate)
    expect(page.locator("#answers .answer.ok .done")).to_be_visible()
    read(page, token_of(three))
    expect(page.locator("#answers .truck .plate")).to_have_text(three.vehicles.get().plate)
    page.close()  # the moment that the screen has said it

    other = given.officer("border_guard")
    page = page.context.new_page()
    page.context.set_offline(False)
    page.context.clear_cookies()
    sign_in(page, other.username)
    page.goto(PAGE)
    expect(page.locator("[data-note=others]")).to_be_visible()
    expect(page.locator("#device")).to_have_attribute("data-standing", "unregistered")
    assert not Scan.objects.exists()

    page.context.clear_cookies()
    sign_in(page, guard.username)
    page.goto(PAGE)
    register(page, "Phone again")
    waiting(page, 0)
    assert [given.check(truck, "bg_arrival").state for truck in (one, two, three)] == ["confirmed"] * 3
    assert Scan.objects.filter(scanned_by=guard, lane__code=lane).count() == Scan.objects.count() == 3


def test_it_is_judged_without_network_as_with_it(visit: Visit, guard: User) -> None:
    at = timezone.now()
    one, two = (
        given.filed(at=at),
        given.filed(at=at, vehicles=[given.vehicle("1"), given.vehicle("2", plate="12C-808.18")]),
    )
    elsewhere, gone = given.filed(at=at, gate="TT"), given.filed(at=at)
    tokens = [token_of(one), token_of(gone), token_of(one)[:-9] + "AAAAAAAAY", "G1.RC5QDZJP.2026"]
    cancelling.cancel(declaration_id=gone.pk, by=gone.created_by, at=at, reason="Thôi")
    plates = [one.vehicles.get().plate.lower(), "12CB0818", "99Z-000.00"]
    reads = [*tokens, *plates, str(two.number), str(one.number), "2026112299999", token_of(elsewhere)]
    page = open_page(visit, guard)
    register(page, "Phone")

    def judged() -> list[str]:
        found = []
        for index, text in enumerate(reads, start=page.locator("#recent li").count() + 1):
            read(page, text)
            expect(page.locator("#recent li")).to_have_count(min(index, 20))
            found.append(
                "{result} {code}".format(**page.locator("#answers .answer").evaluate("part => ({...part.dataset})"))
            )
        return found

    with_network = judged()
    page.context.set_offline(True)
    page.evaluate("document.getElementById('recent').replaceChildren()")
    assert judged() == with_network
    assert [said.split()[-1] for said in with_network] == [
        "ok", "vehicle_ended", "pass_forged", "pass_malformed", "ok", "plate_resembles", "no_declaration", "ambiguous",
        "ok", "no_declaration", "other_gate",
    ]  # fmt: skip
    page.click("#beside summary")
    page.fill("#beside [name=trailer_plate]", "12R-999.99")
    page.click("#read")
    read(page, tokens[0])
    expect(page.locator("#answers .differences td").nth(1)).to_have_text("12R99999")


WITHOUT_ED25519 = """() => {
  const known = crypto.subtle.importKey.bind(crypto.subtle);
  crypto.subtle.importKey = (form, key, name, ...rest) => name === "Ed25519"
    ? Promise.reject(new DOMException("unknown", "NotSupportedError")) : known(form, key, name, ...rest);
}"""
KEPT = """async () => {
  const base = await new Promise((resolve) => {
    const asked = indexedDB.open("gate-scanner");
    asked.onsuccess = () => resolve(asked.result);
  });
  const facts = await new Promise((resolve) => {
    const asked = base.transaction("facts").objectStore("facts").getAllKeys();
    asked.onsuccess = () => resolve(asked.result);
  });
  base.close();
  return [facts.length, await caches.has("scan-page")];
}"""


def test_the_list_goes_when_the_device_is_revoked_when_it_expires_and_with_its_officer(
    browser: Browser, live_server: Any, guard: User
) -> None:
    filed = given.filed(at=timezone.now())
    with browser.new_context(base_url=live_server.url) as context:  # refusals are said on the console
        context.add_init_script(f"({WITHOUT_ED25519})()")
        page = context.new_page()
        sign_in(page, guard.username)
        page.goto(PAGE)
        register(page, "Old browser")
        expect(page.locator("[data-note=slow_signatures]")).to_be_visible()
        page.check("[name=confirm][value=bg_arrival]")
        context.set_offline(True)
        read(page, token_of(filed))
        expect(page.locator("#answers .answer.ok .done")).to_be_visible()

        devices.revoke(device_id=Device.objects.get().pk, by=guard, at=timezone.now())
        context.set_offline(False)
        expect(page.locator("[data-note=revoked]")).to_be_visible()
        expect(page.locator("#conflicts li")).to_have_count(1)
        expect(page.locator("#list-says")).to_have_attribute("data-trucks", "")
        assert OfflineConflict.objects.get().code == "device_revoked"
        assert given.check(filed, "bg_arrival").state == "ready"

        register(page, "The same again")
        expect(page.locator("[data-note=revoked]")).to_have_count(0)
        page.reload()
        assert page.evaluate(KEPT) == [3, True]
        context.set_offline(True)
        page.clock.set_fixed_time(timezone.now() + timedelta(hours=13))
        page.reload()
        expect(page.locator("[data-note=list_expired]")).to_be_visible()
        read(page, token_of(filed))
        expect(page.locator("#answers [data-result=unjudged]")).to_be_visible()
        page.clock.set_fixed_time(timezone.now())
        context.set_offline(False)
        waiting(page, 0)

        page.click("#logout-form button")
        page.wait_for_url(lambda url: "/admin/" not in url)
        assert page.evaluate(KEPT) == [0, False]


def test_two_windows_of_one_device_send_every_scan_once_whichever_is_closed(visit: Visit, guard: User) -> None:
    one, two, three = (given.filed(at=timezone.now()) for _truck in range(3))
    page = open_page(visit, guard, width=360)
    register(page, "Phone")
    other = page.context.new_page()
    other.goto(PAGE)
    expect(other.locator("#list-says")).not_to_have_attribute("data-trucks", "")
    page.context.set_offline(True)
    for window, truck in ((page, one), (other, two), (page, three), (other, one)):
        window.bring_to_front()
        window.check("[name=confirm][value=bg_arrival]")
        window.click("#read")
        read(window, token_of(truck))
        expect(window.locator("#answers .truck .plate")).to_have_text(truck.vehicles.get().plate)
    waiting(page, 4)
    waiting(other, 4)

    other.close()
    page.context.set_offline(False)
    waiting(page, 0)

    scans = Scan.objects.filter(scanned_by=guard)
    assert scans.count() == scans.values("nonce").distinct().count() == 4
    assert Event.objects.filter(verb="check.confirmed", check_code="bg_arrival").count() == 3
    assert not OfflineConflict.objects.exists()  # one device that confirms a truck twice is of one mind


class Line(NamedTuple):
    """What two officers scan without network: the passes that each of them reads, in his order."""

    first: list[str]
    second: list[str]
    revoked: list[Declaration]
    cancelled: list[Declaration]


def _line() -> Line:
    """115 trucks: 50 and 50 that one officer reads, 5 that both read, 6 and 4 more of which five end meanwhile."""
    at, company = timezone.now(), given.declarant()
    alone = [given.filed(by=company, at=at) for _truck in range(5)]
    many: list[str] = []
    for _declaration in range(11):
        filed = given.filed(by=company, at=at, vehicles=[given.vehicle(str(key)) for key in range(1, 11)])
        many += [pass_of(vehicle, at=at).token for vehicle in filed.vehicles.order_by("pk")]
    ending = [token_of(declaration) for declaration in alone]
    first = [*many[:52], *ending[:3], *many[105:]]
    second = [*many[52:105], *ending[3:], *many[105:]]
    return Line(first, second, [*alone[:2], alone[3]], [alone[2], alone[4]])


def _meanwhile(line: Line) -> None:
    at = timezone.now()
    for declaration in line.revoked:
        body = as_document(load_one(declaration.pk))
        body["vehicles"][0]["container"] = "CSQU3054383"
        amending.amend(declaration_id=declaration.pk, body=body, by=declaration.created_by, at=at)
    for declaration in line.cancelled:
        cancelling.cancel(declaration_id=declaration.pk, by=declaration.created_by, at=at, reason="Thôi")


def test_two_devices_without_network_lose_nothing_and_confirm_nothing_twice(visit: Visit, guard: User) -> None:
    line, officers = _line(), (guard, given.officer("border_guard"))
    assert (len(line.first), len(line.second), len(set(line.first) & set(line.second))) == (60, 60, 5)
    pages = [open_page(visit, officer) for officer in officers]
    for page in pages:
        register(page, "Phone")
        page.check("[name=confirm][value=bg_arrival]")
        page.context.set_offline(True)
    _meanwhile(line)

    for page, tokens in zip(pages, (line.first, line.second), strict=True):
        for token in tokens:
            read(page, token)
        waiting(page, 60)
        assert page.locator("#recent li.ok").count() == 20
    assert not Scan.objects.exists()
    for page in pages:
        page.context.set_offline(False)
    for page in pages:
        expect(page.locator("#waits")).to_be_hidden(timeout=60_000)

    assert [Scan.objects.filter(scanned_by=officer).count() for officer in officers] == [60, 60]
    confirmed = Event.objects.filter(verb="check.confirmed", check_code="bg_arrival")
    assert confirmed.count() == confirmed.values("vehicle").distinct().count() == 110
    codes = sorted(OfflineConflict.objects.values_list("code", flat=True))
    assert codes == ["already_confirmed"] * 5 + ["pass_revoked"] * 3 + ["vehicle_ended"] * 2
    assert sum(page.locator("#conflicts li").count() for page in pages) == 10
    pages[0].locator("#conflicts li a").first.click()
    expect(pages[0].locator("form.move")).to_be_visible()
    pages[0].goto("/admin/desk/offlineconflict/")
    expect(pages[0].locator("#result_list tbody tr")).to_have_count(10)


def _film(token: str, folder: Path) -> Path:
    """What a camera sees of a pass: a picture in grey, in the form that Chromium takes for a camera's."""
    width, height, dot = 640, 480, 6
    rows = [list(row) for row in segno_code(token).matrix_iter(border=4)]
    grey = [bytearray([150] * width) for _row in range(height)]
    left, top = (width - dot * len(rows)) // 2, (height - dot * len(rows)) // 2
    for y in range(dot * len(rows)):
        line = [40 if module else 215 for module in rows[y // dot] for _pixel in range(dot)]
        grey[top + y][left : left + len(line)] = bytes(line)
    frame = b"FRAME\n" + b"".join(grey) + bytes([128]) * (width * height // 2)
    film = folder / "pass.y4m"
    film.write_bytes(f"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420jpeg\n".encode() + frame * 2)
    return film


def test_the_camera_reads_a_pass(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], live_server: Any, guard: User, tmp_path: Path
) -> None:
    filed = given.filed(at=timezone.now())
    film = _film(token_of(filed), tmp_path)
    fake = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    args = [*browser_type_launch_args["args"], *fake, f"--use-file-for-fake-video-capture={film}"]
    with browser_type.launch(**{**browser_type_launch_args, "args": args}) as browser:
        page = browser.new_page(base_url=live_server.url)
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        sign_in(page, guard.username)
        page.goto(PAGE)
        page.click("#camera-open")
        expect(page.locator("#answers .answer.ok .truck .plate")).to_have_text(
            filed.vehicles.get().plate, timeout=20_000
        )
        expect(page.locator("#recent li")).to_have_count(1)  # and not once a frame
        page.click("#camera-close")
        expect(page.locator("#camera")).to_be_hidden()
        assert said == []
