"""Which key is this: hashed look-up, remembered for a second in each process.

A second is enough to spare a busy machine's requests the look-up, and short enough that a key revoked by one process
is dead in all the others before anybody could notice; in the process that revokes it, it is dead at once.
"""

import copy
import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from accounts.models import ApiKey

CACHED_FOR: Final = timedelta(seconds=1)
USE_NOTED_EVERY: Final = timedelta(minutes=1)
_MOST_CACHED: Final = 10_000
_MARK: Final = "gate"

_found: dict[str, tuple[datetime, ApiKey]] = {}


def new_secret() -> tuple[str, str, str]:
    """Make a key: the whole text to show once, its prefix, and the hash to keep."""
    prefix = secrets.token_hex(6)
    text = f"{_MARK}_{prefix}_{secrets.token_urlsafe(32)}"
    return text, prefix, _digest(text)


def find(text: str, *, at: datetime) -> ApiKey | None:
    """The live key with this text, its user and organisation loaded; None when it opens nothing."""
    digest = _digest(text)
    cached = _found.get(digest)
    if cached is not None and abs(at - cached[0]) < CACHED_FOR:
        return _own_copy(cached[1]) if cached[1].is_live(at) else None
    key_found = _look_up(text, digest)
    if key_found is None or not key_found.is_live(at):
        return None
    _note_use(key_found, at)
    if len(_found) >= _MOST_CACHED:
        _found.clear()
    _found[digest] = (at, key_found)
    return _own_copy(key_found)


def forget() -> None:
    """Look every key up anew; called whenever a key, a user or an organisation changes."""
    _found.clear()


def _own_copy(key: ApiKey) -> ApiKey:
    """A request may change the instances that it is given; what is remembered stays as it was read."""
    own = copy.copy(key)
    own.user = copy.copy(key.user)
    return own


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _look_up(text: str, digest: str) -> ApiKey | None:
    mark, _, rest = text.partition("_")
    prefix, _, secret = rest.partition("_")
    if mark != _MARK or not secret or not prefix.isascii() or not prefix.isalnum():
        return None
    key = ApiKey.objects.select_related("user__organisation").filter(prefix=prefix).first()
    return key if key is not None and hmac.compare_digest(key.secret_hash, digest) else None


def _note_use(key: ApiKey, at: datetime) -> None:
    if key.last_used_at is not None and key.last_used_at > at - USE_NOTED_EVERY:
        return
    # Conditional, so that of many processes that see the key at once only one writes.
    unnoted = Q(last_used_at__isnull=True) | Q(last_used_at__lte=at - USE_NOTED_EVERY)
    ApiKey.objects.filter(unnoted, pk=key.pk).update(last_used_at=at)
    key.last_used_at = at
