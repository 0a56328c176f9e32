"""Codes for the day on which the telephone is lost: only what they can be recognised by is kept."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.crypto import salted_hmac
from django_otp.models import Device, ThrottlingMixin

from accounts.models.people import User

_SALT = "accounts.recovery_code"


def _digest(user_id: int, code: str, secret: str | bytes) -> str:
    return salted_hmac(f"{_SALT}:{user_id}", code, secret=secret, algorithm="sha256").hexdigest()


class RecoveryCodes(ThrottlingMixin, Device):  # type: ignore[misc]  # the library is not typed
    """One person's unused codes. A code is 40 bits, so its digest is keyed: the table alone gives none away."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    digests = models.JSONField(default=list)

    def keep(self, codes: Iterable[str]) -> None:
        """Hold these codes and no others. Saves nothing."""
        self.digests = [_digest(self.user_id, code, settings.SECRET_KEY) for code in codes]

    def verify_token(self, token: str) -> bool:
        """Take a code: it counts once; whoever guesses waits longer each time. Needs the row locked."""
        if not self.verify_is_allowed()[0]:
            return False
        known = self._digests_of(token).intersection(self.digests)
        if not known:
            self.throttle_increment()
            return False
        self.digests = [digest for digest in self.digests if digest not in known]
        self.throttle_reset(commit=False)
        self.save()
        return True

    def get_throttle_factor(self) -> Any:
        """Seconds after the first wrong code; they double with each."""
        return 1

    def _digests_of(self, code: str) -> set[str]:
        """Under the key of today, and under former ones that are still accepted."""
        return {_digest(self.user_id, code, key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)}
