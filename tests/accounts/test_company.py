"""A company keeps its people, keys and consents; another company's are nobody's business. Roles cut what one may do."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts import operations
from accounts.models import ApiKey, Consent, Invitation, User
from accounts.operations import colleagues, consenting, inviting
from accounts.operations.colleagues import LastOwner, NotOwner
from accounts.operations.consenting import NoSuchAgent
from tests.accounts import people
from tests.accounts.people import NOON

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user)
    return client


@pytest.fixture
def company():
    return people.organisation()


@pytest.fixture
def owner(company):
    return people.declarant("owner", organisation=company)


@pytest.fixture
def dispatcher(company):
    return people.declarant("dispatcher", organisation=company, company_role="dispatcher")


@pytest.fixture
def viewer(company):
    return people.declarant("viewer", organisation=company, company_role="viewer")


def everything():
    rows = [list(model.objects.order_by("pk").values()) for model in (User, ApiKey, Invitation, Consent)]
    for user in rows[0]:
        user.pop("last_login")
    return rows


def test_one_owner_always_remains(owner, dispatcher):
    with pytest.raises(LastOwner):
        colleagues.change_role(user_id=owner.pk, company_role="viewer", by=owner)
    with pytest.raises(LastOwner):
        colleagues.switch_colleague(user_id=owner.pk, on=False, by=owner)

    colleagues.change_role(user_id=dispatcher.pk, company_role="owner", by=owner)
    colleagues.change_role(user_id=owner.pk, company_role="viewer", by=dispatcher)
    # He still holds the instance of when he was an owner.
    with pytest.raises(NotOwner):
        colleagues.change_role(user_id=dispatcher.pk, company_role="viewer", by=owner)
    assert User.objects.filter(company_role="owner").get() == dispatcher


def test_a_switched_off_owner_keeps_nobody_safe(owner):
    second = people.declarant("second", organisation=owner.organisation, is_active=False)
    with pytest.raises(LastOwner):
        colleagues.switch_colleague(user_id=owner.pk, on=False, by=owner)
    colleagues.switch_colleague(user_id=second.pk, on=True, by=owner)
    colleagues.switch_colleague(user_id=owner.pk, on=False, by=owner)


def test_a_role_taken_away_cuts_keys_at_once(owner, dispatcher):
    key = operations.issue_key(user_id=dispatcher.pk, by=dispatcher, at=NOON).key
    colleagues.change_role(user_id=dispatcher.pk, company_role="viewer", by=owner)
    assert ApiKey.objects.get(pk=key.pk).effective_scopes == {"declarations:read"}


def test_an_owner_keeps_the_keys_of_his_company_and_a_dispatcher_his_own(owner, dispatcher, viewer):
    stranger = people.declarant("stranger")
    for by, of in [(owner, owner), (owner, dispatcher), (dispatcher, dispatcher)]:
        key = operations.issue_key(user_id=of.pk, by=by, at=NOON).key
        assert operations.revoke_key(key_id=key.pk, at=NOON, by=by).revoked_at == NOON
    key = operations.issue_key(user_id=owner.pk, by=owner, at=NOON).key
    for by, of in [
        (dispatcher, owner),
        (viewer, viewer),
        (owner, stranger),
        (stranger, owner),
        (people.officer(), owner),
    ]:
        with pytest.raises(operations.NotAdministrator):
            operations.issue_key(user_id=of.pk, by=by, at=NOON)
    for by in (dispatcher, viewer, stranger):
        with pytest.raises(operations.NotAdministrator):
            operations.revoke_key(key_id=key.pk, at=NOON, by=by)
    assert ApiKey.objects.get(pk=key.pk).revoked_at is None


def test_a_consent_opens_and_its_end_closes(owner):
    agent = people.declarant("agent")
    for code in ("no code", "4999000013", people.tax_code_of(owner)):
        with pytest.raises(NoSuchAgent):
            consenting.consent(agent_tax_code=code, by=owner, at=NOON)

    given = consenting.consent(agent_tax_code=people.tax_code_of(agent), by=owner, at=NOON)
    assert consenting.consent(agent_tax_code=people.tax_code_of(agent), by=owner, at=NOON) == given

    for stranger in (people.declarant("stranger"), people.declarant("d", organisation=owner.organisation,
                                                                    company_role="dispatcher")):  # fmt: skip
        with pytest.raises(NotOwner):
            consenting.take_back(consent_id=given.pk, by=stranger, at=NOON)
    agent.refresh_from_db()
    consenting.take_back(consent_id=given.pk, by=agent, at=NOON)  # the agent may give it back
    assert consenting.take_back(consent_id=given.pk, by=owner, at=NOON).revoked_by == agent
    assert consenting.consent(agent_tax_code=people.tax_code_of(agent), by=owner, at=NOON) != given


PAGES = ("/accounts/company/", "/accounts/company/keys/", "/accounts/company/consents/", "/accounts/working-for/")


@pytest.mark.parametrize(
    ("who", "opens"),
    [
        ("owner", {*PAGES}), ("dispatcher", {PAGES[1], PAGES[3]}), ("viewer", {PAGES[3]}), ("officer", set()),
        ("administrator", set()), ("manager", set()),
    ],
)  # fmt: skip
def test_who_opens_which_page(company, who, opens):
    user = (
        people.declarant(organisation=company, company_role=who)
        if who in {"owner", "dispatcher", "viewer"}
        else people.of_role(who)
    )
    before = everything()

    answers = {page: signed_in(user).get(page).status_code for page in PAGES}

    assert {page for page, status in answers.items() if status == 200} == opens
    assert {status for page, status in answers.items() if page not in opens} <= {403}
    assert {Client().get(page).status_code for page in PAGES} == {302}
    if who != "owner":
        client = signed_in(user)
        client.post("/accounts/company/", {"email": "x@mau.example", "company_role": "owner", "language": "vi"})
        client.post("/accounts/company/consents/", {"tax_code": people.organisation().tax_code})
        client.post(f"/accounts/company/people/{user.pk}/", {"company_role": "owner"})
        assert everything()[0] == before[0]
        assert everything()[2:] == before[2:]


def test_nothing_of_another_company_is_found_or_changed(owner, dispatcher):
    agent = people.declarant("agent")
    at = timezone.now()
    ids = {
        "people": dispatcher.pk,
        "invitations": inviting.invite(email="x@mau.example", company_role="viewer", by=owner, at=at).pk,
        "keys": operations.issue_key(user_id=dispatcher.pk, by=owner, at=at).key.pk,
        "consents": consenting.consent(agent_tax_code=people.tax_code_of(agent), by=owner, at=at).pk,
    }
    stranger = signed_in(people.declarant("stranger"))
    before = everything()

    for kind, pk in ids.items():
        for data in ({"do": "off"}, {"company_role": "viewer"}):
            assert stranger.post(f"/accounts/company/{kind}/{pk}/", data).status_code == 404
            assert stranger.post(f"/accounts/company/{kind}/999999/", data).status_code == 404
    assert stranger.post("/accounts/working-for/", {"company": owner.organisation_id}).status_code == 404
    for page in PAGES:
        text = stranger.get(page).content.decode()
        assert owner.organisation.name not in text
        assert "x@mau.example" not in text
    key_for_other = {"user": owner.pk, "label": "x"}
    assert stranger.post("/accounts/company/keys/", key_for_other).status_code == 422

    assert everything() == before


def test_an_owner_works_through_his_pages(owner, dispatcher):
    client = signed_in(owner)
    invite = {"email": "x@mau.example", "company_role": "viewer", "language": "vi"}
    assert client.post("/accounts/company/", invite).status_code == 302
    assert client.post("/accounts/company/", invite | {"company_role": "king"}).status_code == 422
    invitation = Invitation.objects.get()
    client.post(f"/accounts/company/invitations/{invitation.pk}/")
    client.post(f"/accounts/company/people/{dispatcher.pk}/", {"company_role": "viewer"})
    client.post(f"/accounts/company/people/{dispatcher.pk}/", {"company_role": "king"})
    client.post(f"/accounts/company/people/{owner.pk}/", {"do": "off"})
    page = client.get("/accounts/company/")
    assert b"make somebody else one first" in page.content
    client.post(f"/accounts/company/people/{dispatcher.pk}/", {"do": "off"})

    invitation.refresh_from_db()
    dispatcher.refresh_from_db()
    assert invitation.revoked_at
    assert (dispatcher.company_role, dispatcher.is_active) == ("viewer", False)

    made = client.post("/accounts/company/keys/", {"user": owner.pk, "label": "ERP", "read_only": "on"})
    key = ApiKey.objects.get()
    assert made.content.decode().count(f"gate_{key.prefix}_") == 1
    assert key.scopes == ["declarations:read"]
    assert f"gate_{key.prefix}_" not in client.get("/accounts/company/keys/").content.decode()
    past = {"user": owner.pk, "label": "ERP", "expires_on": "2020-01-01"}
    assert client.post("/accounts/company/keys/", past).status_code == 422
    assert client.post(f"/accounts/company/keys/{key.pk}/").status_code == 302
    key.refresh_from_db()
    assert key.revoked_at


def test_a_refusal_says_why(viewer):
    page = signed_in(viewer).get("/accounts/company/keys/")
    assert b"Your role in the company is to look" in page.content


@pytest.mark.parametrize("rows", [1, 30])
def test_pages_ask_the_same_number_of_questions_however_long_they_are(owner, rows, django_assert_max_num_queries):
    for n in range(rows):
        colleague = people.declarant(f"c{n}", organisation=owner.organisation, company_role="viewer")
        operations.issue_key(user_id=colleague.pk, by=None, at=NOON)
        agent = people.organisation()
        consenting.consent(agent_tax_code=agent.tax_code, by=owner, at=NOON)
    client = signed_in(owner)
    for page in PAGES[:3]:
        with django_assert_max_num_queries(8):
            assert client.get(page).status_code == 200
