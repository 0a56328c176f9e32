"""What a caller must hold before a view runs: a scope of his key or, in a session, of his role."""

from functools import cache
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.models import ApiKey, User
from accounts.roles import SCOPES

if TYPE_CHECKING:  # the framework imports this file while it is still building its views
    from rest_framework.views import APIView

KNOWN_SCOPES: Final = frozenset().union(*SCOPES.values())


class HasScope(BasePermission):
    """Holds one of the scopes that the class was made with; made by `scope()`."""

    required: tuple[str, ...] = ()

    def has_permission(self, request: Request, view: "APIView") -> bool:  # noqa: ARG002
        """Whether the caller holds it. :raises PermissionDenied: signed in, but without it."""
        if not isinstance(request.user, User):
            return False
        if not scopes_of(request).isdisjoint(self.required):
            return True
        raise PermissionDenied(_("This needs the scope %(scope)s.") % {"scope": " / ".join(self.required)})


@cache
def scope(*names: str) -> type[HasScope]:
    """Make the permission: `permission_classes = [scope("declarations:read")]`; of several scopes one is enough.

    :raises ValueError: no role has such a scope.
    """
    unknown = set(names) - KNOWN_SCOPES
    if unknown or not names:
        raise ValueError(f"{', '.join(unknown)} is not a scope.")
    return type(f"HasScope[{','.join(names)}]", (HasScope,), {"required": names})


def scopes_of(request: Request) -> frozenset[str]:
    """What this request may do: the key's scopes, cut to the role; in a session, the role's."""
    if isinstance(request.auth, ApiKey):
        return request.auth.effective_scopes
    return request.user.scopes if isinstance(request.user, User) else frozenset()
