"""What came of an officer's last move: which trucks were refused and why, and what he can take back with one key.

It is kept for a quarter of an hour, until his next move, or until he puts it away.
"""

from collections.abc import Sequence
from datetime import datetime
from secrets import token_hex
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from accounts.models import User
from contract.errors import DomainError
from declarations.admin import kept
from declarations.admin.moves import MOVES, Move
from declarations.admin.performing import attempt, name_of
from declarations.errors import WrongState
from declarations.models import Check

LIFE_SECONDS: Final = 900
UNDONE_BY: Final = {"confirm": "withdraw", "refuse": "withdraw", "hold": "release"}
"""By which move an officer's own last one is taken back."""

Outcomes = Sequence[tuple[Check, DomainError | None]]


class Outcome(NamedTuple):
    """One move of one or several checks."""

    token: str
    move: str
    where: str
    """The queue in which it was made (`Scope.query`)."""
    failed: dict[int, str]
    """Why, by the id of the check."""
    done: tuple[int, ...]
    name: str
    """What it was done to: a plate, or nothing when there were several."""

    @property
    def undo(self) -> Move | None:
        """What takes it back."""
        return MOVES.get(UNDONE_BY.get(self.move, "")) if self.done else None

    @property
    def label(self) -> str:
        """What would be taken back: `Confirm: 12C-123.45`."""
        return f"{MOVES[self.move].label}: {self.name or len(self.done)}"


NOTHING: Final = Outcome("", "", "", {}, (), "")


def remember(by: User, move: Move, outcomes: Outcomes, *, where: str) -> bool:
    """Keep it; False when nothing can be kept, so that it must be said otherwise."""
    failed = {check.pk: str(refusal) for check, refusal in outcomes if refusal is not None}
    done = [check for check, refusal in outcomes if refusal is None]
    name = name_of(done[0]) if len(done) == 1 else ""
    said = Outcome(token_hex(4), move.name, where, failed, tuple(check.pk for check in done), name)
    return kept.keep(_name(by), tuple(said), seconds=LIFE_SECONDS)


def last_of(by: User) -> Outcome:
    """The last one, or `NOTHING`."""
    found = kept.recall(_name(by))
    return Outcome(*found) if found else NOTHING


def forget(by: User) -> None:
    """Put it away."""
    kept.drop(_name(by))


def take_back(checks: Sequence[Check], last: Outcome, *, by: User, at: datetime) -> Outcomes:
    """Take the last move back from these checks, each on its own; what a colleague has decided since stays."""
    move = last.undo
    if move is None:
        return []
    overtaken = WrongState(_("A colleague has decided this check since."))
    return [
        (check, attempt(move, check, by=by, at=at, said={}) if check.decided_by_id == by.pk else overtaken)
        for check in checks
    ]


def _name(by: User) -> str:
    return f"outcome:{by.pk}"
