"""The shapes of queues, scans, gates and boards, for the OpenAPI document alone (see `schema`)."""

from datetime import datetime
from typing import Literal

from pydantic import Field, RootModel

from declarations.api.schema import Answer, CheckAnswer, EstimateAnswer
from declarations.models.reason import Decision
from declarations.stages import CargoKind, CheckCode, CheckState, Direction, Role, Stage


class BriefVehicle(Answer):
    """What it takes to recognise a truck."""

    id: int
    declaration: str
    key: str
    role: Role
    plate: str
    trailer_plate: str | None
    container: str | None
    direction: Direction
    cargo: CargoKind | None
    green: bool
    stage: Stage


class QueueAnswer(Answer):
    """One check at one gate, and what waits for it."""

    gate: str
    check: CheckCode
    ready: int
    held: int
    oldest_ready_at: datetime | None


class QueueList(RootModel[list[QueueAnswer]]):
    """The queues of an officer."""


class ReasonAnswer(Answer):
    """A reason that the agency's catalogue offers."""

    code: str = Field(description="What a decision names as its `reason_code`.")
    label: str = Field(description="In the language of `Accept-Language`; the journal keeps it in Vietnamese.")
    decisions: list[Decision] = Field(description="For which decisions it is offered.")


class ReasonList(RootModel[list[ReasonAnswer]]):
    """The catalogue of an officer's agency."""


class QueueRow(Answer):
    """A check that waits. Vehicle and plate are null for the check of a whole declaration."""

    id: int
    check: CheckCode
    state: CheckState
    vehicle_id: int | None
    declaration: str
    plate: str | None
    role: Role | None
    trailer_plate: str | None
    container: str | None
    cargo: CargoKind | None
    direction: Direction
    green: bool
    seen: bool
    ready_at: datetime | None
    waiting_seconds: int | None
    queue_at: datetime = Field(description="Line time; before it is seen, the expected arrival.")
    expected_arrival: datetime


class QueuePage(Answer):
    """A page of a queue: who stands there first, then by line time."""

    results: list[QueueRow]
    next: str | None


class ScanRefusal(Answer):
    """A check that could not be confirmed with the scan."""

    check: CheckCode
    code: str
    detail: str


class OtherCheck(Answer):
    """A check of the officer's agency that is not ready, or needs nothing any more."""

    check: CheckCode
    state: CheckState
    detail: str | None = Field(description="What a pending one waits for.")


class PassAnswer(Answer):
    """A pass."""

    token: str = Field(description="What the QR code holds; docs/pass.md says how to read it without network.")
    number: str
    plate: str
    valid_until: datetime


class PassDifference(Answer):
    """A member that the pass or the truck says otherwise than the declaration, letters and digits alone; null: none."""

    field: Literal["plate", "trailer_plate", "container"]
    on_pass: str | None = Field(alias="pass")
    read: str | None = Field(description="What stands there, where that is what differs.")
    declared: str | None


class ScanAnswer(Answer):
    """What the gate says to a scan. A refusal is an answer too, and is kept."""

    result: Literal["ok", "refused", "ambiguous"]
    code: (
        Literal[
            "no_declaration",
            "other_gate",
            "plate_differs",
            "trailer_differs",
            "container_differs",
            "vehicle_ended",
            "ambiguous",
            "plate_resembles",
            "pass_malformed",
            "pass_forged",
            "pass_expired",
            "pass_revoked",
        ]
        | None
    )
    detail: str | None
    differences: list[PassDifference] = Field(description="What stopped the scan; of a revoked pass what has changed.")
    vehicle: BriefVehicle | None
    candidates: list[BriefVehicle]
    ready_checks: list[CheckAnswer]
    other_checks: list[OtherCheck]
    confirmed: list[CheckCode]
    refusals: list[ScanRefusal]


class HoursAnswer(Answer):
    """A stretch of a weekday (Monday is 0), Hanoi time."""

    weekday: int = Field(ge=0, le=6)
    opens: str = Field(examples=["07:00"])
    closes: str = Field(examples=["19:00"])


class LaneAnswer(Answer):
    """A way through the gate."""

    code: str
    name: str
    direction: Direction | None = Field(description="Null: both.")
    open: bool


class YardAnswer(Answer):
    """Ground where trucks stand."""

    code: str
    name: str
    inside: bool
    transshipment: bool
    open: bool


class GateAnswer(Answer):
    """A gate, and what a declaration may name there."""

    code: str
    name: str
    opposite: str | None
    kind: Literal["international", "main", "auxiliary", "rail"]
    takes_trucks: bool
    hours: list[HoursAnswer]
    lanes: list[LaneAnswer]
    yards: list[YardAnswer]


class GatePage(Answer):
    """All gates; there is never a second page."""

    results: list[GateAnswer]
    next: None


class SideAnswer(Answer):
    """One direction. Each truck in line is counted once: waiting, called, or at the gate (until its exit)."""

    waiting: int
    called: int
    at_gate: int
    cleared_today: int
    colour: Literal["green", "yellow", "orange", "red"]
    estimate: EstimateAnswer | None = Field(
        description="Of a truck that would arrive now; null while nothing can be said."
    )


class SidesAnswer(Answer):
    """Both directions."""

    export: SideAnswer
    import_: SideAnswer = Field(alias="import")


class PauseAnswer(Answer):
    """A gate, or a lane of it, stands still."""

    lane: str | None = Field(description="Null: the whole gate.")
    since: datetime
    until: datetime | None = Field(description="When it is expected to go on.")
    reason: str


class BoardAnswer(Answer):
    """The public board of a gate."""

    gate: str
    as_of: datetime
    state: Literal["open", "paused", "closed", "preregistered_only"]
    notice: str | None = Field(description="For people, in the language of `Accept-Language`; pauses included.")
    pauses: list[PauseAnswer]
    directions: SidesAnswer


class WindowAnswer(Answer):
    """An arrival window: an hour."""

    starts_at: datetime
    direction: Direction
    capacity: int
    free: int = Field(ge=0, description="Places for any truck.")
    free_for_green: int = Field(ge=0, description="Places for a truck with fresh fruit, for which a share is kept.")


class WindowPage(Answer):
    """The windows of a gate, in order."""

    results: list[WindowAnswer]
    next: None
