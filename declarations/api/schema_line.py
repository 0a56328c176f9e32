"""The shapes of the line and of calls, for the OpenAPI document alone (see `schema`)."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from declarations.api.schema import Answer
from declarations.queries.line import Skip, Why
from declarations.stages import CargoKind


class LineTruck(Answer):
    """What it takes to name a truck in line."""

    id: int
    declaration: str
    key: str
    plate: str
    green: bool


class LineRow(LineTruck):
    """A truck that waits or is called forward."""

    trailer_plate: str | None
    container: str | None
    cargo: CargoKind | None
    position: int = Field(ge=1)
    line_time: datetime
    stage: Literal["waiting", "called"]
    called_at: datetime | None
    acknowledged_at: datetime | None = Field(description="When its driver answered that he is coming.")
    held: bool = Field(description="Held on the road.")


class LinePage(Answer):
    """A page of the line."""

    results: list[LineRow]
    next: str | None


class EarlierAnswer(Answer):
    """Whether a declaration waits for an earlier arrival window, not before `not_before`."""

    waiting: bool
    not_before: datetime | None
    asked_at: datetime | None


class CalledTruck(LineTruck):
    """A truck that was called, and why it."""

    why: Why


class RefusedTruck(LineTruck):
    """A truck with which it did not come about."""

    code: str
    detail: str


class SkippedTruck(LineTruck):
    """A truck that waits and was passed over."""

    code: Skip
    detail: str


class YardRoom(Answer):
    """A yard inside the gate."""

    code: str
    free: int = Field(ge=0, description="Places that are neither taken nor promised.")


class CalledAnswer(Answer):
    """What came of a call: each truck by itself."""

    called: list[CalledTruck]
    refused: list[RefusedTruck]
    skipped: list[SkippedTruck]
    yards: list[YardRoom]


class UncalledAnswer(Answer):
    """What came of taking calls back."""

    uncalled: list[LineTruck]
    refused: list[RefusedTruck]
