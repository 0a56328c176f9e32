"""`Authorization: Bearer <api key>`: the key says who acts and how far."""

from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts import keys
from accounts.models import ApiKey, User

_LONGEST: Final = 200


class ApiKeyAuthentication(BaseAuthentication):
    """Sign in by API key; `request.auth` is the key. A session works where no key is sent."""

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        """The key's user and the key, or None when the header is absent.

        :raises AuthenticationFailed: the header does not hold a key that opens anything; it never says why.
        """
        header = get_authorization_header(request)
        if not header:
            return None
        scheme, _space, text = header.decode("latin-1").partition(" ")
        if scheme.lower() != "bearer":
            raise AuthenticationFailed(_("Send the key as: Authorization: Bearer <key>."))
        key = keys.find(text.strip(), at=timezone.now()) if len(text) <= _LONGEST else None
        if key is None:
            raise AuthenticationFailed
        return key.user, key

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002
        """The challenge of a 401."""
        return 'Bearer realm="gate"'


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI document names it."""

    target_class = ApiKeyAuthentication
    name = "apiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:  # noqa: ARG002
        """The security scheme object."""
        description = "An API key: of one's own account (`/accounts/company/keys/`), or issued by an administrator."
        return {"type": "http", "scheme": "bearer", "description": description}
