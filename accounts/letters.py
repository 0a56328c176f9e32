"""The words of letters, in the language of whoever receives them."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts import links
from accounts.models import Application, Invitation, Letter, LetterKind, User


class Written(NamedTuple):
    """A letter ready to go."""

    to: str
    subject: str
    body: str


def write(letter: Letter) -> Written | None:
    """Write it now; None when there is nothing to say any more, or nowhere to send it."""
    to, language = _receiver(letter)
    if not to:
        return None
    with override(language):
        said = _WORDS[LetterKind(letter.kind)](letter)
        if said is None:
            return None
        subject, *paragraphs = said
        close = _("Digital border gate of Lang Son")
        return Written(to, subject, "\n\n".join([*paragraphs, f"{close}\n{settings.SITE_URL}"]) + "\n")


def address_of(user: User) -> str:
    """Where a person is written to; some are called by their address alone."""
    return user.email or (user.username if "@" in user.username else "")


def _receiver(letter: Letter) -> tuple[str, str]:
    asked: Application | Invitation | None = letter.application or letter.invitation
    if asked is not None:
        return asked.email, asked.language
    return (address_of(letter.user), letter.user.language) if letter.user else ("", "vi")


def _link(path: str) -> str:
    return settings.SITE_URL + path


def _confirm_address(letter: Letter) -> list[str] | None:
    application = letter.application
    if application is None or application.state != "unconfirmed":
        return None
    # Nothing that was typed is repeated here but the tax code: the address may be a stranger's.
    return [
        _("Confirm your e-mail address"),
        _("Somebody applied for an account of the company with tax code %(tax_code)s and gave this address.")
        % {"tax_code": application.tax_code},
        _("If it was you, confirm it here until %(until)s:") % {"until": _hour(application.link_until)},
        _link(links.confirm_address(application.pk)),
        _("If it was not you, do nothing: without the confirmation nobody reads the application."),
    ]


def _known_address(_letter: Letter) -> list[str]:
    return [
        _("You have an account already"),
        _("Somebody applied for an account with this address, which has one. Nothing was changed."),
        _("If it was you, sign in, or choose a new password if you have forgotten it:"),
        _link(reverse("reset")),
    ]


def _approved(letter: Letter) -> list[str] | None:
    if letter.application is None:
        return None
    return [
        _("Your account is open"),
        _("The application of %(company)s is approved.") % {"company": letter.application.company_name},
        _("Sign in with this e-mail address and the password that you chose:"),
        _link(reverse("sign-in")),
    ]


def _refused(letter: Letter) -> list[str] | None:
    if letter.application is None:
        return None
    return [
        _("Your application was refused"),
        _("The application of %(company)s was refused, for this reason:")
        % {"company": letter.application.company_name},
        letter.application.reason,
        _("You may apply again when it is mended:"),
        _link(reverse("sign-up")),
    ]


def _invited(letter: Letter) -> list[str] | None:
    invitation = letter.invitation
    if invitation is None or invitation.revoked_at or invitation.accepted_at:
        return None
    return [
        _("You are invited"),
        _("%(person)s invites you to work for %(company)s, as %(role)s.")
        % {
            "person": invitation.invited_by.get_full_name(),
            "company": invitation.organisation.name,
            "role": invitation.get_company_role_display(),
        },
        _("Choose your password here until %(until)s:") % {"until": _hour(invitation.expires_at)},
        _link(links.take_up_invitation(invitation.pk)),
        _("If you do not know this company, do nothing."),
    ]


def _reset(letter: Letter) -> list[str] | None:
    if letter.user is None or not letter.user.may_sign_in:
        return None
    return [
        _("Choose a new password"),
        _("Somebody asked for a new password of the account %(user)s.") % {"user": letter.user.username},
        _("If it was you, choose it here within two hours:"),
        _link(links.new_password(letter.user)),
        _("If it was not you, do nothing: your password stays as it is."),
    ]


def _unbalanced(letter: Letter) -> list[str] | None:
    if letter.user is None or not (letter.user.may_sign_in and letter.user.is_manager):
        return None
    return [
        _("A bulletin could not be made"),
        _("The events of its days do not add up, so nothing is published. Its page says which events disagree:"),
        _link(letter.page),
        _("It is tried again every hour, and at once when you ask for it there."),
    ]


def _hour(instant: datetime) -> str:
    return localtime(instant).strftime("%d/%m/%Y %H:%M")


_WORDS: dict[LetterKind, Callable[[Letter], list[str] | None]] = {
    LetterKind.CONFIRM_ADDRESS: _confirm_address,
    LetterKind.KNOWN_ADDRESS: _known_address,
    LetterKind.APPROVED: _approved,
    LetterKind.REFUSED: _refused,
    LetterKind.INVITED: _invited,
    LetterKind.RESET: _reset,
    LetterKind.UNBALANCED: _unbalanced,
}
