"""One examination under way: the document, what is known, and what has been found so far."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from contract.finding import Finding
from declarations.document import DeclarationBody
from declarations.findings import catalogue
from declarations.findings.facts import Facts, GateFacts
from declarations.formats import BadFormat, has_content, has_letters

_LONGEST_VALUE = 40
T = TypeVar("T")


@dataclass(slots=True)
class Case:
    """What the rules of one field family are given. They put fields into their shown form and say what is wrong."""

    document: DeclarationBody
    facts: Facts
    at: datetime
    unreadable: frozenset[str] = frozenset()
    found: list[Finding] = field(default_factory=list)
    next_free: tuple[datetime, ...] = ()

    @property
    def gate(self) -> GateFacts | None:
        """The gate that is declared, when there is one of that code."""
        return self.facts.gates.get(self.document.gate or "")

    def say(self, name: str, path: str, /, **params: object) -> None:
        """Note a finding, unless it is about what could not be read and was told already."""
        if not (self.unreadable and self._is_unreadable(path)):
            self.found.append(catalogue.finding(name, path, **params))

    def require(self, value: object, path: str) -> bool:
        """Say so when a member that filing needs is absent; return whether it is there."""
        if value is None or value == []:
            self.say("required", path)
            return False
        return True

    def require_text(self, value: str | None, path: str) -> bool:
        """As `require`; a text needs a letter or a digit besides."""
        if value is None:
            self.say("required", path)
            return False
        if not has_content(value):
            self.say("only_punctuation", path, value=shortened(value))
            return False
        return True

    def require_name(self, value: str | None, path: str) -> None:
        """As `require_text`; a name usually has a letter."""
        if self.require_text(value, path) and value and not has_letters(value):
            self.say("name_without_letters", path, value=shortened(value))

    def shown(self, read: Callable[[str], T], value: str | None, path: str) -> T | None:
        """Read a member of some format; None when it is absent or not of that format, and then that is said."""
        if value is None:
            return None
        try:
            return read(value)
        except BadFormat as refusal:
            self.say(refusal.code, path, value=shortened(value))
            return None

    def is_whole(self, path: str, *members: str) -> bool:
        """Whether all entries of that list, and those members of them, could be read.

        Else nothing is said about what may stand in the rest.
        """
        for lost in self.unreadable:
            if lost in ("$", path):
                return False
            if lost.startswith(f"{path}["):
                _index, _end, below = lost.removeprefix(path).partition("]")
                if not below or re.split(r"[.\[]", below)[1] in members:
                    return False
        return True

    def _is_unreadable(self, path: str) -> bool:
        ends = (index for index, character in enumerate(path) if character in ".[")
        return path in self.unreadable or any(path[:end] in self.unreadable for end in ends)


def shortened(value: str) -> str:
    """A value as it is quoted in a message."""
    return value if len(value) <= _LONGEST_VALUE else value[: _LONGEST_VALUE - 1] + "…"
