"""The administrators' desk: people, companies, keys; nobody else sees it and nothing is deleted."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from rest_framework.test import APIClient

from accounts import keys, operations
from accounts.models import ApiKey, Organisation, User
from tests.accounts import people
from tests.accounts.people import NOON

pytestmark = pytest.mark.django_db

PASSWORD = "a long password 1"
NEW_USER = {
    "username": "border.hn", "usable_password": "true", "password1": PASSWORD, "password2": PASSWORD,
    "full_name": "Trần Văn Thử", "role": "officer", "agency": "border_guard", "language": "vi",
}  # fmt: skip


@pytest.fixture
def admin():
    return people.administrator()


@pytest.fixture
def desk(admin):
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(admin)
    return client


def _inlines_of(page):
    """The management fields of whatever inlines other rooms have hung in."""
    fields: dict[str, str] = {}
    for formset in page.context["inline_admin_formsets"]:
        prefix = formset.formset.prefix
        fields |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    return fields


@pytest.mark.parametrize("model", ["user", "organisation", "apikey"])
@pytest.mark.parametrize("role", ["declarant", "officer", "manager"])
def test_nobody_else_opens_it(model, role):
    target = people.declarant("target")
    key = operations.issue_key(user_id=target.pk, by=None, at=NOON).key
    pk = {"user": target.pk, "organisation": target.organisation_id, "apikey": key.pk}[model]
    client = Client()
    client.force_login(people.of_role(role))
    before = list(User.objects.values()), list(Organisation.objects.values()), list(ApiKey.objects.values())

    for address in ("", "add/", f"{pk}/change/", f"{pk}/delete/", f"{pk}/history/"):
        for method in (client.get, client.post):
            assert method(f"/admin/accounts/{model}/{address}").status_code in (302, 403)

    assert (list(User.objects.values()), list(Organisation.objects.values()), list(ApiKey.objects.values())) == before


@pytest.mark.parametrize("model", ["user", "organisation", "apikey"])
def test_the_desk_opens_and_nothing_can_be_deleted(desk, model):
    target = people.declarant("target")
    key = operations.issue_key(user_id=target.pk, by=None, at=NOON).key
    pk = {"user": target.pk, "organisation": target.organisation_id, "apikey": key.pk}[model]

    assert desk.get("/admin/").status_code == 200
    assert desk.get(f"/admin/accounts/{model}/?q=a").status_code == 200
    assert desk.get(f"/admin/accounts/{model}/add/").status_code == 200
    assert desk.get(f"/admin/accounts/{model}/{pk}/change/").status_code == 200
    assert desk.post(f"/admin/accounts/{model}/{pk}/delete/", {"post": "yes"}).status_code == 403
    page = desk.post(f"/admin/accounts/{model}/", {"action": "delete_selected", "_selected_action": [pk]})
    assert page.status_code in (200, 302)
    assert User.objects.filter(pk=target.pk).exists()


def test_an_officer_is_made_in_one_form(desk):
    inlines = _inlines_of(desk.get("/admin/accounts/user/add/"))

    response = desk.post("/admin/accounts/user/add/", NEW_USER | inlines)

    assert response.status_code == 302
    made = User.objects.get(username="border.hn")
    assert (made.role, made.agency, made.check_password(PASSWORD)) == ("officer", "border_guard", True)
    assert LogEntry.objects.filter(object_id=str(made.pk)).exists()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"agency": ""}, "works for one agency"),
        ({"role": "manager"}, "works for one agency"),
        ({"role": "declarant", "agency": ""}, "belongs to an organisation"),
        ({"province_wide": "on"}, "Only a manager"),
        ({"username": "Border HN"}, "small letters"),
        ({"username": "admin"}, "already exists"),
        ({"password2": "another"}, "match"),
    ],
)
def test_people_who_make_no_sense_are_refused_in_words(desk, change, says):
    inlines = _inlines_of(desk.get("/admin/accounts/user/add/"))

    response = desk.post("/admin/accounts/user/add/", NEW_USER | inlines | change)

    assert response.status_code == 200
    assert says in response.content.decode()
    assert User.objects.count() == 1


def test_switching_off_and_on_goes_person_by_person(desk, admin):
    target = people.declarant("target")

    page = desk.post(
        "/admin/accounts/user/", {"action": "switch_off", "_selected_action": [target.pk, admin.pk]}, follow=True
    )

    assert {str(message) for message in page.context["messages"]} == {
        "You cannot switch yourself off.", "1 users switched off.",
    }  # fmt: skip
    assert not User.objects.get(pk=target.pk).is_active
    assert User.objects.get(pk=admin.pk).is_active
    desk.post("/admin/accounts/user/", {"action": "switch_on", "_selected_action": [target.pk]})
    assert User.objects.get(pk=target.pk).is_active


def test_an_administrator_keeps_his_own_role(desk, admin):
    page = desk.get(f"/admin/accounts/user/{admin.pk}/change/")

    desk.post(
        f"/admin/accounts/user/{admin.pk}/change/",
        {"username": "admin", "role": "officer", "agency": "customs", "language": "vi"} | _inlines_of(page),
    )

    admin.refresh_from_db()
    assert admin.is_administrator


def test_what_a_form_changes_is_at_once_true_for_keys(desk):
    target = people.officer("target")
    issued = operations.issue_key(user_id=target.pk, by=None, at=NOON)
    machine = APIClient(headers={"Authorization": f"Bearer {issued.text}"})
    machine.get("/api/v1/")  # the key is remembered now
    page = desk.get(f"/admin/accounts/user/{target.pk}/change/")

    desk.post(
        f"/admin/accounts/user/{target.pk}/change/",
        {"username": "target", "role": "manager", "agency": "", "language": "vi"} | _inlines_of(page),
    )

    target.refresh_from_db()
    assert target.is_manager
    found = keys.find(issued.text, at=NOON)
    assert found is not None
    assert found.user.is_manager


def test_a_company_is_stored_under_one_spelling_of_its_tax_code(desk):
    desk.post("/admin/accounts/organisation/add/", {"name": "Công ty Mẫu", "tax_code": "0100 005 019"})
    again = desk.post("/admin/accounts/organisation/add/", {"name": "Another", "tax_code": "0100005019"})
    wrong = desk.post("/admin/accounts/organisation/add/", {"name": "Another", "tax_code": "0100005018"})

    assert list(Organisation.objects.values_list("tax_code", flat=True)) == ["0100005019"]
    assert again.status_code == wrong.status_code == 200
    assert b"Write the tax code as" in wrong.content


def test_switching_a_company_off_shuts_its_keys(desk):
    company = people.organisation()
    issued = operations.issue_key(user_id=people.declarant(organisation=company).pk, by=None, at=NOON)

    desk.post("/admin/accounts/organisation/", {"action": "switch_off", "_selected_action": [company.pk]})

    assert keys.find(issued.text, at=NOON) is None


class TestKeys:
    def _issue(self, desk, **fields):
        return desk.post("/admin/accounts/apikey/add/", fields)

    def test_a_key_is_shown_once_and_works(self, desk):
        user = people.declarant()

        page = self._issue(desk, user=user.pk, label="ERP").content.decode()

        text = re.search(r'<pre id="api-key">([^<]+)</pre>', page)[1]  # type: ignore[index]
        found = keys.find(text, at=NOON)
        assert found is not None
        assert (found.user, found.label, len(found.scopes)) == (user, "ERP", 2)
        secret = text.split("_", 2)[2]
        for address in ("", f"{found.pk}/change/", f"{found.pk}/history/"):
            assert secret not in desk.get(f"/admin/accounts/apikey/{address}").content.decode()
        assert LogEntry.objects.filter(object_id=str(found.pk)).exists()

    def test_a_scope_beyond_the_role_is_refused_and_what_was_typed_stays(self, desk):
        user = people.officer()

        response = self._issue(desk, user=user.pk, scopes=["reports:read"], label="my scanner")

        assert response.status_code == 200
        assert b"cannot have: reports:read" in response.content
        assert b"my scanner" in response.content
        assert not ApiKey.objects.exists()

    def test_who_is_switched_off_cannot_be_chosen(self, desk):
        self._issue(desk, user=people.declarant(is_active=False).pk)

        assert not ApiKey.objects.exists()

    def test_revoking(self, desk):
        issued = operations.issue_key(user_id=people.declarant().pk, by=None, at=NOON)

        desk.post("/admin/accounts/apikey/", {"action": "revoke", "_selected_action": [issued.key.pk]})

        assert keys.find(issued.text, at=NOON) is None
        assert ApiKey.objects.get().revoked_at is not None

    def test_only_the_label_can_be_edited(self, desk):
        key = operations.issue_key(user_id=people.declarant().pk, by=None, at=NOON).key
        before = ApiKey.objects.values().get()

        desk.post(
            f"/admin/accounts/apikey/{key.pk}/change/",
            {"label": "new", "scopes": "[]", "prefix": "x", "secret_hash": "x", "user": "1"},
        )

        assert ApiKey.objects.values().get() == before | {"label": "new"}


@pytest.mark.parametrize("address", ["/admin/", "/admin/accounts/apikey/add/", "/admin/accounts/user/add/"])
def test_the_policy_of_contents_holds_in_the_admin(desk, address):
    response = desk.get(address)

    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert not re.search(r"<script(?![^>]*(src=|application/json))|\sstyle=|\son[a-z]+=", response.content.decode())
