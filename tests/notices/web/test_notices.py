"""The pages of notices: one's own, newest first by day, read once; the count in the bar; what one chooses."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from declarations.models import Declaration
from declarations.operations import filing
from notices import operations
from notices.carrying import Undeliverable
from notices.models import Notice
from notices.topics import DEFAULTS
from notices.web import views
from tests import given
from tests.declarations.web.typing import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return given.declarant()


@pytest.fixture
def declaration(user: User) -> Declaration:
    return told(user)


def told(user: User) -> Declaration:
    """A declaration of which something was sent back, and the notice of it."""
    now = timezone.now()
    declaration = filing.file(body=given.body(at=now), by=user, at=now)
    given.sent_back(declaration, "customs_registration", "$.vehicles[0].seal", staff=given.officers(), at=now)
    operations.deliver_due(at=now)
    return declaration


def page(client: Client) -> str:
    return client.get("/notices/").content.decode()


def test_a_notice_leads_to_its_declaration_and_is_read_then(user: User, declaration: Declaration) -> None:
    client = signed_in(user)
    notice = Notice.objects.get()
    assert str(declaration.number) in page(client)

    answer = client.post(f"/notices/{notice.pk}/")

    notice.refresh_from_db()
    assert answer["Location"] == f"/declarations/{declaration.number}/"
    assert notice.read_at is not None


def test_all_are_read_at_once(user: User, declaration: Declaration) -> None:
    told(user)
    newest = Notice.objects.order_by("-pk")[0]

    signed_in(user).post("/notices/read/", {"newest": str(newest.pk)})

    assert not Notice.objects.unread().exists()


def test_another_company_reads_and_marks_nothing(declaration: Declaration) -> None:
    client = signed_in(given.declarant())
    notice = Notice.objects.get()

    assert str(declaration.number) not in page(client)
    assert client.post(f"/notices/{notice.pk}/").status_code == 404
    client.post("/notices/read/", {"newest": "999999"})

    notice.refresh_from_db()
    assert notice.read_at is None


@pytest.mark.parametrize("many", [1, 8])
def test_the_page_needs_as_many_queries_for_many_as_for_one(
    user: User, many: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(many):
        told(user)
    client = signed_in(user)

    with django_assert_max_num_queries(4):
        client.get("/notices/")
    with django_assert_max_num_queries(3):
        client.get("/notices/count/")


def test_it_can_be_narrowed_to_a_topic_and_to_what_is_new(user: User, declaration: Declaration) -> None:
    client, number = signed_in(user), str(declaration.number)

    def shown(query: str) -> bool:
        return number in client.get(f"/notices/?{query}").content.decode()

    assert shown("topic=sent_back&new=1")
    assert not shown("topic=called")
    client.post("/notices/read/", {"newest": str(Notice.objects.get(user=user).pk)})
    assert not shown("new=1")
    assert shown("topic=sent_back")
    assert shown("topic=nonsense&before=x&new=2")


def test_older_ones_lie_behind_the_last_and_the_filter_is_kept(
    user: User, declaration: Declaration, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = told(user)
    monkeypatch.setattr(views, "PAGE", 1)
    client = signed_in(user)
    first = client.get("/notices/?topic=sent_back&new=1").content.decode()
    last_shown = Notice.objects.filter(user=user).latest("pk").pk
    assert (str(newer.number) in first, str(declaration.number) in first) == (True, False)
    assert f'href="?topic=sent_back&amp;new=1&amp;before={last_shown}"' in first
    assert str(declaration.number) in client.get(f"/notices/?before={last_shown}").content.decode()


def test_the_bar_counts_what_is_new(user: User, declaration: Declaration, monkeypatch: pytest.MonkeyPatch) -> None:
    told(user)
    client = signed_in(user)
    assert client.get("/notices/count/", headers={"accept-language": "en"}).json() == {
        "shown": "2",
        "said": "2 new notices",
    }
    monkeypatch.setattr(views, "MOST_COUNTED", 1)
    assert client.get("/notices/count/").json()["shown"] == "1+"
    client.post("/notices/read/", {"newest": "999999"})
    answer = client.get("/notices/count/")
    assert answer.json() == {"shown": "", "said": ""}
    assert "no-store" in answer["Cache-Control"]


def ticked(client: Client) -> set[str]:
    text = client.get("/notices/choices/").content.decode()
    return set(re.findall(r'name="wanted" value="([a-z_.]+)" checked', text))


def test_choices_begin_with_the_defaults_and_stay_as_saved(user: User, settings: Any) -> None:
    settings.SMS_GATEWAY_URL, client = "https://sms.example", signed_in(user)
    assert ticked(client) == {f"{topic}.{channel}" for topic, channel in DEFAULTS}

    answer = client.post("/notices/choices/", {"wanted": ["held.sms", "called.page", "nonsense", "held.pigeon"]})

    assert answer["Location"] == "/notices/choices/"
    assert ticked(client) == {"held.sms", "called.page"}
    settings.SMS_GATEWAY_URL = ""  # the gateway is gone for a while: nobody is asked, and nothing forgotten
    client.post("/notices/choices/", {"wanted": ["called.page", "called.sms"]})
    settings.SMS_GATEWAY_URL = "https://sms.example"
    assert ticked(client) == {"held.sms", "called.page"}


def test_what_did_not_reach_a_person_stands_on_his_own_page_only(user: User) -> None:
    User.objects.filter(pk=user.pk).update(email="reader@example.vn")
    declaration, colleague = told(user), given.declarant(of=user.organisation)

    def refused(*_: object) -> None:
        raise Undeliverable("550 no such user")

    operations.send_due(now=timezone.now, carriers={"email": refused})

    text = signed_in(user).get("/notices/choices/", headers={"accept-language": "en"}).content.decode()
    assert f"An e-mail about declaration {declaration.number} could not be delivered" in text
    assert "550" not in text
    assert "could not be delivered" not in signed_in(colleague).get("/notices/choices/").content.decode()
    told_at_the_desk = signed_in(given.administrator()).get("/admin/notices/delivery/").content.decode()
    assert "550 no such user" in told_at_the_desk
    assert str(declaration.number) not in told_at_the_desk


@pytest.mark.parametrize("address", ["/notices/", "/notices/choices/"])
def test_officers_have_no_notices(address: str) -> None:
    assert signed_in(given.officer()).get(address).status_code == 403
    assert Client().get(address).status_code == 302
