"""The shapes of bulletins and of orders, for the OpenAPI document; a test holds the answers against them."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from reports.models import BulletinKind, OrderState


class Answer(BaseModel):
    """What the program says: every member is there, and no other."""

    model_config = ConfigDict(extra="forbid", json_schema_serialization_defaults_required=True, populate_by_name=True)


class ExportFigures(Answer):
    """Export vehicles that left."""

    total: int
    fruit: int
    other: int


class ImportFigures(Answer):
    """Import vehicles that left; receiving vehicles are not counted."""

    total: int
    goods: int
    new_vehicles: int


class LeftOver(Answer):
    """What stands there at the cut-off."""

    total: int
    fruit: int
    other: int
    unregistered: int = Field(description="Trucks read at the barrier at most 72 h before, without a declaration.")
    change: int = Field(description="On the day before.")


class FarmProduce(Answer):
    """Fruit and farm produce on the vehicles that left, in kg as declared; null where it was not counted yet."""

    export: int | None
    import_: int | None = Field(alias="import")


class TradeValue(Answer):
    """Declared value of the goods on the vehicles that left, by currency: `{"USD": "123.45"}`; null as above."""

    export: dict[str, str] | None
    import_: dict[str, str] | None = Field(alias="import")


class Fees(Answer):
    """Fees paid within the day, in đồng; null where they were not counted yet."""

    infrastructure: int | None
    transfer: int | None
    total: int | None


class LaneFigures(Answer):
    """Vehicles that left by a lane."""

    cleared: int
    export: int
    import_: int = Field(alias="import")


class Part(Answer):
    """The figures of all the gates that are shown."""

    cleared: int
    export: ExportFigures
    import_: ImportFigures = Field(alias="import")
    left_over: LeftOver
    turned_back: int = Field(description="Export vehicles.")
    new_vehicles_remaining: int
    arrived: int = Field(description="Export vehicles newly come from inland.")
    carried_over: int = Field(description="Declared export vehicles that stood there when the day began.")
    import_inside: int
    import_turned_back: int
    farm_produce_kg: FarmProduce
    trade_value: TradeValue
    fees: Fees


class GatePart(Part):
    """The figures of a gate."""

    lanes: dict[str, LaneFigures] | None = Field(
        description="By the lane that was declared, an empty name without one; null where they were not counted yet."
    )


class KnownValue(Answer):
    """Value by currency; null is unknown, in whole or in one currency."""

    export: dict[str, str | None] | None
    import_: dict[str, str | None] | None = Field(alias="import")


class Base(Answer):
    """What is compared; null is unknown."""

    cleared: int | None
    export: int | None
    import_: int | None = Field(alias="import")
    farm_produce_kg: FarmProduce
    trade_value: KnownValue


class Days(Answer):
    """Of how many days something is known."""

    here: int = Field(description="Counted here.")
    elsewhere: int = Field(description="Only as others published them.")


class KnownDays(Answer):
    """By gate; `total` is null where not every gate is shown."""

    total: Days | None
    gates: dict[str, Days]


class YearBefore(Answer):
    """The same days a year before."""

    starts_on: date | None
    ends_on: date | None
    days: int
    known_days: KnownDays
    sources: list[str] = Field(description="Whose bulletins these values rest on besides those published here.")
    total: Base | None
    gates: dict[str, Base | None]


class Planned(Answer):
    """What was planned."""

    kind: str | None = Field(description="Of which period the plan is; null without one.")
    starts_on: date | None
    ends_on: date | None
    so_far: bool = Field(description="Whether the planned period goes on after these days.")
    total: Base | None
    gates: dict[str, Base | None]


class Comparison(Answer):
    """What the figures were held against when they were made, as base values; percentages are left to the reader."""

    year_before: YearBefore
    plan: Planned


class Expected(Answer):
    """Vehicles left over as a forecast expects them."""

    p10: int
    p50: int
    p90: int


class ExpectedLeftOver(Answer):
    """What a forecast that has been better than the naive one expected when the bulletin was made."""

    for_date: date
    total: Expected | None
    gates: dict[str, Expected]


class BulletinAnswer(Answer):
    """A day's bulletin, cut to the gates its reader may see (or asked for); `total` is the sum of those."""

    kind: BulletinKind
    starts_on: date = Field(description="The first day; of a day's bulletin the day itself.")
    date: date
    cut_off: str
    revision: int = Field(description="0 while provisional; 1 as first published; above, corrections.")
    cut_off_at: datetime
    made_at: datetime
    published_at: datetime | None = Field(description="Null while provisional.")
    total: Part
    gates: dict[str, GatePart]
    arrived: int
    import_inside: int
    new_vehicles_remaining: int
    closed_gates: list[str]
    assessment: str = Field(description="In the language of `Accept-Language`.")
    comparison: Comparison
    outlook: ExpectedLeftOver | None


class BulletinPage(Answer):
    """Bulletins, newest day first; of each day the one that holds."""

    results: list[BulletinAnswer]
    next: str | None


class MadeBulletin(Answer):
    """Which bulletin holds after the work."""

    date: date
    revision: int
    url: str


class Disagreement(Answer):
    """Where parts do not make their whole.

    `figure` `stock`: carried over + arrived ≠ left + turned back + left over. `carried_over`: on a day of a period,
    `date`, not what the day before left over. Another: what was counted is not what the trucks behind it make.
    """

    gate: str
    direction: Literal["export", "import", ""]
    cargo: str
    figure: str
    counted: Any
    listed: Any
    of_parts: bool
    date: date | None
    carried_over: int
    arrived: int
    left: int
    turned_back: int
    left_over: int
    declarations: list[str]
    events: list[int]


class TaskProblem(Answer):
    """Why nothing was made."""

    code: str
    detail: str
    disagreements: list[Disagreement]


class TaskAnswer(Answer):
    """An order to make a bulletin, and what became of it."""

    id: int
    kind: BulletinKind
    starts_on: date
    date: date
    state: OrderState
    ordered_at: datetime
    done_at: datetime | None
    bulletin: MadeBulletin | None
    problem: TaskProblem | None
