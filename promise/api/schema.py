"""The shapes of strikes, for the OpenAPI document alone."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from declarations.api.schema import Answer
from declarations.line.duties import Duty, Excuse
from declarations.line.ladder import Level
from declarations.stages import Direction


class CaughtAnswer(Answer):
    """What the truck was caught in."""

    since: datetime
    until: datetime | None
    reason: str | None


class AppealAnswer(Answer):
    """What the company said."""

    words: str
    asked_at: datetime


class RulingAnswer(Answer):
    """What was answered. `automatic`: by the rule, which learnt of a fault later."""

    granted: bool
    reason: str
    ruled_at: datetime
    automatic: bool


class StrikeAnswer(Answer):
    """A duty that was not kept, and what became of it."""

    id: int
    declaration: str
    plate: str
    gate: str
    direction: Direction
    window: datetime
    duty: Duty
    state: Literal["stands", "excused", "taken_back"]
    excuse: Excuse | None
    caught: CaughtAnswer | None
    given_at: datetime
    appeal: AppealAnswer | None
    ruling: RulingAnswer | None


class StandingAnswer(Answer):
    """Where the company stands on the ladder. `horizon_hours`: so far ahead it books windows; null: as all do."""

    level: Level
    strikes: int
    until: datetime | None
    horizon_hours: int | None


class StrikePage(Answer):
    """A page of strikes, newest first."""

    standing: StandingAnswer = Field(description="Of the company for which the request speaks.")
    results: list[StrikeAnswer]
    next: str | None
