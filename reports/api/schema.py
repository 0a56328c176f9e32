"""The shapes of bulletins and of orders, for the OpenAPI document; a test holds the answers against them."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from reports.models import OrderState


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


class Part(Answer):
    """The figures of a gate, or of all the gates that are shown."""

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


class BulletinAnswer(Answer):
    """A day's bulletin, cut to the gates its reader may see (or asked for); `total` is the sum of those."""

    date: date
    cut_off: str
    revision: int = Field(description="0 while provisional; 1 as first published; above, corrections.")
    cut_off_at: datetime
    made_at: datetime
    published_at: datetime | None = Field(description="Null while provisional.")
    total: Part
    gates: dict[str, Part]
    arrived: int
    import_inside: int
    new_vehicles_remaining: int
    closed_gates: list[str]
    assessment: str = Field(description="In the language of `Accept-Language`.")


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
    """Where the day's events contradict each other: carried over + arrived ≠ left + turned back + left over."""

    gate: str
    direction: Literal["export", "import"]
    cargo: str
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
    date: date
    state: OrderState
    ordered_at: datetime
    done_at: datetime | None
    bulletin: MadeBulletin | None
    problem: TaskProblem | None
