"""The shapes of the study, for the OpenAPI document; a test holds the answers against them."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from reports.api.schema import Answer


class ModeAnswer(Answer):
    """The bucket that holds most times; `until_seconds` is not in it."""

    since_seconds: int
    until_seconds: int


class SpreadAnswer(Answer):
    """How the measured times lie. Null where nothing was measured."""

    measured: int = Field(description="How many were measured; the others are in none of these figures.")
    p50_seconds: int | None = Field(description="Half took at most so long: one of the times, never between two.")
    p90_seconds: int | None = Field(description="Nine in ten took at most so long.")
    mean_seconds: int | None
    mode: ModeAnswer | None
    least_seconds: int | None
    most_seconds: int | None


class TargetAnswer(Answer):
    """Against the target, net. Several targets may hold in a period: they lie between two times."""

    least_seconds: int
    most_seconds: int
    measured: int = Field(description="Those that were measured and have a target.")
    within: int


class OutcomesAnswer(Answer):
    """What became of the measuring of checks."""

    measured: int
    by_arrival: int = Field(description="Confirmed before, or with, the truck's arrival: it did not wait.")
    automatic: int
    unknown: int = Field(description="An instant is missing or contradicts another; nothing is filled in.")


class FiguresAnswer(Answer):
    """Passages (or checks) and their times: gross, and net of the time in which the gate stood still."""

    count: int
    gross: SpreadAnswer
    net: SpreadAnswer
    paused_mean_seconds: int | None = Field(description="Of the gross time, on average, within the hours of work.")
    closed_mean_seconds: int | None = Field(description="Of the gross time, on average, outside them.")
    held: int = Field(description="Of how many something was held; held time is part of both, gross and net.")
    held_mean_seconds: int | None
    target: TargetAnswer | None
    outcomes: OutcomesAnswer | None = Field(description="Of checks alone.")
    restarted: int = Field(description="Checks whose wait began anew; the last wait is measured.")


class GroupAnswer(FiguresAnswer):
    """One group."""

    key: str = Field(description="An agency, a check, a gate's code, `0` to `23`, `0` (Monday) to `6`, `peak`…")


class SegmentAnswer(Answer):
    """A part of the passage. The shares are means over all passages, so they add up to the mean of the whole."""

    segment: Literal["entry", "yard", "finish", "customs_out", "exit", "untold"]
    gross: SpreadAnswer
    net: SpreadAnswer
    share_seconds: int | None
    share_paused_seconds: int | None
    share_closed_seconds: int | None


class StudyAnswer(Answer):
    """The time release study of a period at the gates that the caller may see (or asked for)."""

    from_: date = Field(alias="from")
    to: date
    gates: list[str]
    direction: Literal["export", "import"] | None
    cargo: str | None
    followed_at: datetime | None = Field(description="Up to when the journal has been taken in.")
    turned_back: int = Field(description="Never released, hence in none of the times.")
    passages: FiguresAnswer
    segments: list[SegmentAnswer]
    by: str
    peak_hours: list[int] | None = Field(description="With `by=peak`: the fewest hours in which half of them arrived.")
    groups: list[GroupAnswer]
