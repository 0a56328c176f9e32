"""Between password and code: who gave the right password waits in the session, signed in to nothing."""

import time
from typing import Final

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from accounts.backends import PasswordBackend
from accounts.models import User

SESSION_KEY: Final = "coming_in"
GOOD_FOR_SECONDS: Final = 600


def remember(request: HttpRequest, user: User, *, leads_to: str) -> None:
    """The password was right; until when, and where he wanted to go."""
    request.session[SESSION_KEY] = {
        "user": user.pk,
        "password": user.get_session_auth_hash(),
        "until": time.time() + GOOD_FOR_SECONDS,
        "leads_to": leads_to,
    }


def who(request: HttpRequest) -> User | None:
    """Who waits, if he may still come in: not for ever, and not if password or account changed since."""
    waits = request.session.get(SESSION_KEY)
    if not waits or waits["until"] < time.time():
        return None
    user = PasswordBackend().get_user(waits["user"])
    same = user is not None and constant_time_compare(waits["password"], user.get_session_auth_hash())
    return user if same else None


def leave(request: HttpRequest) -> str:
    """Nobody waits any more; answers where he wanted to go."""
    waits = request.session.pop(SESSION_KEY, None) or {}
    return str(waits.get("leads_to", ""))
