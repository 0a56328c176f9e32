"""Signing in by password, and staying signed in only as long as neither person nor company is switched off."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from accounts.models import User


class PasswordBackend(BaseBackend):
    """User name and password. What a user may do follows from the role alone (accounts.roles), so none is granted."""

    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002
        username: str | None = None,
        password: str | None = None,
        **_: Any,
    ) -> User | None:
        """The user, or None for whatever reason: the page says the same for all of them."""
        if not username or password is None:
            return None
        try:
            user = User.objects.get_by_natural_key(username)
        except User.DoesNotExist:
            User().set_password(password)  # costs the time of a real one, so that nobody can tell who exists
            return None
        return user if user.check_password(password) and user.may_sign_in else None

    def get_user(self, user_id: int) -> User | None:
        """The user of a session, asked anew with every request: a switched-off one is signed out at once."""
        user = User.objects.select_related("organisation").filter(pk=user_id).first()
        return user if user is not None and user.may_sign_in else None
