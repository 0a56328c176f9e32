"""The proof of a declaration, as its company takes it away; and what everybody may know of a gate's seals."""

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from declarations.journal import said_by
from declarations.models import Declaration, Event, Gate
from seal.documents import PROOF_FORM, leaf_of
from seal.merkle import path_of
from seal.models import Seal, SealedHead


def proof_of(declaration: Declaration) -> dict[str, Any]:
    """Everything that the journal says of a declaration, and for each sealed day the way to its root (docs/seal.md)."""
    number = declaration.number or ""
    events = Event.objects.filter(declaration=declaration).order_by("seq")
    heads = SealedHead.objects.filter(declaration=declaration).select_related("seal").order_by("length", "seal__date")
    return {
        "form": PROOF_FORM,
        "number": number,
        "events": [{**said_by(event, number=number), "hash": event.hash} for event in events],
        "seals": [_sealed(head) for head in heads],
    }


def _sealed(head: SealedHead) -> dict[str, Any]:
    seal = head.seal
    rows = seal.heads.order_by("position").values_list("number", "length", "head")
    leaves = [leaf_of(number=number, length=length, head=ended) for number, length, ended in rows]
    path = path_of(leaves, head.position) if head.position < len(leaves) else []
    return {
        "document": seal.document, "signature": seal.signature, "key_id": seal.key_id,
        "index": head.position, "length": head.length, "head": head.head, "path": [step.hex() for step in path],
    }  # fmt: skip


def seals_of(gate: Gate) -> QuerySet[Seal]:
    """The seals of a gate, for everybody."""
    return Seal.objects.filter(gate=gate).select_related("gate")


def newest_seals() -> list[Seal]:
    """The last seal of each gate that takes trucks, in the bulletin's order (1 query)."""
    later = Seal.objects.filter(gate=OuterRef("gate"), date__gt=OuterRef("date"))
    rows = Seal.objects.filter(~Exists(later), gate__takes_trucks=True)
    return list(rows.select_related("gate").order_by("gate_id"))


def of_day(date: dt.date) -> list[Seal]:
    """The seals of that day, in the bulletin's order (1 query)."""
    return list(Seal.objects.filter(date=date, gate__takes_trucks=True).select_related("gate").order_by("gate_id"))


def public(seal: Seal) -> dict[str, Any]:
    """A seal as it is published."""
    return {
        "date": seal.date.isoformat(), "root": seal.root, "leaves": seal.document["leaves"],
        "document": seal.document, "signature": seal.signature, "key_id": seal.key_id,
    }  # fmt: skip
