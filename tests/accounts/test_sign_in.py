"""The one door: who comes in, what it says, and that it closes after failures."""

import pytest
from django.contrib.auth import get_user
from django.test import Client, RequestFactory
from django.utils import translation

from accounts import operations
from accounts.models import Language
from tests.accounts import people

pytestmark = pytest.mark.django_db

PASSWORD = "a long password 1"


@pytest.fixture
def client():
    return Client(headers={"Accept-Language": "en"})


def _sign_in(client, username="haulier", password=PASSWORD, **more):
    return client.post("/accounts/login/", {"username": username, "password": password, **more})


def _signed_in(client):
    request = RequestFactory().get("/")
    request.session = client.session
    return get_user(request).is_authenticated


@pytest.mark.parametrize(
    ("role", "leads_to"),
    [("declarant", "/"), ("officer", "/admin/"), ("manager", "/"), ("administrator", "/admin/")],
)
def test_everybody_comes_in_and_is_led_to_his_work(client, role, leads_to):
    people.of_role(role, username="somebody", password=PASSWORD)

    response = _sign_in(client, "somebody")

    assert (response.status_code, response["Location"]) == (302, leads_to)
    assert _signed_in(client)


def test_the_name_may_be_typed_in_any_case(client):
    people.declarant(password=PASSWORD)

    assert _sign_in(client, "HAULIER").status_code == 302


def test_every_reason_to_refuse_reads_the_same(client):
    people.declarant("right", password=PASSWORD)
    people.declarant("off", password=PASSWORD, is_active=False)
    people.declarant("closed", password=PASSWORD, organisation=people.organisation(is_active=False))
    people.declarant("keyonly")

    pages = set()
    for username, password in [
        ("right", "wrong"), ("off", PASSWORD), ("closed", PASSWORD), ("keyonly", PASSWORD), ("nobody", PASSWORD),
    ]:  # fmt: skip
        response = _sign_in(client, username, password)
        assert response.status_code == 200
        assert not _signed_in(client)
        form = response.context["form"]
        assert form["username"].value() == username  # what was typed is kept
        pages.add(str(form.errors))

    assert len(pages) == 1


@pytest.mark.parametrize(
    "hostile", ["\x00", "a\x00b", "😀", "x" * 10_000, "' OR 1=1 --", "\ud800".encode("utf-8", "replace")]
)
def test_hostile_names_are_only_refused(client, hostile):
    assert _sign_in(client, hostile).status_code == 200


@pytest.mark.parametrize("off", ["user", "organisation"])
def test_switching_off_ends_the_session_at_once(client, off):
    company = people.organisation()
    user = people.declarant(password=PASSWORD, organisation=company)
    _sign_in(client)
    assert client.get("/accounts/").status_code == 200

    if off == "user":
        operations.switch_off_user(user_id=user.pk, by=None)
    else:
        operations.switch_organisation(organisation_id=company.pk, on=False, by=None)

    assert client.get("/accounts/").status_code == 302


def test_it_closes_after_five_failures_for_that_name_and_address(client):
    people.declarant(password=PASSWORD)
    people.declarant("other", password=PASSWORD)

    answers = [_sign_in(client, name, "wrong") for name in ("haulier", "HAULIER", " haulier", "Haulier", "haulier")]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    locked = _sign_in(client)
    assert locked.status_code == 429
    assert locked["Retry-After"] == "900"
    assert b"15" in locked.content
    assert b"haulier" not in locked.content
    assert not _signed_in(client)
    assert _sign_in(Client(REMOTE_ADDR="127.0.0.9")).status_code == 302  # from elsewhere he still comes in
    assert _sign_in(client, "other").status_code == 302


def test_a_right_password_forgives_the_failures_before(client):
    people.declarant(password=PASSWORD)
    for _ in range(2):
        for _ in range(4):
            _sign_in(client, password="wrong")
        assert _sign_in(client).status_code == 302
        client.post("/accounts/logout/")


def test_the_admin_has_no_door_of_its_own(client):
    people.officer(password=PASSWORD)

    response = client.get("/admin/login/?next=/admin/")
    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/admin/")
    assert client.post("/admin/login/", {"username": "officer", "password": PASSWORD}).status_code == 302
    assert not _signed_in(client)


def test_a_declarant_who_knocks_at_the_admin_is_told_so_and_not_sent_in_circles(client):
    client.force_login(people.declarant(full_name="Nguyễn Văn Mẫu"))

    response = client.get("/admin/", follow=True)

    assert response.status_code == 200
    assert "Nguyễn Văn Mẫu" in response.content.decode()
    assert response.redirect_chain[-1][0].startswith("/accounts/login/")


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_nobody_is_led_elsewhere(client, elsewhere):
    people.declarant(password=PASSWORD)

    assert _sign_in(client, next=elsewhere)["Location"] == "/"


def test_one_is_led_back_to_where_one_wanted_to_go(client):
    people.declarant(password=PASSWORD)

    assert _sign_in(client, next="/accounts/password/")["Location"] == "/accounts/password/"


@pytest.mark.parametrize("language", Language.values)
def test_afterwards_the_site_speaks_the_language_of_the_person(client, language):
    people.declarant(password=PASSWORD, language=language)
    with translation.override(None):
        _sign_in(client)
        page = client.get("/accounts/")

    assert page["Content-Language"] == language


def test_a_person_chooses_his_language_and_it_stays(client):
    user = people.declarant()
    client.force_login(user)

    assert client.post("/accounts/", {"language": "zh-hans"}).status_code == 302

    user.refresh_from_db()
    assert user.language == "zh-hans"
    assert client.get("/accounts/")["Content-Language"] == "zh-hans"


def test_a_language_that_there_is_not_is_refused(client):
    user = people.declarant()
    client.force_login(user)

    assert client.post("/accounts/", {"language": "xx"}).status_code == 200
    user.refresh_from_db()
    assert user.language == "vi"


def test_a_person_says_where_he_is_reached_and_gives_his_password_for_it(client):
    user = people.of_role("declarant", username="haulier", password=PASSWORD)
    client.force_login(user)
    new = {"email": "Van.Phong@cong-ty.example", "phone": "0912 345 678"}

    refused = client.post("/accounts/reach/", {**new, "password": "another one"})
    user.refresh_from_db()
    assert (user.email, "The password is not right." in refused.content.decode()) == ("", True)

    assert client.post("/accounts/reach/", {**new, "password": PASSWORD}).status_code == 302
    user.refresh_from_db()
    assert (user.email, user.phone) == ("van.phong@cong-ty.example", "0912345678")


def test_signing_out_is_a_post(client):
    client.force_login(people.declarant())

    assert client.get("/accounts/logout/").status_code == 405
    assert _signed_in(client)
    assert client.post("/accounts/logout/").status_code == 302
    assert not _signed_in(client)


def test_a_changed_password_ends_the_other_sessions(client):
    people.declarant(password=PASSWORD)
    other = Client()
    _sign_in(client)
    _sign_in(other)

    new = "another long password 2"
    answer = client.post("/accounts/password/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})

    assert answer.status_code == 302
    assert _signed_in(client)
    assert not _signed_in(other)


@pytest.mark.parametrize("page", ["/accounts/", "/accounts/password/", "/accounts/reach/"])
def test_pages_of_an_account_need_one(client, page):
    assert client.get(page)["Location"] == f"/accounts/login/?next={page}"


def test_forms_need_their_token():
    people.declarant(password=PASSWORD)
    careful = Client(enforce_csrf_checks=True)

    assert _sign_in(careful).status_code == 403
