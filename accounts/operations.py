"""Every change of people and keys that is more than a form's fields: switching on and off, and the life of a key."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import keys
from accounts.models import ApiKey, Organisation, User
from contract.errors import Conflict, Invalid, NotAllowed


class NotAdministrator(NotAllowed):
    """Only an administrator keeps accounts."""

    code = "not_administrator"


class ScopeNotOfRole(Invalid):
    """The key would open more than its user may do, or nothing."""

    code = "scope_not_of_role"


class OwnAccount(Conflict):
    """An administrator cannot switch himself off: somebody must be left to switch him on."""

    code = "own_account"


class SwitchedOff(Conflict):
    """The user or the organisation is switched off, so a key would open nothing."""

    code = "switched_off"


class IssuedKey(NamedTuple):
    """A new key and its text, which is shown now and never again."""

    key: ApiKey
    text: str


@transaction.atomic
def issue_key(
    *,
    user_id: int,
    at: datetime,
    by: User | None,
    scopes: Collection[str] | None = None,
    label: str = "",
    expires_at: datetime | None = None,
) -> IssuedKey:
    """Make a key for a user, with every scope of the role unless some are named. `by` is None on the command line.

    :raises NotAdministrator: `by` does not keep accounts.   :raises SwitchedOff: the user may not sign in.
    :raises ScopeNotOfRole: a scope is unknown or not of the user's role, or there is none.
    """
    _require_administrator(by)
    user = User.objects.select_related("organisation").get(pk=user_id)
    if not user.may_sign_in:
        raise SwitchedOff(_("%(user)s is switched off.") % {"user": user.username})
    chosen = user.scopes if scopes is None else frozenset(scopes)
    beyond = chosen - user.scopes
    if beyond:
        raise ScopeNotOfRole(_("A key of this user cannot have: %(scopes)s.") % {"scopes": ", ".join(sorted(beyond))})
    if not chosen:
        raise ScopeNotOfRole(_("The API opens nothing to this role, so a key would be of no use."))
    text, prefix, secret_hash = keys.new_secret()
    key = ApiKey.objects.create(
        user=user,
        prefix=prefix,
        secret_hash=secret_hash,
        scopes=sorted(chosen),
        label=label,
        created_at=at,
        expires_at=expires_at,
    )
    return IssuedKey(key, text)


@transaction.atomic
def revoke_key(*, key_id: int, at: datetime, by: User | None) -> ApiKey:
    """Close a key for good; one that is revoked already stays as it was.

    :raises NotAdministrator: `by` does not keep accounts.
    """
    _require_administrator(by)
    ApiKey.objects.filter(pk=key_id, revoked_at__isnull=True).update(revoked_at=at)
    _forget_keys()
    return ApiKey.objects.select_related("user").get(pk=key_id)


@transaction.atomic
def switch_off_user(*, user_id: int, by: User | None) -> User:
    """Shut a person out, sessions and keys at once; nothing of his is deleted.

    :raises NotAdministrator: `by` does not keep accounts.   :raises OwnAccount: it is `by` himself.
    """
    if by is not None and by.pk == user_id:
        raise OwnAccount(_("You cannot switch yourself off."))
    return _switch_user(user_id, by, on=False)


@transaction.atomic
def switch_on_user(*, user_id: int, by: User | None) -> User:
    """Let a person in again, with the keys that were not revoked. :raises NotAdministrator: `by` keeps no accounts."""
    return _switch_user(user_id, by, on=True)


@transaction.atomic
def switch_organisation(*, organisation_id: int, on: bool, by: User | None) -> Organisation:
    """Shut a whole company out, or let it in again. :raises NotAdministrator: `by` does not keep accounts."""
    _require_administrator(by)
    Organisation.objects.filter(pk=organisation_id).update(is_active=on)
    _forget_keys()
    return Organisation.objects.get(pk=organisation_id)


@transaction.atomic
def choose_language(*, user_id: int, language: str) -> None:
    """Remember the language a person reads."""
    User.objects.filter(pk=user_id).update(language=language)
    _forget_keys()


def account_changed() -> None:
    """An administrator's form changed a user or an organisation: what is remembered of keys is no longer so."""
    _forget_keys()


def _switch_user(user_id: int, by: User | None, *, on: bool) -> User:
    _require_administrator(by)
    User.objects.filter(pk=user_id).update(is_active=on)
    _forget_keys()
    return User.objects.select_related("organisation").get(pk=user_id)


def _require_administrator(by: User | None) -> None:
    if by is not None and not (by.is_administrator and by.is_active):
        raise NotAdministrator(_("Only an administrator keeps accounts."))


def _forget_keys() -> None:
    # Now, for this transaction's own eyes, and after the commit, for whoever looked meanwhile.
    keys.forget()
    transaction.on_commit(keys.forget)
