"""Whoever chose to work for another company does so in every request of his session, as long as it consents."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.companies import work_for
from accounts.models import User

SESSION_KEY = "working_for"


class WorkingFor:
    """Puts the choice on the user of the request; a choice that holds no more is forgotten."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look only where there is a session at all."""
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            chosen = request.session.get(SESSION_KEY)
            if chosen and not (isinstance(request.user, User) and work_for(request.user, chosen)):
                request.session.pop(SESSION_KEY, None)
        return self.get_response(request)
