"""The life of an API key: made, shown once, revoked; and who keeps whose."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import keys
from accounts.models import ApiKey, User
from accounts.operations.keeping import NotAdministrator, SwitchedOff, forget_keys
from contract.errors import Invalid


class ScopeNotOfRole(Invalid):
    """The key would open more than its user may do, or nothing."""

    code = "scope_not_of_role"


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

    An owner makes keys for the people of his company, a dispatcher for himself, an administrator for everybody.

    :raises NotAdministrator: `by` keeps no keys of this user.   :raises SwitchedOff: the user may not sign in.
    :raises ScopeNotOfRole: a scope is unknown or not of the user's role, or there is none.
    """
    user = User.objects.select_related("organisation").get(pk=user_id)
    _require_keeper(by, user)
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

    :raises NotAdministrator: `by` keeps no keys of its user.
    """
    _require_keeper(by, ApiKey.objects.select_related("user").get(pk=key_id).user)
    ApiKey.objects.filter(pk=key_id, revoked_at__isnull=True).update(revoked_at=at)
    forget_keys()
    return ApiKey.objects.select_related("user").get(pk=key_id)


def keys_kept_by(user: User) -> QuerySet[ApiKey]:
    """The keys that a declarant sees and revokes: an owner all of his company, others their own."""
    if user.keeps_company and user.organisation_id:
        return ApiKey.objects.filter(user__organisation_id=user.organisation_id)
    return ApiKey.objects.filter(user=user) if user.may_file else ApiKey.objects.none()


def _require_keeper(by: User | None, user: User) -> None:
    if by is None or (by.is_administrator and by.is_active):
        return
    of_his_company = user.organisation_id is not None and user.organisation_id == by.organisation_id
    if not (of_his_company and (by.keeps_company or (by.may_file and by.pk == user.pk))):
        raise NotAdministrator(_("Only an administrator, or an owner of the company, keeps these keys."))
