"""Who acts in this request, as one of our users and typed as one."""

from django.http import HttpRequest
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request

from accounts.models import User


def acting_user(request: HttpRequest | Request) -> User:
    """The signed-in user. :raises NotAuthenticated: nobody is signed in (a view without its permission class)."""
    user = request.user
    if not isinstance(user, User):
        raise NotAuthenticated
    return user
