"""The journal's only pen: `record` writes what happened, and what is owed for it, in the caller's transaction.

Events are evidence (append-only, chained by hash per declaration), outbox rows are debt. See docs/adr/0020.
"""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from accounts.models import User
from declarations.models import Declaration, Event, OutboxMessage, Vehicle
from declarations.stages import ANNOUNCED, Verb

GENESIS = ""
"""What stands before the first event of a declaration."""


@dataclass(frozen=True)
class Entry:
    """One thing to be recorded. `happened_at` None means: when it is recorded."""

    verb: Verb
    vehicle: Vehicle | None = None
    check_code: str = ""
    happened_at: datetime | None = None
    data: dict[str, Any] = field(default_factory=dict)


def record(
    declaration: Declaration, *entries: Entry, by: User | None, at: datetime, also: tuple[str, ...] = ()
) -> None:
    """Append `entries` to the declaration's chain and save its new head, a new version and the fields named in `also`.

    The declaration's row must be locked by the caller, so that nobody else appends between head and head.

    :raises RuntimeError: outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("journal.record() needs the transaction of the change it records.")
    events = []
    for entry in entries:
        event = _event(declaration, entry, by=by, at=at)
        declaration.journal_length, declaration.journal_head = event.seq, event.hash
        events.append(event)
    Event.objects.bulk_create(events)
    owed = [OutboxMessage(event=event, topic=event.verb, created_at=at) for event in events if event.verb in ANNOUNCED]
    if owed:
        OutboxMessage.objects.bulk_create(owed)
    declaration.version += 1
    declaration.updated_at = at
    declaration.save(update_fields=["journal_length", "journal_head", "version", "updated_at", *also])


def _event(declaration: Declaration, entry: Entry, *, by: User | None, at: datetime) -> Event:
    event = Event(
        declaration=declaration,
        seq=declaration.journal_length + 1,
        verb=entry.verb,
        vehicle=entry.vehicle,
        vehicle_key=f"{entry.vehicle.role}:{entry.vehicle.key}" if entry.vehicle else "",
        gate_id=_gate_of(declaration),
        check_code=entry.check_code,
        actor=by,
        happened_at=entry.happened_at or at,
        recorded_at=at,
        data=entry.data,
        prev_hash=declaration.journal_head or GENESIS,
    )
    event.hash = digest(event, number=declaration.number or "")
    return event


def digest(event: Event, *, number: str) -> str:
    """The event's SHA-256 (hex) over its predecessor's hash and everything it says, as canonical JSON."""
    return digest_of(said_by(event, number=number))


def said_by(event: Event, *, number: str) -> dict[str, Any]:
    """Everything that the event's hash covers."""
    return {
        "prev": event.prev_hash,
        "number": number,
        "seq": event.seq,
        "verb": str(event.verb),
        "vehicle_id": event.vehicle_id,
        "vehicle": event.vehicle_key,
        "gate_id": event.gate_id,
        "check": str(event.check_code),
        "actor": event.actor_id,
        "happened_at": _instant(event.happened_at),
        "recorded_at": _instant(event.recorded_at),
        "data": event.data,
    }


def digest_of(said: dict[str, Any]) -> str:
    """The SHA-256 (hex) of what an event says, as canonical JSON."""
    canonical = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _gate_of(declaration: Declaration) -> int:
    if declaration.gate_id is None:
        raise RuntimeError("A draft has no journal: it is recorded from its filing on.")
    return declaration.gate_id
