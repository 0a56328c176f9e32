"""What the views share: which scope a method needs, finding a row that the caller may see, versions as ETags."""

import hashlib
import json
from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils.http import parse_etags
from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.acting import acting_user
from accounts.api.behalf import choose_company
from accounts.api.permissions import scope
from contract.api.conditional import etag_of
from contract.api.errors import PreconditionFailed, PreconditionRequired
from declarations.models import ChangeRequest, Check, Declaration, Fee, Vehicle

READ, WRITE = "declarations:read", "declarations:write"
QUEUES, CHECKS = "queues:read", "checks:write"

GONE = tuple(model.DoesNotExist for model in (Declaration, Vehicle, Check, ChangeRequest, Fee))
"""What an operation raises when a row that was found a moment ago is there no more."""


class ScopedView(APIView):
    """A view that says which scopes open each of its methods; one of them is enough."""

    scopes: ClassVar[dict[str, tuple[str, ...]]] = {}

    def get_permissions(self) -> list[BasePermission]:
        """The permission of the request's method; a method that there is not is refused as such."""
        method = "GET" if self.request.method == "HEAD" else self.request.method or ""
        needed = self.scopes.get(method)
        return [scope(*needed)() if needed else IsAuthenticated()]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Sign in and check the scope, then hear for which company the request speaks.

        :raises NoConsent: it names one for which the caller may not act.
        """
        super().initial(request, *args, **kwargs)
        choose_company(request)

    def handle_exception(self, exc: Exception) -> Response:
        """A row that was found and is gone once it is locked is answered as one that was never there."""
        return super().handle_exception(Http404() if isinstance(exc, GONE) else exc)

    def is_of_companies(self, method: str) -> bool:
        """Whether companies call this method, so that the header `On-Behalf-Of` means something here."""
        return not {READ, WRITE}.isdisjoint(self.scopes.get(method, ()))


def declaration_or_404(request: Request, ref: str) -> Declaration:
    """The declaration of that number or id. :raises Http404: there is none, or the caller may not see it."""
    seen = Declaration.objects.visible_to(acting_user(request)).ref(ref)
    row: Declaration = one_or_404(seen.select_related("gate", "lane", "yard"))
    return row


def one_or_404(rows: QuerySet[Any]) -> Any:
    """The only row. :raises Http404: there is none."""
    row: Model | None = rows.first()
    if row is None:
        raise Http404
    return row


def version_tag(row: Declaration) -> str:
    """The ETag of a version, as a change answers it."""
    return etag_of(row.pk, row.version)


def content_tag(row: Declaration, answer: dict[str, Any]) -> str:
    """The ETag of all that is answered: a place in line or a finding moves without a new version."""
    content = json.dumps(answer, sort_keys=True).encode()
    return etag_of(row.pk, row.version, hashlib.blake2s(content, digest_size=8).hexdigest())


def require_read_version(request: Request, row: Declaration, *, required: bool) -> int | None:
    """The version that the caller has read, by `If-Match`; None when he names none and need not.

    :raises PreconditionRequired: `If-Match` is missing.   :raises PreconditionFailed: it names another version.
    """
    header = request.headers.get("If-Match")
    if header is None:
        if required:
            raise PreconditionRequired(_("Send If-Match with the ETag that you have read."))
        return None
    tags = {"-".join(tag.removeprefix("W/").strip('"').split("-")[:2]) for tag in parse_etags(header)}
    if header.strip() != "*" and f"{row.pk}-{row.version}" not in tags:
        raise PreconditionFailed(_("This changed since you read it; read it again."))
    return row.version
