"""A shift at the desk in Chromium: by keys alone, beside a colleague, many at once, and what is sent back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Agency, User
from declarations.models import Check, Declaration
from declarations.operations import acting, amending, checking
from declarations.queries.document import as_document
from declarations.queries.whole import load_one
from declarations.stages import CheckState
from tests import given
from tests.browser.hands import sign_in

pytestmark = pytest.mark.django_db(transaction=True)

QUEUE = "/admin/declarations/check/?gate=HN&check={}"
ROWS = "#result_list tbody tr"
Visit = Callable[..., Page]


def _filed(many: int, *, by: User | None = None) -> list[Declaration]:
    company, at = by or given.declarant(), timezone.now()
    return [given.filed(by=company, at=at - timedelta(minutes=90 - n)) for n in range(many)]


def _at_desk(visit: Visit, officer: User, code: str, **wishes: object) -> Page:
    page = visit(**wishes)
    sign_in(page, officer.username)
    page.goto(QUEUE.format(code))
    return page


def _states(ids: list[int]) -> list[str]:
    found = dict(Check.objects.filter(pk__in=ids).values_list("pk", "state"))
    return [found[pk] for pk in ids]


def _ids(rows: list[Declaration], code: str) -> list[int]:
    return [given.check(row, code).pk for row in rows]


def _listed(page: Page) -> list[int]:
    return [int(row.get_attribute("data-check") or 0) for row in page.locator(ROWS).all()]


def _poll(page: Page) -> None:
    """Ask at once what the page asks every few seconds."""
    with page.expect_response(lambda answer: answer.request.headers.get("hx-request") == "true"):
        page.evaluate("htmx.trigger('#queue', 'refresh')")


def _press(page: Page, key: str) -> None:
    """Press a key that leads to another page, and wait for that."""
    with page.expect_event("load"):
        page.keyboard.press(key)


def test_a_border_guard_works_a_shift_by_keys_alone(visit: Visit) -> None:
    ids = _ids(_filed(20), "bg_arrival")
    guard = given.officer(Agency.BORDER_GUARD)
    page = visit()
    sign_in(page, guard.username)
    page.goto("/admin/")

    _press(page, "1")
    assert _listed(page) == ids
    page.keyboard.press("c")  # without a cursor nothing is meant
    page.keyboard.press("j")
    expect(page.locator(f"{ROWS}[data-cursor]")).to_have_attribute("data-check", str(ids[0]))
    for pk in ids[:5]:
        expect(page.locator(f"{ROWS}[data-cursor]")).to_have_attribute("data-check", str(pk))
        _press(page, "c")
    assert _states(ids[:5]) == [CheckState.CONFIRMED] * 5

    _press(page, "u")  # the last was the wrong one
    assert _states(ids[4:5]) == [CheckState.READY]

    page.keyboard.press("/")
    page.keyboard.type(given_plate(ids[7]))  # letters that are typed are no keys
    _press(page, "Enter")
    assert _listed(page) == [ids[7]]
    page.go_back()

    page.keyboard.press("j")
    page.keyboard.press("k")
    _press(page, "h")
    page.keyboard.press("Space")
    _press(page, "Enter")
    assert _states(ids[4:5]) == [CheckState.HELD]
    page.keyboard.press("j")
    here = int(page.locator(f"{ROWS}[data-cursor]").get_attribute("data-check") or 0)
    _press(page, "r")
    page.keyboard.press("Space")
    _press(page, "Enter")
    assert _states([here]) == [CheckState.REFUSED]

    left = _listed(page)
    assert len(left) == 14
    for _row in left[:10]:  # many at once: x selects, j goes on
        page.keyboard.press("x")
        page.keyboard.press("j")
    _press(page, "c")
    done = [pk for pk, state in zip(left, _states(left), strict=True) if state == CheckState.CONFIRMED]
    assert len(done) == 10

    page.keyboard.press("k")
    _press(page, "Enter")  # the truck's page, and on from there to the last
    for _truck in range(3):
        _press(page, "n") if page.locator("[data-key=n]").count() else _press(page, "p")
        _press(page, "c")
    assert page.locator("#deciding").count() == 1
    _press(page, "c")

    expect(page.locator("p.nothing")).to_be_visible()
    assert sorted(_states(ids)) == [CheckState.CONFIRMED] * 18 + [CheckState.HELD, CheckState.REFUSED]
    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    _press(page, "0")
    assert page.url.endswith("/admin/")


def given_plate(check_id: int) -> str:
    vehicle = Check.objects.get(pk=check_id).vehicle
    assert vehicle is not None
    return vehicle.plate_key


def test_two_officers_at_one_truck(visit: Visit) -> None:
    ids = _ids(_filed(20), "customs_arrival")
    first = given.officer(Agency.CUSTOMS, full_name="Lý Thị Thử")
    second = given.officer(Agency.CUSTOMS, full_name="Bế Văn Mẫu")
    mine = _at_desk(visit, first, "customs_arrival")
    his = _at_desk(visit, second, "customs_arrival", width=360)

    with mine.expect_response(lambda answer: answer.url.endswith("/look/")):
        for _step in range(11):
            mine.keyboard.press("j")
    _poll(his)
    expect(his.locator(f"#row-{ids[10]} .looks")).to_contain_text("Lý Thị Thử")
    expect(his.locator(".looks")).to_have_count(1)

    # Rows go above what is being read: selection, cursor and place stay.
    mine.keyboard.press("x")
    mine.locator(f"#row-{ids[14]} input.action-select").check()
    mine.locator(f"#row-{ids[10]} a.number").focus()
    before = mine.locator(f"#row-{ids[10]}").bounding_box()
    for pk in (ids[1], ids[3]):
        checking.confirm(check_id=pk, by=second, at=timezone.now())
    _poll(mine)
    expect(mine.locator(ROWS)).to_have_count(18)
    after = mine.locator(f"#row-{ids[10]}").bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["y"] - after["y"]) < 2
    assert mine.evaluate("document.activeElement.closest('tr').dataset.check") == str(ids[10])
    chosen = mine.locator("input.action-select:checked")
    assert [box.get_attribute("value") for box in chosen.all()] == [str(ids[10]), str(ids[14])]

    # Both confirm it: the second is told so beside the row.
    his.locator(f"#row-{ids[10]} [data-move=confirm]").click()
    expect(his.locator(f"#row-{ids[10]}")).to_have_count(0)
    _press(mine, "c")
    expect(mine.locator(f"#row-{ids[10]} .refusal")).to_be_visible()
    expect(mine.locator(f"#row-{ids[10]} input.action-select")).to_be_checked()
    assert _states([ids[10], ids[14]]) == [CheckState.CONFIRMED] * 2
    assert Check.objects.get(pk=ids[10]).decided_by == second


@pytest.mark.parametrize("scripted", [True, False])
def test_of_many_three_cannot_be_confirmed(visit: Visit, scripted: bool) -> None:
    rows = _filed(6)
    ids = _ids(rows, "customs_arrival")
    officer, police = given.officer(Agency.CUSTOMS), given.officer(Agency.TRAFFIC_POLICE)
    page = _at_desk(visit, officer, "customs_arrival", width=360, java_script_enabled=scripted)
    for pk in ids:
        page.locator(f"#row-{pk} input.action-select").check()
    colleague, at = given.officer(Agency.CUSTOMS), timezone.now()
    checking.confirm(check_id=ids[0], by=colleague, at=at)
    checking.hold(check_id=ids[2], by=colleague, at=at, reason="Chờ giấy phép")
    acting.hold_on_road(vehicle_id=rows[4].vehicles.get().pk, by=police, at=at, reason="Quá tải")

    with page.expect_event("load"):
        page.locator("[data-moves] button[value=confirm]").click()

    failed = [ids[0], ids[2], ids[4]]
    assert sorted(_listed(page)) == failed
    expect(page.locator("input.action-select:checked")).to_have_count(3)
    expect(page.locator(".refusal")).to_have_count(3)
    expect(page.locator(f"#row-{ids[4]} .refusal")).to_contain_text("Quá tải")
    assert _states([ids[1], ids[3], ids[5]]) == [CheckState.CONFIRMED] * 3
    with page.expect_event("load"):
        page.locator("button[value=put-away]").click()
    expect(page.locator(ROWS)).to_have_count(0)


def test_what_is_sent_back_comes_again_when_it_is_mended(visit: Visit) -> None:
    company = given.declarant()
    (row, _other) = _filed(2, by=company)
    (pk,) = _ids([row], "customs_registration")
    page = _at_desk(visit, given.officer(Agency.CUSTOMS), "customs_registration")

    with page.expect_event("load"):
        page.locator(f"#row-{pk} a.number").click()
    with page.expect_event("load"):
        page.locator(f"#deciding a[href*='/check/{pk}/send-back/']").click()
    page.locator("[name=reason_code]").first.check()
    page.locator("[name=fields_to_mend][value='$.consignments[0].items']").check()
    with page.expect_event("load"):
        page.locator("form.move button.do").click()
    assert f"declaration/{_other.pk}/" in page.url  # on to the next truck
    page.goto(QUEUE.format("customs_registration") + "&state=held")
    assert _listed(page) == [pk]

    document = as_document(load_one(row.pk))
    document["consignments"][0]["items"][0]["hs_code"] = "08109092"
    row.refresh_from_db()
    amending.amend(declaration_id=row.pk, body=document, by=company, at=timezone.now(), version=row.version)
    _poll(page)

    expect(page.locator(ROWS)).to_have_count(0)
    page.goto(QUEUE.format("customs_registration"))
    assert pk in _listed(page)
    with page.expect_event("load"):
        page.locator(f"#row-{pk} a.number").click()
    expect(page.locator(".journal")).to_contain_text("08106000 → 08109092")
