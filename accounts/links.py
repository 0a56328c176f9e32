"""Links in letters: signed, so that nobody makes one; how long and how often one opens, its row says."""

from typing import Final

from django.contrib.auth.tokens import default_token_generator
from django.core import signing
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.models import User

APPLICATION: Final = "accounts.application"
INVITATION: Final = "accounts.invitation"


def token(pk: int, *, salt: str) -> str:
    """The end of a link to that row."""
    return signing.Signer(salt=salt).sign(str(pk)).replace(":", "~")


def row_of(text: str, *, salt: str) -> int:
    """The row that a link leads to; 0, which no row is, when we did not make it."""
    try:
        return int(signing.Signer(salt=salt).unsign(text.replace("~", ":")))
    except (signing.BadSignature, ValueError):
        return 0


def confirm_address(application_id: int) -> str:
    """The path that confirms the address of an application."""
    return reverse("sign-up-confirm", args=[token(application_id, salt=APPLICATION)])


def take_up_invitation(invitation_id: int) -> str:
    """The path that takes up an invitation."""
    return reverse("invitation", args=[token(invitation_id, salt=INVITATION)])


def new_password(user: User) -> str:
    """The path where `user` chooses a new password: good for PASSWORD_RESET_TIMEOUT seconds from now, and once."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("reset-confirm", args=[uid, default_token_generator.make_token(user)])
