"""Coming to belong: signing up, confirming, being approved or refused; being invited. And every way around it."""

import re
import smtplib
from datetime import timedelta

import pytest
from django.contrib.auth import get_user
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts import links
from accounts.models import Application, Invitation, Letter, LetterKind, Organisation, User
from accounts.operations import applying, inviting, mailing, passwords
from accounts.operations.colleagues import NotOwner
from accounts.operations.keeping import NotAdministrator
from tests.accounts import people

pytestmark = pytest.mark.django_db

PASSWORD = "a long password 1"
TYPED = {
    "company_name": "Công ty Mẫu", "tax_code": "4999 000 045", "full_name": "Nguyễn Văn Mẫu",
    "email": "Chu@Mau.example", "phone": "0912 345 678", "password1": PASSWORD, "password2": PASSWORD,
}  # fmt: skip


@pytest.fixture
def client():
    return Client(headers={"Accept-Language": "en"})


def posted() -> list[EmailMessage]:
    """What the letters owed become."""
    mail.outbox.clear()
    mailing.send_due(at=timezone.now())
    return list(mail.outbox)


def link_in(letter: EmailMessage) -> str:
    return str(re.findall(r"https?://[^/\s]+(/accounts/\S+)", str(letter.body))[0])


def applied(client, **changes) -> Application:
    assert client.post("/accounts/sign-up/", TYPED | changes)["Location"] == "/accounts/sign-up/sent/"
    return Application.objects.latest("pk")


def signs_in(client, name, password=PASSWORD):
    answer = client.post("/accounts/login/", {"username": name, "password": password})
    request = RequestFactory().get("/")
    request.session = client.session
    return get_user(request).is_authenticated, answer


def test_from_signing_up_to_being_in(client):
    application = applied(client)
    [letter] = posted()
    assert (letter.to, application.state, application.tax_code) == (["chu@mau.example"], "unconfirmed", "4999000045")
    assert PASSWORD not in application.password
    inside, page = signs_in(client, "chu@mau.example")
    assert not inside
    assert b"Open the link in the letter" in page.content

    client.get(link_in(letter))  # a program that looks at mails changes nothing
    application.refresh_from_db()
    assert application.state == "unconfirmed"
    assert client.post(link_in(letter)).status_code == 200
    assert client.post(link_in(letter)).status_code == 409  # once
    inside, page = signs_in(client, "CHU@mau.example")
    assert not inside
    assert b"waits for an administrator" in page.content
    assert b"waits for" not in signs_in(client, "chu@mau.example", "wrong")[1].content

    applying.approve(application_id=application.pk, by=people.administrator(), at=timezone.now())

    assert link_in(posted()[0]) == "/accounts/login/"
    assert signs_in(client, "Chu@mau.example")[0]
    user = User.objects.get(username="chu@mau.example")
    assert (user.company_role, people.tax_code_of(user)) == ("owner", "4999000045")
    application.refresh_from_db()
    assert application.password == ""


def test_a_refusal_needs_a_reason_which_the_applicant_reads(client):
    application = applied(client)
    administrator = people.administrator()
    with pytest.raises(applying.ApplicationDecided):  # not before the address is confirmed
        applying.approve(application_id=application.pk, by=administrator, at=timezone.now())
    applying.confirm_address(application_id=application.pk, at=timezone.now())
    with pytest.raises(applying.RefusalNeedsReason):
        applying.refuse(application_id=application.pk, by=administrator, at=timezone.now(), reason=" . ")
    for stranger in (people.declarant("d"), people.officer("o")):
        with pytest.raises(NotAdministrator):
            applying.approve(application_id=application.pk, by=stranger, at=timezone.now())
    posted()

    desk = Client(headers={"Accept-Language": "en"})
    desk.force_login(administrator)
    address = f"/admin/accounts/application/{application.pk}/change/"
    assert b"Refuse" in desk.get(address).content
    assert desk.post(address, {"decide": "refuse", "reason": "Sai tên công ty"}).status_code == 302

    assert "Sai tên công ty" in posted()[0].body
    assert not signs_in(client, "chu@mau.example")[0]
    assert not Organisation.objects.filter(tax_code="4999000045").exists()
    with pytest.raises(applying.ApplicationDecided):
        applying.approve(application_id=application.pk, by=administrator, at=timezone.now())


def test_of_two_applications_with_one_tax_code_one_becomes_a_company(client):
    first, second = applied(client), applied(client, email="other@mau.example")
    for application in (first, second):
        applying.confirm_address(application_id=application.pk, at=timezone.now())
    applying.approve(application_id=first.pk, by=None, at=timezone.now())

    with pytest.raises(applying.TaxCodeTaken):
        applying.approve(application_id=second.pk, by=None, at=timezone.now())

    second.refresh_from_db()
    assert second.state == "waiting"
    assert not User.objects.filter(username="other@mau.example").exists()


def test_a_known_tax_code_is_said_and_nothing_of_its_company(client):
    people.declarant(organisation=people.organisation(name="Geheim GmbH", tax_code="4999000045"))

    page = client.post("/accounts/sign-up/", TYPED)
    while_typing = client.get("/accounts/sign-up/tax-code/", {"tax_code": "4999000045"})

    assert page.status_code == 422
    for answer in (page, while_typing):
        assert b"Ask an owner of that company" in answer.content
        assert b"Geheim" not in answer.content
    assert page.context["form"]["company_name"].value() == TYPED["company_name"]  # nothing typed is lost
    assert not Application.objects.exists()


def test_a_known_address_is_not_told_on_the_page_but_by_letter(client):
    people.declarant("chu@mau.example", email="chu@mau.example")

    assert client.post("/accounts/sign-up/", TYPED)["Location"] == "/accounts/sign-up/sent/"

    assert not Application.objects.exists()
    assert [letter.to for letter in posted()] == [["chu@mau.example"]]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("tax_code", "4999000046"), ("email", "nobody"), ("email", "o'x@mau.example"), ("phone", "call me"),
        ("password2", "another one 2"), ("password1", "short"), ("company_name", ""), ("full_name", ""),
        ("email", f"{'x' * 60}@mau.example"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(client, field, value):
    answer = client.post("/accounts/sign-up/", TYPED | {field: value})

    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert not Application.objects.exists()


def test_doors_without_sign_in_close_when_one_address_knocks_too_often(client):
    answers = [client.post("/accounts/sign-up/", {"x": 1}).status_code for _n in range(21)]
    assert answers == [422] * 20 + [429]
    assert Client(REMOTE_ADDR="127.0.0.9").post("/accounts/sign-up/", {"x": 1}).status_code == 422


def test_a_link_of_another_kind_a_forged_one_and_an_old_one_open_nothing(client):
    application = applied(client)
    other_kind = links.token(application.pk, salt=links.INVITATION)
    token = links.token(application.pk, salt=links.APPLICATION)
    for forged in (other_kind, token[:-1] + ("A" if token[-1] != "A" else "B"), f"{application.pk}", "x~y", "~"):
        assert client.post(f"/accounts/sign-up/confirm/{forged}/").status_code == 404

    with pytest.raises(applying.LinkOver):
        applying.confirm_address(application_id=application.pk, at=application.link_until)
    application.refresh_from_db()
    assert application.state == "unconfirmed"
    assert applying.forget_unconfirmed(at=application.applied_at + timedelta(days=8)) == 1
    assert not Application.objects.exists()


# Invitations


@pytest.fixture
def owner():
    return people.declarant("owner", full_name="Chủ Mẫu")


def test_an_invited_person_comes_in_with_his_role_and_once(client, owner):
    invitation = inviting.invite(email="Ban@Mau.example", company_role="viewer", by=owner, at=timezone.now())
    [letter] = posted()
    assert letter.to == ["ban@mau.example"]
    typed = {"full_name": "Bạn Mẫu", "phone": "0912345678", "password1": PASSWORD, "password2": PASSWORD}

    assert client.post(link_in(letter), typed | {"password2": "no"}).status_code == 422
    assert client.post(link_in(letter), typed)["Location"] == "/accounts/login/"
    assert client.post(link_in(letter), typed).status_code == 409

    assert signs_in(client, "ban@mau.example")[0]
    user = User.objects.get(username="ban@mau.example")
    assert (user.company_role, user.organisation_id) == ("viewer", owner.organisation_id)
    invitation.refresh_from_db()
    with pytest.raises(applying.LinkOver):
        inviting.take_back(invitation_id=invitation.pk, by=owner, at=timezone.now())


@pytest.mark.parametrize("end", ["revoked", "again", "old", "company off", "account"])
def test_an_invitation_that_is_over_opens_nothing(client, owner, end):
    at = timezone.now()
    invitation = inviting.invite(email="ban@mau.example", company_role="owner", by=owner, at=at)
    link = links.take_up_invitation(invitation.pk)
    if end == "revoked":
        inviting.take_back(invitation_id=invitation.pk, by=owner, at=at)
    elif end == "again":
        inviting.invite(email="ban@mau.example", company_role="viewer", by=owner, at=at)
    elif end == "old":
        Invitation.objects.filter(pk=invitation.pk).update(expires_at=at)
    elif end == "company off":
        Organisation.objects.filter(pk=owner.organisation_id).update(is_active=False)
    else:
        people.declarant("ban@mau.example")
    before = list(User.objects.values())

    typed = {"full_name": "Bạn", "phone": "0912345678", "password1": PASSWORD, "password2": PASSWORD}
    assert client.post(link, typed).status_code == (422 if end == "account" else 409)

    assert list(User.objects.values()) == before


def test_only_owners_invite_and_not_without_end(owner):
    colleague = people.declarant("colleague", organisation=owner.organisation, company_role="dispatcher")
    for stranger in (colleague, people.officer(), people.administrator()):
        with pytest.raises(NotOwner):
            inviting.invite(email="x@mau.example", company_role="owner", by=stranger, at=timezone.now())
    for n in range(inviting.MOST_OPEN):
        inviting.invite(email=f"x{n}@mau.example", company_role="viewer", by=owner, at=timezone.now())
    with pytest.raises(inviting.TooManyInvitations):
        inviting.invite(email="one@more.example", company_role="viewer", by=owner, at=timezone.now())


# Letters


def test_a_letter_speaks_its_readers_language_and_keeps_no_secret():
    user = people.declarant(email="x@mau.example", password=PASSWORD, language="vi")
    passwords.ask(name="X@mau.example", at=timezone.now())
    assert not set(Letter._meta.get_fields()) & {"body", "subject"}

    [letter] = posted()

    assert letter.to == ["x@mau.example"]
    assert user.username in letter.body
    assert posted() == []  # once


def test_a_letter_that_the_server_does_not_take_is_tried_again_later_and_then_given_up(monkeypatch):
    user = people.declarant(email="x@mau.example")
    at = timezone.now()
    letter = mailing.owe(LetterKind.RESET, user=user, at=at)

    def refuse(_self):
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr(EmailMessage, "send", refuse)
    for attempt in range(1, mailing.ATTEMPTS + 1):
        assert mailing.send_due(at=at) == 0
        assert mailing.send_due(at=at) == 0  # nobody is at it again before its time
        letter.refresh_from_db()
        assert letter.attempts == attempt
        at = letter.next_at
    assert letter.given_up_at is not None
    monkeypatch.undo()
    assert mailing.send_due(at=at + timedelta(days=1)) == 0


def test_a_letter_whose_worker_died_is_sent_by_the_next():
    user = people.declarant(email="x@mau.example")
    at = timezone.now()
    mailing.owe(LetterKind.RESET, user=user, at=at)
    assert mailing._lease(at) is not None  # and then the power goes

    assert mailing.send_due(at=at) == 0
    assert mailing.send_due(at=at + timedelta(minutes=2)) == 1


def test_what_is_over_is_not_written(client, owner):
    invitation = inviting.invite(email="ban@mau.example", company_role="owner", by=owner, at=timezone.now())
    inviting.take_back(invitation_id=invitation.pk, by=owner, at=timezone.now())
    assert posted() == []


# A forgotten password


def test_a_forgotten_password_is_chosen_anew_once_and_ends_the_sessions(client):
    people.declarant(email="x@mau.example", password=PASSWORD)
    elsewhere = Client()
    signs_in(elsewhere, "haulier")
    assert client.post("/accounts/reset/", {"name": "x@MAU.example"})["Location"] == "/accounts/reset/sent/"
    link = link_in(posted()[0])
    form = client.get(link)["Location"]
    new = {"new_password1": "quite another 2", "new_password2": "quite another 2"}

    assert client.post(form, new)["Location"] == "/accounts/login/"

    assert elsewhere.get("/accounts/").status_code == 302
    assert signs_in(Client(), "haulier", "quite another 2")[0]
    again = Client().get(link)
    assert b"form" not in again.content.split(b"<main", 1)[1].split(b"</main")[0]


def test_nobody_learns_who_has_an_account_and_nobodys_post_is_flooded(client):
    people.declarant("real", email="x@mau.example")
    people.declarant("off", email="off@mau.example", is_active=False)
    people.declarant("nomail")
    answers = {client.post("/accounts/reset/", {"name": name})["Location"] for name in ("real", "off", "nomail", "no")}
    assert answers == {"/accounts/reset/sent/"}
    for _n in range(5):
        passwords.ask(name="real", at=timezone.now())

    assert [letter.to for letter in posted()] == [["x@mau.example"]] * passwords.MOST_IN_AN_HOUR
