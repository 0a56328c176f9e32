"""The second factor: asked after the password, once for each code, slower for whoever guesses, off only with both."""

import re
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import operations
from accounts.models import RecoveryCodes
from accounts.operations import second_factor
from tests.accounts import people
from tests.accounts.people import NOON, bearer

pytestmark = pytest.mark.django_db

PASSWORD = "a long password 1"
HALF_A_MINUTE = 31


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def user():
    return people.declarant(password=PASSWORD, email="x@mau.example")


def code_of(user) -> str:
    device = TOTPDevice.objects.get(user=user)
    return f"{totp(device.bin_key, device.step, device.t0, device.digits, device.drift):06d}"


@pytest.fixture
def codes(user, clock) -> list[str]:
    """Switched on through the pages; half a minute later."""
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user)
    assert b'class="qr"' not in client.get("/accounts/second-factor/").content
    client.post("/accounts/second-factor/", {"do": "begin"})
    shown = client.get("/accounts/second-factor/").content.decode()
    assert 'class="qr"' in shown
    assert "style=" not in shown  # the policy lets no page carry one
    assert not second_factor.is_on(user)
    wrong = client.post("/accounts/second-factor/", {"do": "confirm", "code": "000000"})
    assert wrong.status_code == 422
    clock.shift(HALF_A_MINUTE)
    page = client.post("/accounts/second-factor/", {"do": "confirm", "code": code_of(user)})
    found = re.findall(r'secret">(\w{8})<', page.content.decode())
    assert len(found) == len(set(found)) == second_factor.RECOVERY_CODES
    assert found[0] not in client.get("/accounts/second-factor/").content.decode()
    clock.shift(HALF_A_MINUTE)
    return found


def knock(client: Client, **more: str):
    return client.post("/accounts/login/", {"username": "haulier", "password": PASSWORD, **more})


def inside(client: Client) -> bool:
    return client.get("/accounts/").status_code == 200


def give(client: Client, code: str):
    return client.post("/accounts/login/code/", {"code": code})


def give_anew(code: str):
    client = Client()
    knock(client)
    return give(client, code)


def test_password_then_code(user, codes, clock):
    client = Client()
    assert knock(client, next="/accounts/password/")["Location"] == "/accounts/login/code/"
    assert not inside(client)
    assert give(client, "123").status_code == 422
    clock.shift(HALF_A_MINUTE)
    right = code_of(user)
    assert give(client, f" {right[:3]} {right[3:]} ")["Location"] == "/accounts/password/"
    assert inside(client)

    other = Client()
    knock(other)
    assert give(other, right).status_code == 422  # a code counts once
    assert not inside(other)


def test_a_recovery_code_opens_once(codes):
    first, second = Client(), Client()
    for client in (first, second):
        knock(client)
    assert give(first, codes[0].upper()).status_code == 302
    assert give(second, codes[0]).status_code == 422
    assert inside(first)
    assert not inside(second)


def test_no_row_of_the_database_holds_a_code(codes):
    found = {
        (model._meta.label, code)
        for model in apps.get_models()
        for row in model._default_manager.values_list()
        for code in codes
        if code in str(row).lower()
    }
    assert found == set()
    assert RecoveryCodes.objects.get().digests


def test_codes_that_were_kept_readable_go_on_working_and_are_readable_no_more(user, clock):
    TOTPDevice.objects.create(user=user, confirmed=True)
    former = StaticDevice.objects.create(user=user, confirmed=True)
    StaticToken.objects.bulk_create([StaticToken(device=former, token=code) for code in ("abcdefgh", "ijklmnop")])

    import_module("accounts.migrations.0004_recovery_codes").keep_digests_only(apps, None)

    assert not StaticToken.objects.exists()
    assert second_factor.codes_left(user) == 2
    assert give_anew("abcdefgh").status_code == 302
    assert give_anew("abcdefgh").status_code == 422


def test_whoever_guesses_waits_longer_and_longer(user, codes, clock):
    client = Client()
    knock(client)
    for _n in range(4):
        assert give(client, "000000").status_code == 422
    assert give(client, code_of(user)).status_code == 422  # right, but too soon
    clock.shift(HALF_A_MINUTE)
    assert give(client, code_of(user)).status_code == 302


@pytest.mark.parametrize("what", ["nothing", "too late", "new password", "switched off"])
def test_without_a_fresh_password_there_is_no_asking_for_a_code(user, codes, clock, what):
    client = Client()
    if what != "nothing":
        knock(client)
    if what == "too late":
        clock.shift(601)
    elif what == "new password":
        user.set_password("quite another 2")
        user.save()
    elif what == "switched off":
        operations.switch_off_user(user_id=user.pk, by=None)
    assert give(client, codes[0])["Location"] == "/accounts/login/"
    assert not inside(client)
    assert second_factor.codes_left(user) == second_factor.RECOVERY_CODES


def test_a_new_password_does_not_go_around_it(user, codes):
    user.set_password("quite another 2")
    user.save()
    client = Client()
    assert knock(client, password="quite another 2")["Location"] == "/accounts/login/code/"


def test_keys_are_not_asked(user, codes, clock):
    answer = Client().get("/api/v1/declarations", headers=bearer(user, at=NOON))
    assert answer.status_code == 200


def test_it_is_switched_off_with_password_and_code_only(user, codes, clock):
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user)
    page = "/accounts/second-factor/"
    for password, code in [("wrong", codes[0]), (PASSWORD, "000000"), ("", "")]:
        assert client.post(page, {"do": "off", "password": password, "code": code}).status_code == 422
        assert second_factor.is_on(user)
        clock.shift(HALF_A_MINUTE)
    client.post(page, {"do": "begin"})  # does not put a fresh secret in its place
    assert second_factor.is_on(user)
    fresh = client.post(page, {"do": "codes", "codes-code": code_of(user)})
    assert codes[0] not in fresh.content.decode()
    assert give_anew(codes[0]).status_code == 422
    clock.shift(HALF_A_MINUTE)

    assert client.post(page, {"do": "off", "password": PASSWORD, "code": code_of(user)}).status_code == 302

    assert not second_factor.is_on(user)
    assert not TOTPDevice.objects.exists()
    assert not RecoveryCodes.objects.exists()
    assert knock(Client())["Location"] == "/"


def test_an_administrator_lifts_it_and_nobody_else_and_no_desk_shows_a_secret(user, codes):
    for stranger in (people.officer(), people.declarant("other")):
        with pytest.raises(operations.NotAdministrator):
            second_factor.reset(user_id=user.pk, by=stranger)
    assert not {TOTPDevice, StaticDevice, StaticToken, RecoveryCodes} & set(admin.site._registry)
    desk = Client()
    desk.force_login(people.administrator())
    desk.post("/admin/accounts/user/", {"action": "reset_second_factor", "_selected_action": user.pk})
    assert not second_factor.is_on(user)
