"""A second factor for whoever wants one: six digits of an app, and ten codes for the day it is lost.

The library keeps the secret, refuses a code twice and slows down whoever guesses (docs/adr/0067).
"""

import secrets
from base64 import b32encode
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import RecoveryCodes, User
from accounts.operations.keeping import WrongPassword, require_administrator
from contract.errors import Conflict, Invalid

RECOVERY_CODES: Final = 10
_APP_DIGITS: Final = 6
_CODE_BYTES: Final = 5
"""Eight letters and digits: no code of an app is as long."""
_NAME: Final = "gate"


class WrongCode(Invalid):
    """The code is not right, was used, or too many were tried."""

    code = "wrong_code"


class SecondFactorOn(Conflict):
    """It is switched on already."""

    code = "second_factor_on"


def is_on(user: User) -> bool:
    """Whether signing in asks for a code."""
    return bool(TOTPDevice.objects.filter(user_id=user.pk, confirmed=True).exists())


def being_set_up(user: User) -> TOTPDevice | None:
    """The secret that waits for its first code, for the page that shows it."""
    device: TOTPDevice | None = TOTPDevice.objects.filter(user_id=user.pk, confirmed=False).first()
    return device


def readable_secret(device: TOTPDevice) -> str:
    """The secret as an app takes it when no camera is at hand: base 32, in groups of four."""
    text = b32encode(device.bin_key).decode("ascii").rstrip("=")
    return " ".join(text[n : n + 4] for n in range(0, len(text), 4))


def codes_left(user: User) -> int:
    """How many recovery codes are unused."""
    kept = RecoveryCodes.objects.filter(user_id=user.pk).first()
    return len(kept.digests) if kept else 0


@transaction.atomic
def begin(*, user: User) -> TOTPDevice:
    """Make a secret to be read by an app; it counts only once a code of it was given.

    :raises SecondFactorOn: it is on.
    """
    _lock(user)
    if is_on(user):
        raise SecondFactorOn(_("The second factor is switched on already."))
    TOTPDevice.objects.filter(user_id=user.pk).delete()
    return TOTPDevice.objects.create(user_id=user.pk, name=_NAME, confirmed=False)


def confirm(*, user: User, code: str) -> list[str]:
    """Switch it on with the first code of the app; answers the recovery codes, which no page shows again.

    :raises WrongCode: it is not this secret's code now.
    """
    device = being_set_up(user)
    # Outside the transaction that switches it on: a refused try is counted, not rolled back.
    if device is None or not device.verify_token(_plain(code)):
        raise WrongCode(_("This code is not right. Wait for the next one and try again."))
    return _switch_on(user, device)


def verify(*, user: User, code: str) -> None:
    """Take a code of the app or a recovery code; each counts once.

    :raises WrongCode: neither, used before, or too soon after a wrong one.
    """
    if not _take(user, _plain(code).lower()):
        raise WrongCode(_("This code is not right, or was used already. Wait a moment, then try with a new one."))


def switch_off(*, user: User, password: str, code: str) -> None:
    """Sign in by password alone from now on.

    :raises WrongPassword, WrongCode: one of the two is not right; nothing is changed.
    """
    if not user.check_password(password):
        raise WrongPassword(_("The password is not right."))
    verify(user=user, code=code)
    _forget(user.pk)


def fresh_codes(*, user: User, code: str) -> list[str]:
    """New recovery codes in place of the former ones. :raises WrongCode: the code given is not right."""
    verify(user=user, code=code)
    return _new_codes(user)


@transaction.atomic
def reset(*, user_id: int, by: User | None) -> User:
    """Take the second factor from somebody who lost his telephone and his codes.

    :raises NotAdministrator: `by` keeps no accounts.
    """
    require_administrator(by)
    user = User.objects.get(pk=user_id)
    _forget(user.pk)
    return user


@transaction.atomic
def _take(user: User, code: str) -> bool:
    """Whether it is a code of the app or one kept for need. Locked: of two who send the same, one comes in."""
    devices = TOTPDevice if len(code) == _APP_DIGITS else RecoveryCodes
    rows = devices.objects.select_for_update().filter(user_id=user.pk, confirmed=True)
    return any(device.verify_token(code) for device in rows)


@transaction.atomic
def _switch_on(user: User, device: TOTPDevice) -> list[str]:
    _lock(user)
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    return _new_codes(user)


@transaction.atomic
def _new_codes(user: User) -> list[str]:
    RecoveryCodes.objects.filter(user_id=user.pk).delete()
    codes = [b32encode(secrets.token_bytes(_CODE_BYTES)).decode("ascii").lower() for _n in range(RECOVERY_CODES)]
    kept = RecoveryCodes(user_id=user.pk, name=_NAME, confirmed=True)
    kept.keep(codes)
    kept.save()
    return codes


@transaction.atomic
def _forget(user_id: int) -> None:
    TOTPDevice.objects.filter(user_id=user_id).delete()
    RecoveryCodes.objects.filter(user_id=user_id).delete()


def _lock(user: User) -> None:
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)


def _plain(code: str) -> str:
    return "".join(code.split())
