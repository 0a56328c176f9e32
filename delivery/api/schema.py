"""The shapes of subscriptions and sendings, for the OpenAPI document; a test holds the answers against them."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from accounts.models import Language
from delivery.words import Report, State, Trouble, Way
from reports.api.schema import Answer
from reports.models import Form


class SubscriptionAnswer(Answer):
    """A subscription of mine. The secret of a webhook is in no answer but that of `PUT …/secret`."""

    id: int
    report: Report
    way: Way
    language: Language
    gates: list[str] = Field(description="Empty: every gate that its reader may read.")
    forms: list[Form]
    corrections: bool
    hour: str | None = Field(description="Hanoi time, HH:MM; null: as soon as it is published.")
    url: str | None
    state: Literal["active", "paused", "gone"] = Field(description="`gone`: the receiver answered 410.")
    created_at: datetime


class SubscriptionPage(Answer):
    """A page of them."""

    results: list[SubscriptionAnswer]
    next: str | None


class SecretAnswer(Answer):
    """The secret of a webhook, shown this once."""

    secret: str


class SentFile(Answer):
    """A file as it was made ready."""

    form: Form
    name: str
    size_bytes: int
    sha256: str
    url: str


class SendingAnswer(Answer):
    """One revision, owed to one subscription, and what became of it."""

    id: int
    delivery: str = Field(description="What a receiver knows a second delivery by: header `Gate-Delivery`.")
    report: Report
    starts_on: date
    date: date
    revision: int
    test: bool = Field(description="Asked for by `POST …/test`.")
    state: State
    trouble: Trouble | None = Field(description="Why it was not sent, or not yet.")
    answer: str | None = Field(description="What the other side said.")
    attempts: int
    owed_at: datetime
    next_at: datetime | None = Field(description="When it is tried next, while it waits.")
    sent_at: datetime | None
    ended_at: datetime | None = Field(description="When it was given up.")
    gates: list[str]
    files: list[SentFile]


class SendingPage(Answer):
    """A page of them."""

    results: list[SendingAnswer]
    next: str | None
