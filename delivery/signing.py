"""The secret by which a webhook's receiver knows us: made anew each time of the site's key and a salt, kept nowhere.

Whoever reads the database learns no secret. Whoever changes WEBHOOK_KEY ends all of them, and that is noticed: the mark
beside the salt tells whether the secret is still the one that was shown.
"""

import base64
import hashlib
import hmac
import secrets
from typing import Final, NamedTuple

from django.conf import settings

from delivery.models import Subscription

_MARK: Final = "gwh_"


class NewSecret(NamedTuple):
    """A secret, to be shown once, and what is kept of it."""

    text: str
    salt: str
    mark: str


def new_secret() -> NewSecret:
    """Make one of chance."""
    salt = secrets.token_hex(32)
    text = _made_of(salt)
    return NewSecret(text, salt, _mark_of(text))


def secret_of(subscription: Subscription) -> str | None:
    """The secret that was shown; None when it can no longer be made, because the site's key is another one."""
    text = _made_of(subscription.secret_salt)
    return text if hmac.compare_digest(_mark_of(text), subscription.secret_mark) else None


def _made_of(salt: str) -> str:
    digest = hmac.digest(settings.WEBHOOK_KEY, salt.encode(), "sha256")
    return _MARK + base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _mark_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
