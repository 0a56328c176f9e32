"""How seals and proofs are answered (docs/seal.md)."""

import datetime as dt
from typing import Any, Literal

from pydantic import Field

from declarations.api.schema import Answer

HEX = r"^[0-9a-f]{64}$"


class SealDocument(Answer):
    """What is signed: RFC 8785 of exactly these members."""

    form: Literal["S1"]
    gate: str
    date: dt.date
    cut_off_at: dt.datetime
    leaves: int = Field(description="How many declarations went on that day.")
    root: str = Field(pattern=HEX)
    previous: str | None = Field(description="SHA-256 of the document of the gate's seal before; null for its first.")


class SealAnswer(Answer):
    """A gate's sealed day."""

    date: dt.date
    root: str = Field(pattern=HEX)
    leaves: int
    document: SealDocument
    signature: str = Field(description="Ed25519, base64url without padding.")
    key_id: str = Field(description="Which of the gate's public keys signed.")


class SealPage(Answer):
    """Sealed days, newest first."""

    results: list[SealAnswer]
    next: str | None


class ProvedEvent(Answer):
    """An event as its hash covers it."""

    prev: str
    number: str
    seq: int
    verb: str
    vehicle_id: int | None
    vehicle: str
    gate_id: int
    check: str
    actor: int | None = Field(description="A number; nobody is named.")
    happened_at: str
    recorded_at: str
    data: dict[str, Any]
    hash: str = Field(pattern=HEX)


class ProvedSeal(Answer):
    """The way from a declaration's last event of a day to that day's root."""

    document: SealDocument
    signature: str
    key_id: str
    index: int
    length: int = Field(description="How many events the declaration had at the cut-off.")
    head: str = Field(pattern=HEX)
    path: list[str]


class ProofAnswer(Answer):
    """Checked by `manage.py verify_proof`, or by the few lines of docs/seal.md."""

    form: Literal["P1"]
    number: str
    events: list[ProvedEvent]
    seals: list[ProvedSeal]
