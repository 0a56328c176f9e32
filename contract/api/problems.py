"""One shape for every refusal of the API: RFC 9457 `application/problem+json` with a stable `code`.

`handle` is the exception handler of the API; `problem` makes the same document for those who answer outside it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpResponse
from django.http.request import UnreadablePostError
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.response import Response

from contract.api.errors import Malformed
from contract.errors import DomainError, Text
from contract.finding import Finding, Severity
from contract.jsonpath import json_path

MEDIA_TYPE: Final = "application/problem+json"
MOST_FINDINGS: Final = 1000

# What the frameworks raise, and what we answer. The frameworks' own sentences are not shown: they name models.
_FRAMEWORK: Final[tuple[tuple[type[Exception], int, str, Text], ...]] = (
    (Http404, 404, "not_found", _("There is no such thing here, or it is not yours.")),
    (exceptions.NotFound, 404, "not_found", _("There is no such thing here, or it is not yours.")),
    (exceptions.NotAuthenticated, 401, "not_authenticated", _("Sign in, or send an API key.")),
    (exceptions.AuthenticationFailed, 401, "not_authenticated", _("This API key does not open anything.")),
    (exceptions.PermissionDenied, 403, "not_allowed", _("You may not do this.")),
    (PermissionDenied, 403, "not_allowed", _("You may not do this.")),
    (exceptions.MethodNotAllowed, 405, "method_not_allowed", _("This address does not take that method.")),
    (exceptions.NotAcceptable, 406, "not_acceptable", _("This address cannot answer in a form that you accept.")),
    (RequestDataTooBig, 413, "too_large", _("The body is larger than 1 MiB.")),
    (exceptions.UnsupportedMediaType, 415, "unsupported_media_type", _("Send application/json.")),
    (exceptions.Throttled, 429, "too_many_requests", _("Too many writes in this minute.")),
    (exceptions.ParseError, 400, "malformed_json", _("The body cannot be read.")),
    (UnreadablePostError, 400, "malformed", _("The body broke off.")),
    (BadRequest, 400, "malformed", _("The request cannot be read.")),
    (SuspiciousOperation, 400, "malformed", _("The request cannot be read.")),
)


class ProblemResponse(Response):
    """A refusal. It is JSON whatever the address answers otherwise: a CSV cannot say what went wrong."""

    @property
    def rendered_content(self) -> bytes:  # type: ignore[override]  # DRF renders bytes too
        """The document as bytes."""
        self["Content-Type"] = MEDIA_TYPE
        return json.dumps(self.data, ensure_ascii=False).encode()


def problem(status: int, code: str, detail: Text, findings: Sequence[Finding] = ()) -> dict[str, Any]:
    """Make the problem document, in the active language."""
    document: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": str(detail),
    }
    if findings:
        document["findings"] = [finding.as_json() for finding in findings[:MOST_FINDINGS]]
    return document


def handle(exc: Exception, _context: Mapping[str, Any]) -> Response | None:
    """The API's exception handler (`EXCEPTION_HANDLER`). None for a bug: that is a 500 and goes to the log."""
    if isinstance(exc, exceptions.ValidationError):
        exc = _malformed(tuple(findings_of(exc.detail)))
    if isinstance(exc, DomainError):
        document = problem(exc.status, exc.code, exc.detail, exc.findings) | dict(exc.also)
        return ProblemResponse(document, status=exc.status)
    for kind, status, code, detail in _FRAMEWORK:
        if isinstance(exc, kind):
            said = _said(exc) or detail
            return ProblemResponse(problem(status, code, said), status=status, headers=_headers(exc))
    return None


def http_problem(status: int, code: str, detail: Text) -> HttpResponse:
    """The same document for addresses that no API view serves."""
    return HttpResponse(
        json.dumps(problem(status, code, detail), ensure_ascii=False), status=status, content_type=MEDIA_TYPE
    )


def findings_of(detail: Any, steps: tuple[str | int, ...] = ()) -> Iterator[Finding]:
    """Turn a serializer's nested errors into findings, each at its place."""
    if isinstance(detail, Mapping):
        for name, below in detail.items():
            yield from findings_of(below, steps if name == "non_field_errors" else (*steps, name))
    elif isinstance(detail, (list, tuple)):
        for index, below in enumerate(detail):
            # A list of sentences speaks of this place; a list of mappings speaks of the members of a list.
            yield from findings_of(below, (*steps, index) if isinstance(below, (Mapping, list)) else steps)
    else:
        code = getattr(detail, "code", "invalid")
        fix = _("Remove this member.") if code == "unknown_field" else _("Send it as the schema shows.")
        yield Finding(code, Severity.ERROR, json_path(steps), str(detail), fix)


def _malformed(findings: Sequence[Finding]) -> Malformed:
    """The refusal of a shape; one flaw that has a name of its own gives the refusal its code."""
    refusal = Malformed(_("The request has the wrong shape."), findings=findings)
    codes = {finding.code for finding in findings}
    if codes in ({"unknown_field"}, {"wrong_type"}):
        refusal.code = codes.pop()
    return refusal


def _said(exc: Exception) -> Text | None:
    """What our own code said when it raised the framework's exception, if it said anything of its own."""
    if not isinstance(exc, exceptions.PermissionDenied | exceptions.AuthenticationFailed):
        return None
    said = exc.detail
    return str(said) if str(said) != str(exc.default_detail) else None


def _headers(exc: Exception) -> dict[str, str]:
    headers: dict[str, str] = {}
    challenge = getattr(exc, "auth_header", None)
    if challenge:
        headers["WWW-Authenticate"] = str(challenge)
    wait = getattr(exc, "wait", None)
    if wait is not None:
        headers["Retry-After"] = str(max(1, int(wait)))
    return headers
