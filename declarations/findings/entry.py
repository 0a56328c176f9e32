"""How one finding is worded, and how much it weighs."""

from typing import NamedTuple

from django.utils.functional import Promise

from contract.finding import Severity

Text = str | Promise


class Entry(NamedTuple):
    """How one finding is worded. `code` is told apart from the name only where one code is worded in two ways."""

    severity: Severity
    message: Text
    fix: Text
    code: str = ""


def error(message: Text, fix: Text, *, code: str = "") -> Entry:
    return Entry(Severity.ERROR, message, fix, code)


def warning(message: Text, fix: Text) -> Entry:
    return Entry(Severity.WARNING, message, fix)


def info(message: Text, fix: Text) -> Entry:
    return Entry(Severity.INFO, message, fix)
