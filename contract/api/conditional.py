"""ETags: nobody overwrites what he has not read, and nobody is sent what he already has."""

from django.utils.http import parse_etags
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from contract.api.errors import PreconditionFailed, PreconditionRequired


def etag_of(*parts: object) -> str:
    """Make the ETag of something from what changes when it does: `etag_of(declaration.pk, declaration.version)`."""
    return '"' + "-".join(str(part) for part in parts) + '"'


def require_if_match(request: Request, etag: str) -> None:
    """Let the change through only when the caller has read this very version.

    :raises PreconditionRequired: `If-Match` is missing.   :raises PreconditionFailed: it names another version.
    """
    header = request.headers.get("If-Match")
    if header is None:
        raise PreconditionRequired(_("Send If-Match with the ETag that you have read."))
    if header.strip() != "*" and not _matches(header, etag):
        raise PreconditionFailed(_("This changed since you read it; read it again."))


def not_modified(request: Request, etag: str) -> Response | None:
    """The 304 to answer when the caller already has this version, else None."""
    header = request.headers.get("If-None-Match")
    if header is None or (header.strip() != "*" and not _matches(header, etag)):
        return None
    return Response(status=304, headers={"ETag": etag})


def _matches(header: str, etag: str) -> bool:
    # Weak and strong alike: a proxy that compresses makes our tags weak, and they name versions, not bytes.
    return etag in {candidate.removeprefix("W/") for candidate in parse_etags(header)}
