"""The shapes of declarations and what belongs to them, for the OpenAPI document alone.

Answers are made as plain dicts (`output`), which is fast.
A test holds every answer against these models, so that the two cannot drift apart.
"""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from accounts.models import Agency
from declarations.document import DeclarationBody, ReceivingVehicleBody, VehicleBody
from declarations.stages import CheckCode, CheckState, Direction, FeeKind, Role, Stage, Status, Verb

TickCode = Literal["enter_gate", "into_yard", "in_yard", "payment", "out_of_yard", "left_gate"]


class Answer(BaseModel):
    """What the program says: every member is there, and no other."""

    model_config = ConfigDict(extra="forbid", json_schema_serialization_defaults_required=True)


class FindingAnswer(Answer):
    """One thing worth saying about what was sent, at the place where it stands."""

    code: str = Field(description="Stable; what a program decides by.")
    severity: Literal["error", "warning", "info"]
    path: str = Field(description="JSONPath into the declaration.")
    message: str = Field(description="In the language of `Accept-Language`.")
    fix: str


class CheckAnswer(Answer):
    """One agency's step."""

    id: int
    code: CheckCode
    agency: Agency
    state: CheckState
    at: datetime | None = Field(description="When it was confirmed, held or refused.")
    note: str | None
    automatic: bool
    reason: str | None = Field(description="Why it was held or refused.")
    fields_: list[str] = Field(alias="fields", description="Paths to mend, when it was sent back.")


class FeeBasis(BaseModel):
    """What the sum was made of."""

    fee_class: str
    cargo_kind: str
    journey: str
    regime: str
    base: int
    percent: int
    on: date
    source: str
    assumed: bool


class FeeAnswer(Answer):
    """One sum, in đồng."""

    id: int
    kind: FeeKind
    amount: int
    paid_at: datetime | None
    receipt_number: str | None
    basis: FeeBasis


class TickAnswer(Answer):
    """One of six independent steps of the way."""

    code: TickCode
    at: datetime | None


class MinutesAnswer(Answer):
    """A range: one in ten takes less than `p10`, one in ten more than `p90`."""

    p10_minutes: int = Field(ge=0)
    p50_minutes: int = Field(ge=0)
    p90_minutes: int = Field(ge=0)


class EstimateAnswer(MinutesAnswer):
    """Minutes from `made_at` until the truck is let in; `to_exit` until it has left."""

    to_exit: MinutesAnswer | None
    made_at: datetime


class LineAnswer(Answer):
    """The place in line."""

    position: int | None = Field(ge=1, description="From 1; null while it stands in no line.")
    line_time: datetime | None
    green: bool = Field(description="Fresh fruit goes first.")
    estimate: EstimateAnswer | None = Field(
        description="Null in no line, and while nothing can be said: a closed or paused gate gives none."
    )


class Passage(Answer):
    """What is added to a vehicle as it was declared. In a draft there is nothing yet: ids and stages are null."""

    id: int | None
    stage: Stage | None
    ticks: list[TickAnswer]
    line: LineAnswer
    checks: list[CheckAnswer]
    fees: list[FeeAnswer]


class VehicleAnswer(VehicleBody, Passage):
    """A vehicle as it was declared, and how far it is."""


class ReceivingVehicleAnswer(ReceivingVehicleBody, Passage):
    """A receiving vehicle as it was declared, and how far it is."""


class DeclarationAnswer(DeclarationBody, Answer):
    """A declaration as it was declared, and how far it is. `checks` and `fees` here are of the declaration itself."""

    vehicles: list[VehicleAnswer]  # type: ignore[assignment]
    receiving_vehicles: list[ReceivingVehicleAnswer]  # type: ignore[assignment]
    id: int
    number: str | None
    status: Status
    overdue: bool = Field(description="A day past its expected arrival, and nothing of it seen: revive it.")
    filed_at: datetime | None
    updated_at: datetime
    version: int
    checks: list[CheckAnswer]
    fees: list[FeeAnswer]


class WholeDeclarationAnswer(DeclarationAnswer):
    """A declaration with what there is to say about it; of a draft, all that stands in the way of filing it."""

    findings: list[FindingAnswer]


class DeclarationPage(Answer):
    """A page of declarations, without their findings."""

    results: list[DeclarationAnswer]
    next: str | None


class DeclarationIn(DeclarationBody):
    """A declaration to file, or to keep as a draft."""

    draft: bool | None = Field(default=None, description="true: keep it as a draft; anything may be missing then.")


class DeclarationPatch(DeclarationBody):
    """What is to change, by JSON Merge Patch."""


class CheckedAnswer(Answer):
    """What would be found."""

    fileable: bool
    findings: list[FindingAnswer]


class EventAnswer(Answer):
    """One entry of the journal. `by`: the agency or role that acted; null when it came about by itself."""

    seq: int
    verb: Verb
    vehicle_id: int | None
    vehicle: str | None = Field(description="Its role and key.", examples=["carrier:1"])
    check: CheckCode | None
    by: str | None
    happened_at: datetime
    recorded_at: datetime
    data: dict[str, Any]


class EventPage(Answer):
    """A page of the journal, oldest first."""

    results: list[EventAnswer]
    next: str | None


class ActedVehicleAnswer(Passage):
    """A vehicle after an act on it."""

    declaration: str
    key: str
    role: Role
    plate: str
    trailer_plate: str | None
    container: str | None
    direction: Direction
    held: bool = Field(description="Held on the road.")
    moved_to: str | None = Field(description="The number of the declaration opened for it at another gate.")
