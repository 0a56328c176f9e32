"""The shapes of change requests, for the OpenAPI document alone (see `schema`)."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from accounts.models import Agency
from declarations.api.schema import Answer
from declarations.stages import Answer as Answered
from declarations.stages import FieldState


class ChangeIn(BaseModel):
    """One change."""

    model_config = ConfigDict(extra="forbid")

    path: str = Field(max_length=200, description="JSONPath into the declaration.", examples=["$.vehicles[0].driver"])
    value: Any = Field(description="What is to stand there.")


class ChangesIn(BaseModel):
    """What is to change, and why."""

    model_config = ConfigDict(extra="forbid")

    changes: list[ChangeIn] = Field(min_length=1, max_length=100)
    reason: str = Field(min_length=1, max_length=500)


class AgencyAnswer(Answer):
    """What one agency said to a field."""

    agency: Agency
    answer: Answered
    at: datetime | None
    reason: str | None


class ChangedFieldAnswer(Answer):
    """One field; without agencies it was changed at once."""

    id: int
    path: str = Field(description="Where it stands now.")
    vehicle_id: int | None
    old: Any
    new: Any
    state: FieldState
    agencies: list[AgencyAnswer]


class ChangeRequestAnswer(Answer):
    """A change request. `lapsed`: its declaration ended before it was decided."""

    id: int
    declaration: str
    gate: str
    state: Literal["open", "decided", "withdrawn", "lapsed"]
    asked_at: datetime
    closed_at: datetime | None
    reason: str
    fields_: list[ChangedFieldAnswer] = Field(alias="fields")


class ChangeRequestPage(Answer):
    """A page of change requests."""

    results: list[ChangeRequestAnswer]
    next: str | None
