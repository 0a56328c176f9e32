"""The three refusals every operation may answer with, whatever interface called it.

An operation raises a subclass that lives beside it and carries a stable `code` (shared with clients, never
translated) and a sentence that an officer can read. Interfaces translate: the API into problem+json, a form into a
form error, the admin into a warning; a task lets it raise.
"""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise

from contract.finding import Finding

Text = str | Promise


class DomainError(Exception):
    """A refusal that is the caller's to mend.

    :param detail: one sentence (may be lazy, so that it is said in the reader's language).
    :param findings: what is wrong, member by member; may be empty.
    """

    code: str = "refused"
    status: int = 422
    also: Mapping[str, object] = {}
    """What else a machine is told, as members of the problem document."""

    def __init__(self, detail: Text, *, findings: Sequence[Finding] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.findings = tuple(findings)

    def __str__(self) -> str:
        return str(self.detail)


class Invalid(DomainError):
    """What was sent breaks a rule: 422."""

    code = "invalid"
    status = 422


class NotAllowed(DomainError):
    """The caller sees the thing but may not do this to it: 403."""

    code = "not_allowed"
    status = 403


class Conflict(DomainError):
    """The thing is not in a state in which this can be done, or somebody was first: 409."""

    code = "conflict"
    status = 409
