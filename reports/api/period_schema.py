"""The shapes of the bulletins of periods, and of what corrections changed."""

from datetime import date, datetime
from typing import Any

from pydantic import Field

from reports.api.schema import Answer, BulletinAnswer, Comparison, YearBefore


class PeriodComparison(Comparison):
    """Likewise, of a period."""

    period_before: YearBefore = Field(description="The period of its kind before it, or as many days before it.")


class PeriodAnswer(BulletinAnswer):
    """The bulletin of a period: the sum of its days as they are published."""

    key: str = Field(description="As the address names it.")
    comparison: PeriodComparison
    days: dict[str, int] = Field(description="The days that are summed, each with its revision.")
    closed_days: dict[str, int] = Field(description="By gate, on how many of them it was closed.")


class PeriodPage(Answer):
    """Bulletins of periods, the last day newest first; of each period the one that holds."""

    results: list[PeriodAnswer]
    next: str | None


class FigureChange(Answer):
    """A figure that the correction says otherwise; null is not said."""

    place: str = Field(description="The code of a gate, or `total`.")
    figure: str = Field(description="`export.fruit`")
    old: Any
    new: Any


class CountedTruck(Answer):
    """A truck as a revision counts it."""

    counted_as: list[str] = Field(description="`arrived`, `left`, `turned_back`, `left_over`, `unregistered`, `paid`.")
    gate: str
    lane: str
    direction: str
    cargo: str
    farm_produce_kg: int
    value: dict[str, str]
    fees: int = Field(description="Paid within the day, in đồng.")


class TruckChange(Answer):
    """A truck that the correction counts otherwise; null: the revision does not count it."""

    number: str | None
    plate: str
    old: CountedTruck | None
    new: CountedTruck | None


class DayChange(Answer):
    """A day of which a period sums another revision."""

    date: date
    old: int | None
    new: int | None


class CorrectionAnswer(Answer):
    """A revision beside the one before it."""

    revision: int
    published_at: datetime
    figures: list[FigureChange]
    vehicles: list[TruckChange] = Field(description="At most 500 of them.")
    vehicles_changed: int | None = Field(description="How many they are; null where no list was kept, and of periods.")
    days: list[DayChange] = Field(description="Of a period; what changed in them is said by their own corrections.")


class Corrections(Answer):
    """The corrections of a day or a period, first to last."""

    results: list[CorrectionAnswer]
