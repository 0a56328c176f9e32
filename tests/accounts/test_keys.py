"""API keys: hashed, shown once, scoped, and dead at once when they should be."""

import hashlib
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.http import HttpRequest
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.test import APIClient
from rest_framework.views import APIView

from accounts import keys, operations
from accounts.api.permissions import KNOWN_SCOPES, scope
from accounts.models import ApiKey
from accounts.roles import SCOPES, Role
from tests.accounts import people
from tests.accounts.people import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.contract.urls")]


@pytest.fixture(autouse=True)
def _noon():
    keys.forget()
    with time_machine.travel(NOON, tick=True):
        yield


def _issue(user, **options):
    return operations.issue_key(**{"user_id": user.pk, "by": None, "at": NOON, **options})


def _answer(text):
    return APIClient().get("/api/me", headers={"Authorization": f"Bearer {text}"})


def test_a_key_signs_its_user_in():
    issued = _issue(people.declarant("haulier.x"))

    assert _answer(issued.text).json() == {"user": "haulier.x"}


def test_only_its_hash_is_kept():
    issued = _issue(people.declarant())

    kept = ApiKey.objects.values().get()
    assert kept["secret_hash"] == hashlib.sha256(issued.text.encode()).hexdigest()
    assert issued.text.split("_", 2)[2] not in str(kept)
    assert kept["prefix"] in issued.text


def test_keys_differ():
    user = people.declarant()

    assert len({_issue(user).text for _ in range(20)}) == 20


@pytest.mark.parametrize(
    "header",
    [
        "Bearer", "Bearer ", "Bearer x", "Bearer gate_", "Bearer gate_{prefix}", "Bearer gate_{prefix}_",
        "Bearer gate_{prefix}_wrong", "Bearer {text}x", "Bearer x{text}", "Basic {text}", "Token {text}", "{text}",
        "Bearer gate_é_é", "Bearer " + "a" * 5000, "Bearer gate_\x00_\x00",
    ],
)  # fmt: skip
def test_anything_else_is_a_401_that_does_not_say_why(header):
    issued = _issue(people.declarant())

    header = header.format(text=issued.text, prefix=issued.key.prefix)
    response = APIClient().get("/api/me", HTTP_AUTHORIZATION=header)

    assert (response.status_code, response.json()["code"]) == (401, "not_authenticated")
    assert response["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "end_it",
    [
        lambda issued: operations.revoke_key(key_id=issued.key.pk, at=NOON, by=None),
        lambda issued: operations.switch_off_user(user_id=issued.key.user_id, by=None),
        lambda issued: operations.switch_organisation(
            organisation_id=issued.key.user.organisation_id, on=False, by=None
        ),
    ],
    ids=["revoked", "user switched off", "organisation switched off"],
)
def test_it_is_dead_at_once(end_it):
    issued = _issue(people.declarant())
    assert _answer(issued.text).status_code == 200

    end_it(issued)

    assert _answer(issued.text).status_code == 401


def test_what_another_process_did_is_seen_within_a_second():
    issued = _issue(people.declarant())
    assert _answer(issued.text).status_code == 200
    ApiKey.objects.update(revoked_at=NOON)  # as another process would: nothing is forgotten here

    with time_machine.travel(NOON + timedelta(seconds=2)):
        assert _answer(issued.text).status_code == 401
    assert timedelta(seconds=1) >= keys.CACHED_FOR


def test_it_expires_to_the_instant_even_when_remembered():
    issued = _issue(people.declarant(), expires_at=NOON + timedelta(minutes=1))

    assert keys.find(issued.text, at=NOON + timedelta(seconds=59)) is not None
    assert keys.find(issued.text, at=NOON + timedelta(seconds=60)) is None


def test_a_remembered_key_needs_no_query_and_is_nobodys_to_change(django_assert_num_queries):
    issued = _issue(people.declarant("haulier.x"))
    first = keys.find(issued.text, at=NOON)
    assert first is not None
    first.user.username = "changed"
    first.revoked_at = NOON

    with django_assert_num_queries(0):
        again = keys.find(issued.text, at=NOON)

    assert again is not None
    assert again.revoked_at is None
    assert again.user.username == "haulier.x"


def test_its_use_is_noted_once_a_minute():
    issued = _issue(people.declarant())
    noted = []
    for seconds in (0, 10, 59, 61, 90, 122):
        keys.forget()
        keys.find(issued.text, at=NOON + timedelta(seconds=seconds))
        used_at = ApiKey.objects.get().last_used_at
        noted.append(used_at and (used_at - NOON).seconds)

    assert noted == [0, 0, 0, 61, 61, 122]


def test_switching_on_again_lets_the_key_in_again_but_not_a_revoked_one():
    user = people.declarant()
    kept, revoked = _issue(user), _issue(user)
    operations.revoke_key(key_id=revoked.key.pk, at=NOON, by=None)
    operations.switch_off_user(user_id=user.pk, by=None)
    operations.switch_on_user(user_id=user.pk, by=None)

    assert _answer(kept.text).status_code == 200
    assert _answer(revoked.text).status_code == 401


def test_revoking_twice_keeps_the_first_time():
    issued = _issue(people.declarant())
    operations.revoke_key(key_id=issued.key.pk, at=NOON, by=None)
    operations.revoke_key(key_id=issued.key.pk, at=NOON + timedelta(days=1), by=None)

    assert ApiKey.objects.get().revoked_at == NOON


class TestScopes:
    @pytest.mark.parametrize("role", ["declarant", "officer", "manager"])
    def test_a_key_has_all_of_its_role_unless_told(self, role):
        user = people.of_role(role)

        assert set(_issue(user).key.scopes) == SCOPES[role]
        one = sorted(SCOPES[role])[:1]
        assert _issue(user, scopes=one).key.scopes == one

    @pytest.mark.parametrize("role", Role.values)
    @pytest.mark.parametrize("name", [*sorted(KNOWN_SCOPES), "everything"])
    def test_a_key_never_exceeds_its_users_role(self, role, name):
        user = people.of_role(role)

        if name in SCOPES[role]:
            assert _issue(user, scopes=[name]).key.scopes == [name]
            return
        with pytest.raises(operations.ScopeNotOfRole):
            _issue(user, scopes=[name])
        assert not ApiKey.objects.exists()

    def test_a_key_of_nothing_is_refused(self):
        with pytest.raises(operations.ScopeNotOfRole):
            _issue(people.administrator())
        with pytest.raises(operations.ScopeNotOfRole):
            _issue(people.declarant(), scopes=[])
        assert not ApiKey.objects.exists()

    def test_a_key_shrinks_with_its_users_role(self):
        user = people.officer()
        issued = _issue(user)
        user.role, user.agency = Role.MANAGER, ""
        user.save()

        found = keys.find(issued.text, at=NOON)
        assert found is not None
        assert found.effective_scopes == frozenset()

    @pytest.mark.parametrize("role", Role.values)
    @pytest.mark.parametrize("name", sorted(KNOWN_SCOPES))
    @pytest.mark.parametrize("by", ["key", "narrow key", "session"])
    def test_the_permission(self, role, name, by):
        user = people.of_role(role)
        request = Request(HttpRequest())
        request.user, request.auth = user, None
        allowed = name in SCOPES[role]
        if by == "key":
            request.auth = ApiKey(user=user, scopes=sorted(KNOWN_SCOPES))  # even one that claims too much
        if by == "narrow key":
            others: list[str] = sorted(SCOPES[role] - {name})
            request.auth, allowed = ApiKey(user=user, scopes=others), False

        if allowed:
            assert scope(name)().has_permission(request, APIView())
        else:
            with pytest.raises(PermissionDenied, match=name):
                scope(name)().has_permission(request, APIView())

    def test_a_scope_that_no_role_has_cannot_be_asked_for(self):
        with pytest.raises(ValueError, match="everything"):
            scope("everything")


class TestOperations:
    @pytest.mark.parametrize("role", ["declarant", "officer", "manager"])
    def test_only_administrators_keep_accounts(self, role):
        company = people.organisation()
        somebody, target = people.of_role(role), people.declarant("target", organisation=company)
        key = _issue(target).key

        for attempt in (
            lambda: _issue(target, by=somebody),
            lambda: operations.revoke_key(key_id=key.pk, at=NOON, by=somebody),
            lambda: operations.switch_off_user(user_id=target.pk, by=somebody),
            lambda: operations.switch_on_user(user_id=target.pk, by=somebody),
            lambda: operations.switch_organisation(organisation_id=company.pk, on=False, by=somebody),
        ):
            with pytest.raises(operations.NotAdministrator):
                attempt()

        target.refresh_from_db()
        assert target.may_sign_in
        assert list(ApiKey.objects.values_list("pk", "revoked_at")) == [(key.pk, None)]

    def test_an_administrator_does_not_switch_himself_off(self):
        admin = people.administrator()

        with pytest.raises(operations.OwnAccount):
            operations.switch_off_user(user_id=admin.pk, by=admin)

        admin.refresh_from_db()
        assert admin.is_active

    @pytest.mark.parametrize("off", ["user", "organisation"])
    def test_who_is_switched_off_gets_no_key(self, off):
        company = people.organisation()
        user = people.declarant(organisation=company)
        if off == "user":
            operations.switch_off_user(user_id=user.pk, by=None)
        else:
            operations.switch_organisation(organisation_id=company.pk, on=False, by=None)

        with pytest.raises(operations.SwitchedOff):
            _issue(user)
        assert not ApiKey.objects.exists()


class TestCommand:
    def _run(self, *args):
        out, err = StringIO(), StringIO()
        call_command("api_key", *args, stdout=out, stderr=err)
        return out.getvalue()

    def test_the_key_stands_alone_on_the_last_line_and_works(self):
        people.declarant("haulier.x")

        text = self._run("haulier.x").splitlines()[-1]

        assert _answer(text).json() == {"user": "haulier.x"}
        assert set(ApiKey.objects.get().scopes) == SCOPES["declarant"]

    def test_scopes_and_label(self):
        people.declarant("haulier.x")

        self._run("haulier.x", "--scope", "declarations:read", "--label", "ERP")

        key = ApiKey.objects.get()
        assert (key.scopes, key.label) == (["declarations:read"], "ERP")

    @pytest.mark.parametrize("args", [("nobody",), ("haulier.x", "--scope", "checks:write"), ("admin",)])
    def test_what_cannot_be_is_said_and_nothing_made(self, args):
        people.declarant("haulier.x")
        people.administrator("admin")

        with pytest.raises(CommandError):
            self._run(*args)
        assert not ApiKey.objects.exists()
