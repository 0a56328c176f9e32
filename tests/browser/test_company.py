"""A company's journeys: from signing up to the first page, an agent of two owners, one site in three languages."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Consent, User
from accounts.operations import consenting, mailing
from declarations.models import Declaration
from declarations.stages import Status
from tests import given
from tests.accounts.people import tax_code_of
from tests.browser.hands import PASSWORD, press, sign_in, type_export

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Page]
TYPED = {
    "company_name": "Công ty Mẫu Mới", "full_name": "Nguyễn Văn Mẫu", "email": "chu@mau.example",
    "phone": "0912 345 678", "password1": "a long password 1", "password2": "a long password 1",
}  # fmt: skip


@pytest.mark.parametrize(("width", "script"), [(360, True), (1280, True), (360, False)])
def test_from_signing_up_to_the_first_page(visit: Visit, width: int, script: bool) -> None:
    given.declarant(of=given.organisation("Công ty Đã Có", tax_code="4999000013"))
    page = visit(width=width, java_script_enabled=script)
    page.goto("/accounts/login/")
    with page.expect_navigation():  # the script that asks about a tax code has come by then
        page.click("main a[href='/accounts/sign-up/']")
    if script:
        page.locator("[name=tax_code]").press_sequentially("4999000013")
        expect(page.locator("#tax-code-said .finding.error")).to_be_visible()
        page.fill("[name=tax_code]", "4999000045")
        expect(page.locator("#tax-code-said .finding.info")).to_be_visible()
    page.fill("[name=tax_code]", "4999 000 013")
    for name, value in TYPED.items():
        page.fill(f"[name={name}]", value)
    page.click("main .button.primary")
    expect(page.locator(".field.has-error")).to_have_count(1)
    expect(page.locator("[name=email]")).to_have_value(TYPED["email"])
    page.fill("[name=tax_code]", "4999 000 045")
    for name in ("password1", "password2"):
        page.fill(f"[name={name}]", TYPED[name])
    page.click("main .button.primary")
    page.wait_for_url("**/sent/")

    mailing.send_due(at=timezone.now())
    page.goto(re.findall(r"(/accounts/sign-up/confirm/\S+)", str(mail.outbox[-1].body))[0])
    with page.expect_navigation():
        page.click("main .button.primary")
    page.goto("/accounts/login/")
    _sign_in_new(page)
    expect(page.locator("main .finding.error")).to_be_visible()

    desk = visit(width=1280)
    sign_in(desk, given.administrator().username)
    desk.goto("/admin/accounts/application/")
    desk.click("#result_list tbody th a")
    desk.click("[name=decide][value=approve]")
    expect(desk.locator(".messagelist .success")).to_be_visible()

    _sign_in_new(page)
    page.wait_for_url(lambda url: "login" not in url)
    assert User.objects.get(username="chu@mau.example").keeps_company


def _sign_in_new(page: Page) -> None:
    page.fill("[name=username]", TYPED["email"])
    page.fill("[name=password]", TYPED["password1"])
    with page.expect_navigation():
        page.click("main [type=submit]")


@pytest.mark.parametrize("width", [360, 1280])
def test_an_agent_files_for_two_owners(visit: Visit, width: int) -> None:
    agent = given.declarant(of=given.organisation("Đại lý Mẫu"))
    companies = [given.organisation("Công ty Mẫu Một"), given.organisation("Công ty Mẫu Hai")]
    owners = [given.declarant(of=company) for company in companies]
    for owner in owners:
        consenting.consent(agent_tax_code=tax_code_of(agent), by=owner, at=timezone.now())
    page = visit(width=width)
    sign_in(page, agent.username)

    for company in companies:
        page.goto("/accounts/working-for/?next=/declarations/new/")
        with page.expect_navigation():
            page.click(f".place[value='{company.pk}']")
        expect(page.locator(".worked-for")).to_contain_text(company.name)
        type_export(page)
        press(page, "file")
        filed = Declaration.objects.latest("pk")
        assert (filed.status, filed.organisation_id, filed.created_by_id) == (
            Status.OPEN, company.pk, agent.pk,
        )  # fmt: skip
    page.goto("/declarations/")
    for company in companies:
        expect(page.locator("main")).to_contain_text(company.name)

    # The second owner takes the consent back while the agent's form is open; no script meddles.
    page = visit(width=width, java_script_enabled=False)
    sign_in(page, agent.username)
    page.goto("/accounts/working-for/?next=/declarations/new/")
    with page.expect_navigation():
        page.click(f".place[value='{companies[1].pk}']")
    type_export(page)
    second = Consent.objects.get(owner=companies[1])
    consenting.take_back(consent_id=second.pk, by=owners[1], at=timezone.now())
    press(page, "file")
    assert Declaration.objects.filter(status=Status.OPEN).count() == 2
    page.goto("/declarations/")
    expect(page.locator(".worked-for")).to_have_count(0)
    expect(page.locator("main")).to_contain_text(companies[0].name)
    expect(page.locator("main")).not_to_contain_text(companies[1].name)


@pytest.mark.parametrize("width", [360, 1280])
def test_one_reads_the_site_in_three_languages_and_it_stays(visit: Visit, width: int) -> None:
    user = given.declarant()
    page = visit(width=width)
    page.goto("/accounts/login/")
    page.fill("[name=username]", user.username)
    page.fill("[name=password]", PASSWORD)
    page.click("main [type=submit]")
    page.wait_for_url(lambda url: "login" not in url)
    seen = {page.locator("html").get_attribute("lang"): page.locator("nav a").first.inner_text()}
    for language in ("zh-hans", "en"):
        page.locator("details.drop").first.click()
        with page.expect_navigation():
            page.click(f"[name=language][value='{language}']")
        assert page.locator("html").get_attribute("lang") == language
        page.goto("/declarations/")
        seen[page.locator("html").get_attribute("lang")] = page.locator("nav a").first.inner_text()

    assert set(seen) == {"vi", "zh-hans", "en"}
    assert len(set(seen.values())) == 3
