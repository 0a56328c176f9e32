"""How the record of the estimates is answered."""

import datetime as dt

from pydantic import Field

from declarations.api.schema import Answer
from declarations.stages import Direction


class ScoreAnswer(Answer):
    """Sums and means over estimates that came true. Minutes."""

    estimates: int
    held: int = Field(description="How many of them fell into the range p10 to p90.")
    coverage: float | None = Field(description="`held` through `estimates`; 0.8 is promised.")
    mean_absolute_error: float | None
    compared: int = Field(description="For so many a naive estimate existed too.")
    naive_mean_absolute_error: float | None = Field(description="Place in line through the last hour's rate.")
    error_against_naive: float | None = Field(description="Where both exist; below 1 is better than the naive one.")


class WeekAnswer(ScoreAnswer):
    """Estimates made in one week."""

    monday: dt.date


class RecordAnswer(Answer):
    """One direction of one gate."""

    gate: str
    direction: Direction
    recent: ScoreAnswer = Field(description="This week and the three before it.")
    weeks: list[WeekAnswer] = Field(description="Newest first.")


class RecordPage(Answer):
    """All gates that take trucks."""

    results: list[RecordAnswer]
    next: None
