"""Signing in by password, and staying signed in only as long as neither person nor company is switched off."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password
from django.http import HttpRequest

from accounts.models import Application, User
from accounts.models.joining import ApplicationState


class PasswordBackend(BaseBackend):
    """User name and password. What a user may do follows from the role alone (accounts.roles), so none is granted."""

    def authenticate(
        self,
        request: HttpRequest | None,
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
            _look_for_application(request, username, password)
            return None
        return user if user.check_password(password) and user.may_sign_in else None

    def get_user(self, user_id: int) -> User | None:
        """The user of a session, asked anew with every request: a switched-off one is signed out at once."""
        user = User.objects.select_related("organisation").filter(pk=user_id).first()
        return user if user is not None and user.may_sign_in else None


def _look_for_application(request: HttpRequest | None, username: str, password: str) -> None:
    """Remember on the request whose application this is the password of: the sign-in tells him how it stands.

    One hash in every case, as for somebody who exists, so that the time it takes tells nobody who does.
    """
    open_ones = Application.objects.filter(
        email=username.strip().lower(), state__in=[ApplicationState.UNCONFIRMED, ApplicationState.WAITING]
    )
    application = open_ones.order_by("-state", "-pk").first() if "@" in username else None
    if application is None:
        User().set_password(password)
    elif check_password(password, application.password) and request is not None:
        request.application_of_password = application  # type: ignore[attr-defined]
