"""What administrators keep: people and companies switched on and off. And the language one reads."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import keys
from accounts.models import ApiKey, Application, Organisation, User
from contract.errors import Conflict, Invalid, NotAllowed


class NotAdministrator(NotAllowed):
    """Only an administrator keeps accounts."""

    code = "not_administrator"


class OwnAccount(Conflict):
    """An administrator cannot switch himself off: somebody must be left to switch him on."""

    code = "own_account"


class WrongPassword(Invalid):
    """The password is not right."""

    code = "wrong_password"


class SwitchedOff(Conflict):
    """The user or the organisation is switched off, so a key would open nothing."""

    code = "switched_off"


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
    require_administrator(by)
    Organisation.objects.filter(pk=organisation_id).update(is_active=on)
    forget_keys()
    return Organisation.objects.get(pk=organisation_id)


@transaction.atomic
def choose_language(*, user_id: int, language: str) -> None:
    """Remember the language a person reads."""
    User.objects.filter(pk=user_id).update(language=language)
    forget_keys()


@transaction.atomic
def choose_reach(*, user_id: int, email: str, phone: str, password: str) -> None:
    """Change where a person is written to. His password is asked: a letter for a new one would go there.

    :raises WrongPassword: it is not his; nothing is changed.
    """
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=user_id)
    if not user.check_password(password):
        raise WrongPassword(_("The password is not right."))
    User.objects.filter(pk=user_id).update(email=email.strip().lower(), phone=phone)
    forget_keys()


@transaction.atomic
def keep(*, row: User | Organisation | ApiKey | Application, by: User | None) -> None:
    """Save what an administrator's form changed or added; it is at once true for keys too.

    :raises NotAdministrator: `by` does not keep accounts.
    """
    require_administrator(by)
    row.save()
    forget_keys()


def account_changed() -> None:
    """A person chose a new password by a letter: what is remembered of keys is no longer so."""
    forget_keys()


def _switch_user(user_id: int, by: User | None, *, on: bool) -> User:
    require_administrator(by)
    User.objects.filter(pk=user_id).update(is_active=on)
    forget_keys()
    return User.objects.select_related("organisation").get(pk=user_id)


def require_administrator(by: User | None) -> None:
    """Refuse whoever keeps no accounts; None is the command line. :raises NotAdministrator: he does not."""
    if by is not None and not (by.is_administrator and by.is_active):
        raise NotAdministrator(_("Only an administrator keeps accounts."))


def forget_keys() -> None:
    """Look every key up anew: now, for this transaction itself, and after the commit, for whoever looked meanwhile."""
    keys.forget()
    transaction.on_commit(keys.forget)
