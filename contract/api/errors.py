"""Refusals of the transport itself: the request was not understood, so no operation was asked.

They are DomainErrors like the three of `contract.errors`, so one handler answers all.
"""

from contract.errors import DomainError


class Malformed(DomainError):
    """The body or the query has the wrong shape; `findings` say where."""

    code = "malformed"
    status = 400


class MalformedJSON(Malformed):
    """The body is not the JSON we read."""

    code = "malformed_json"


class UnknownParameter(Malformed):
    """The query names a parameter that this address does not know."""

    code = "unknown_parameter"


class BadIdempotencyKey(Malformed):
    """The Idempotency-Key is empty, too long or not printable."""

    code = "bad_idempotency_key"


class PreconditionFailed(DomainError):
    """The thing changed since the caller read it."""

    code = "precondition_failed"
    status = 412


class TooLarge(DomainError):
    """The body is larger than any honest one."""

    code = "too_large"
    status = 413


class UnsupportedEncoding(DomainError):
    """The body is not in UTF-8."""

    code = "unsupported_media_type"
    status = 415


class PreconditionRequired(DomainError):
    """A change needs `If-Match`, so that nobody overwrites what he has not read."""

    code = "precondition_required"
    status = 428
