"""A finding: one thing worth saying about what a user sent, at the place where it stands."""

from enum import StrEnum
from typing import NamedTuple

from django.utils.functional import Promise


class Severity(StrEnum):
    """How much a finding weighs: an error stops the filing, a warning and an info never do."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Finding(NamedTuple):
    """One finding. `message` and `fix` may be lazy: they are said in the language of whoever reads them."""

    code: str
    severity: Severity
    path: str  # JSONPath into the document, e.g. `$.vehicles[0].plate`
    message: str | Promise
    fix: str | Promise

    @property
    def is_error(self) -> bool:
        return self.severity == Severity.ERROR

    def as_json(self) -> dict[str, str]:
        """The finding as the API says it (api.md, Conventions), in the active language."""
        return {
            "code": self.code,
            "severity": str(self.severity),
            "path": self.path,
            "message": str(self.message),
            "fix": str(self.fix),
        }
