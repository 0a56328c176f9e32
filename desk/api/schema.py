"""The shapes of devices, manifests and batches, for the OpenAPI document alone."""

from datetime import datetime
from typing import Literal

from pydantic import Field, RootModel

from accounts.models import Agency
from declarations.api.schema import Answer
from declarations.api.schema_gate import ScanAnswer
from declarations.stages import CheckCode, Direction, Role


class DeviceAnswer(Answer):
    """A device of mine."""

    id: int
    name: str
    registered_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_seen_at: datetime | None
    this: bool = Field(description="Whether it is the one that asks.")


class DeviceList(RootModel[list[DeviceAnswer]]):
    """My devices."""


class ManifestVehicle(Answer):
    """What a scanner holds against a truck; nobody's name is in it."""

    id: int
    number: str
    role: Role
    direction: Direction
    green: bool
    seen: bool
    plate: str
    plate_key: str
    trailer_plate: str | None
    container: str | None
    version: int = Field(description="Of its pass; one of another version is revoked.")
    flags: list[Literal["road_held", "refused"]]
    checks: dict[CheckCode, Literal["ready", "confirmed", "held", "refused"] | list[str]] = Field(
        description="Of this agency: the state, or what a pending one waits for (`a|b`: one of them is enough)."
    )


class ManifestAnswer(Answer):
    """A gate's open vehicles. docs/scanner.md says how the signature is checked."""

    form: Literal["M1"]
    gate: str
    agency: Agency
    device: int | None
    key_id: str
    issued_at: datetime
    expires_at: datetime
    newest: int = Field(description="The highest id of a vehicle of any gate.")
    vehicles: list[ManifestVehicle]
    over: list[int] = Field(description="Vehicles that ended here while their passes may still look good.")
    signature: str


class ConflictAnswer(Answer):
    """What an officer must settle."""

    id: int
    check: CheckCode
    code: str
    detail: str
    address: str


class BatchResult(ScanAnswer):
    """What the gate says to one scan; its code may also be that of a scan of which nothing counts."""

    nonce: str
    kept: bool = Field(description="Whether the gate has it, and the device may forget it.")
    code: str | None  # type: ignore[assignment]  # more than the codes of a scan
    conflicts: list[ConflictAnswer]


class BatchAnswer(Answer):
    """As many results as scans, in their order."""

    received_at: datetime
    results: list[BatchResult]
