"""A customs agent works for companies by their consent; a viewer looks. Everywhere, at once, and no further."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts import operations as accounts
from accounts.companies import companies_of, may_act_for, work_for, working_for
from accounts.models import User
from accounts.operations import consenting
from declarations.errors import NotYours, ViewerOnly
from declarations.models import Declaration, Event
from declarations.operations import cancelling, drafting, filing, lapsing
from tests import given
from tests.accounts.people import tax_code_of
from tests.given import NOON

pytestmark = pytest.mark.django_db


def again(user: User) -> User:
    """As the next request reads him."""
    return User.objects.select_related("organisation").get(pk=user.pk)


@pytest.fixture
def owner():
    return given.declarant()


@pytest.fixture
def consent(owner):
    agent = given.declarant()
    return consenting.consent(agent_tax_code=tax_code_of(agent), by=owner, at=NOON)


@pytest.fixture
def agent(consent):
    return User.objects.select_related("organisation").get(organisation=consent.agent)


def bearer(user: User) -> dict[str, str]:
    return {"Authorization": f"Bearer {accounts.issue_key(user_id=user.pk, by=None, at=timezone.now()).text}"}


def test_an_agent_sees_and_files_for_who_consents_and_for_nobody_else(owner, agent):
    theirs, others = given.filed(by=owner), given.filed()
    own = given.filed(by=agent)
    assert set(Declaration.objects.visible_to(agent)) == {theirs, own}
    assert not work_for(agent, others.organisation_id)
    assert working_for(agent) == agent.organisation_id

    assert work_for(agent, owner.organisation_id)
    filed = given.filed(by=agent)

    assert filed.organisation_id == owner.organisation_id
    assert (filed.created_by, Event.objects.filter(declaration=filed)[0].actor) == (agent, agent)
    assert filed in Declaration.objects.visible_to(owner)
    assert own not in Declaration.objects.visible_to(owner)  # a consent opens one way
    assert drafting.copy(declaration_id=theirs.pk, by=again(agent), at=NOON).organisation_id == agent.organisation_id
    cancelling.cancel(declaration_id=theirs.pk, by=again(agent), at=NOON, reason="Chủ hàng đổi ý")


def test_a_consent_taken_back_is_dead_for_whoever_is_at_work(owner, agent, consent):
    theirs = given.filed(by=owner)
    work_for(agent, owner.organisation_id)  # a page is open, a job runs
    consenting.take_back(consent_id=consent.pk, by=owner, at=NOON)

    with pytest.raises(NotYours):
        given.filed(by=agent)
    with pytest.raises(NotYours):
        cancelling.cancel(declaration_id=theirs.pk, by=agent, at=NOON, reason="Chủ hàng đổi ý")
    assert theirs not in Declaration.objects.visible_to(again(agent))
    assert Declaration.objects.count() == 1


@pytest.mark.parametrize("off", ["owner", "agent"])
def test_a_switched_off_company_ends_it_too(owner, agent, off):
    company = {"owner": owner, "agent": agent}[off].organisation
    accounts.switch_organisation(organisation_id=company.pk, on=False, by=None)
    if off == "owner":
        assert companies_of(again(agent)) == {agent.organisation_id}
        assert not may_act_for(agent, owner.organisation_id)
    else:
        assert not again(agent).may_sign_in


def test_a_key_of_the_agent_follows_the_consent_at_once(owner, agent, consent):
    theirs = given.filed(by=owner, at=timezone.now())
    headers = bearer(agent)
    address = f"/api/v1/declarations/{theirs.number}"
    assert Client().get(address, headers=headers).status_code == 200
    consenting.take_back(consent_id=consent.pk, by=owner, at=timezone.now())
    assert Client().get(address, headers=headers).status_code == 404


def test_whoever_has_no_consent_is_not_asked_for_one(owner, django_assert_num_queries):
    given.filed(by=owner)
    fresh = again(owner)
    with django_assert_num_queries(1):
        list(Declaration.objects.visible_to(fresh))
    with django_assert_num_queries(0):
        assert may_act_for(fresh, owner.organisation_id)
        assert filing.company_of(fresh) == owner.organisation_id


def test_an_agent_costs_one_question_a_request(owner, agent, django_assert_num_queries):
    fresh = again(agent)
    with django_assert_num_queries(3):
        list(Declaration.objects.visible_to(fresh))
        list(Event.objects.visible_to(fresh))


def test_one_chooses_in_the_browser_and_the_choice_ends_with_the_consent(owner, agent, consent):
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(agent)
    assert b"Working for:" not in client.get("/accounts/").content
    answer = client.post("/accounts/working-for/", {"company": owner.organisation_id, "next": "//evil.example/"})
    assert answer["Location"] == "/"
    page = client.get("/accounts/").content.decode()
    assert "Working for:" in page
    assert owner.organisation.name in page

    consenting.take_back(consent_id=consent.pk, by=owner, at=timezone.now())

    page = client.get("/accounts/").content.decode()
    assert "Working for:" not in page
    assert owner.organisation.name not in page


def test_the_company_reads_which_agent_did_it(owner, agent):
    work_for(agent, owner.organisation_id)
    filed = given.filed(by=agent, at=timezone.now())
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(owner)
    assert agent.organisation.name in client.get(f"/declarations/{filed.number}/").content.decode()


# Viewers


@pytest.fixture
def viewer(owner):
    return given.declarant(of=owner.organisation, company_role="viewer")


def test_a_viewer_sees_everything_and_writes_nothing(owner, viewer):
    filed = given.filed(by=owner)
    draft = drafting.save_draft(body={"gate": "HN"}, by=owner, at=NOON)
    assert set(Declaration.objects.visible_to(viewer)) == {filed, draft}
    before = list(Declaration.objects.order_by("pk").values())

    for attempt in (
        lambda: given.filed(by=viewer),
        lambda: drafting.save_draft(body={}, by=viewer, at=NOON),
        lambda: drafting.replace_draft(declaration_id=draft.pk, body={}, by=viewer, at=NOON),
        lambda: drafting.discard_draft(declaration_id=draft.pk, by=viewer),
        lambda: drafting.copy(declaration_id=filed.pk, by=viewer, at=NOON),
        lambda: filing.file_draft(declaration_id=draft.pk, by=viewer, at=NOON),
        lambda: cancelling.cancel(declaration_id=filed.pk, by=viewer, at=NOON, reason="Vì sao không"),
        lambda: lapsing.revive(declaration_id=filed.pk, by=viewer, at=NOON, expected_arrival=NOON),
    ):
        with pytest.raises(ViewerOnly):
            attempt()

    assert list(Declaration.objects.order_by("pk").values()) == before


def test_a_viewer_gets_a_sentence_and_no_buttons(owner, viewer):
    filed = given.filed(by=owner, at=timezone.now())
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(viewer)

    for page in ("/declarations/new/", f"/declarations/{filed.number}/edit/"):
        answer = client.get(page)
        assert answer.status_code == 403
        assert b"Your role in the company is to look" in answer.content
    assert client.post(f"/declarations/{filed.number}/cancel/", {"reason": "Vì sao"}).status_code == 403
    for page in ("/declarations/", f"/declarations/{filed.number}/"):
        text = client.get(page).content.decode()
        assert str(filed.number) in text.replace(" ", "")
        for way in ("/declarations/new/", "/edit/", "/cancel/", "/change/", "/driver/"):
            assert way not in text, (page, way)


def test_a_viewers_key_reads_and_no_more(owner, viewer):
    filed = given.filed(by=owner, at=timezone.now())
    headers = bearer(viewer)
    assert Client().get(f"/api/v1/declarations/{filed.number}", headers=headers).status_code == 200
    answer = Client().post(
        "/api/v1/declarations", given.body(at=timezone.now()), content_type="application/json", headers=headers
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
