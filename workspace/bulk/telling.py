"""Findings of an entry as they are kept: at their cells, and in every language, for whoever reads them later."""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.utils.translation import get_language, override

from contract.finding import Finding, Severity
from workspace.bulk.entries import Placed, place_of

MOST: Final = 12
"""So many findings of one entry are kept, the errors first: whoever has more than these begins anew."""

_WEIGHT: Final = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


class Told(NamedTuple):
    """A finding in the language of its reader. `row` is the number in the sheet; no `column`: the whole row."""

    code: str
    severity: str
    row: int
    column: str
    message: str
    fix: str


def placed(findings: Iterable[Finding], origins: dict[str, list[Any]]) -> list[Placed]:
    """Findings of the document at the cells they come from."""
    return [Placed(finding, *place_of(finding.path, origins)) for finding in findings]


def kept(findings: Iterable[Placed], rows: list[int]) -> list[dict[str, Any]]:
    """As they are kept in a row of the database.

    :param rows: the numbers of the entry's rows in the sheet.
    """
    heaviest = sorted(findings, key=lambda one: _WEIGHT[one.finding.severity])[:MOST]
    told: list[dict[str, Any]] = [
        {
            "code": finding.code,
            "severity": str(finding.severity),
            "row": rows[line],
            "column": column,
            "message": {},
            "fix": {},
        }
        for finding, line, column in heaviest
    ]
    for language, _name in settings.LANGUAGES if told else ():
        with override(language):
            for one, (finding, _line, _column) in zip(told, heaviest, strict=True):
                one["message"][language], one["fix"][language] = str(finding.message), str(finding.fix)
    return told


def read(told: Iterable[dict[str, Any]]) -> list[Told]:
    """As they are said to whoever reads now."""
    language = get_language() or settings.LANGUAGE_CODE
    return [
        Told(one["code"], one["severity"], one["row"], one["column"], _said(one["message"], language),
             _said(one["fix"], language))
        for one in told
    ]  # fmt: skip


def _said(texts: dict[str, str], language: str) -> str:
    return texts.get(language) or texts.get(settings.LANGUAGE_CODE, "")
