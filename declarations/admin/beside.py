"""What rooms above this one show on its pages: beside a dossier, on a queue's rows, and on the desk's first page.

A room registers a function in its `apps.ready()`; this room knows none of them by name. Each function is given who
looks and when, reads only what that person may see, and answers with a template and its context, or with nothing.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from accounts.models import User
from declarations.models import Check, Declaration


class Block(NamedTuple):
    """A part of a page: a template, and what it is rendered with (under the name `block`)."""

    template: str
    context: Any


BesideDossier = Callable[[Declaration, User, datetime], Block | None]
OnRows = Callable[[list[Check], User, datetime], dict[int, list[str]]]
OnHome = Callable[[User, datetime], Block | None]

_beside_dossier: list[BesideDossier] = []
_on_rows: list[OnRows] = []
_on_home: list[OnHome] = []


def show_beside_dossier(function: BesideDossier) -> None:
    """From now on every dossier of the desk shows what this function answers."""
    _beside_dossier.append(function)


def show_on_rows(function: OnRows) -> None:
    """From now on a queue's rows carry what this function answers for all of them at once: a few words by check."""
    _on_rows.append(function)


def show_on_home(function: OnHome) -> None:
    """From now on the desk's first page shows what this function answers."""
    _on_home.append(function)


def beside_dossier(declaration: Declaration, *, by: User, at: datetime) -> list[Block]:
    """The blocks beside this dossier, in the order of registration."""
    return [block for function in _beside_dossier if (block := function(declaration, by, at))]


def beside_rows(checks: list[Check], *, by: User, at: datetime) -> dict[int, list[str]]:
    """The words on the rows of these checks, by their ids, in the order of registration."""
    found: dict[int, list[str]] = {}
    for function in _on_rows:
        for pk, words in function(checks, by, at).items():
            found.setdefault(pk, []).extend(words)
    return found


def on_home(user: User, *, at: datetime) -> list[Block]:
    """The blocks of the first page, in the order of registration."""
    return [block for function in _on_home if (block := function(user, at))]
