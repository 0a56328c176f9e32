"""The shapes of forecasts, for the OpenAPI document; a test holds the answers against them."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from forecast.models import What, Why
from reports.api.schema import Answer


class ForecastDay(Answer):
    """A day ahead, in vehicles; where nothing is said, `unavailable` says why and the numbers are null."""

    for_date: date
    days_ahead: int
    p10: int | None = Field(description="On one day of ten fewer come (or stand there).")
    p50: int | None
    p90: int | None = Field(description="On one day of ten more.")
    naive: int | None = Field(description="As many as on the same weekday of the week before.")
    unavailable: Why | None
    beats_naive: bool = Field(description="Whether such forecasts were better than the naive one when this was made.")
    made_of: dict[str, Any] = Field(description="See docs/forecast.md.")
    came: int | None = Field(description="What came, once the day is over.")


class Score(Answer):
    """How such forecasts did on their last scored days (twelve weeks at most); errors and loss in vehicles."""

    days_ahead: int
    days: int
    mean_error: float
    naive_mean_error: float
    pinball_loss: float
    coverage: float = Field(description="The share of days between p10 and p90; right is 0.8.")
    beats_naive: bool


class ForecastSeries(Answer):
    """The next seven days of a gate and direction; `gate` null is all gates together."""

    gate: str | None
    direction: Literal["export", "import"]
    what: What
    days: list[ForecastDay]
    scores: list[Score]


class ForecastAnswer(Answer):
    """An evening's forecasts; before the first evening there are none."""

    made_on: date | None = Field(description="The bulletin's day whose cut-off they were made after.")
    made_at: datetime | None
    series: list[ForecastSeries]
