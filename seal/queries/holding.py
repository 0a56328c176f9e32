"""Whether the seals hold: signed, linked, whole, and the journal still as it was sealed. Each fault is named."""

import datetime as dt
from collections.abc import Iterator
from typing import Final, NamedTuple

from django.db.models import F, OuterRef, Q, Subquery

from declarations.days import last_due_date
from declarations.models import Event, Gate
from declarations.passes import public_keys
from seal.documents import SETTLE, digest_of, is_signed, leaf_of
from seal.merkle import root_of
from seal.models import Seal, SealedHead

LATE: Final = dt.timedelta(hours=1)
"""So long after its cut-off a day that is over must be sealed."""


class Fault(NamedTuple):
    """What does not hold, and where: a gate's day, or a declaration."""

    where: str
    what: str


def faults(*, at: dt.datetime) -> Iterator[Fault]:
    """Everything that does not hold, gate by gate, the oldest day first."""
    for gate in Gate.objects.order_by("pk"):
        last: Seal | None = None
        for seal in Seal.objects.filter(gate=gate).select_related("gate").order_by("date"):
            yield from _of_seal(seal, last)
            last = seal
        if last is not None:
            if last.date < last_due_date(at - SETTLE - LATE):
                yield Fault(f"{gate.code} {last.date + dt.timedelta(days=1)}", "the day is over and not sealed")
            yield from _unsealed(gate, last)


def _of_seal(seal: Seal, before: Seal | None) -> Iterator[Fault]:
    where = f"{seal.gate.code} {seal.date}"
    document = seal.document
    if before is not None and seal.date != before.date + dt.timedelta(days=1):
        yield Fault(where, "the seal of the day before is missing")
    if document.get("previous") != (digest_of(before.document) if before else None):
        yield Fault(where, "does not follow the seal before it")
    if not is_signed(document, seal.signature, public=public_keys().get(seal.key_id)):
        yield Fault(where, "not signed by this gate")
    said = (document.get("gate"), document.get("date"), document.get("root"))
    if said != (seal.gate.code, seal.date.isoformat(), seal.root):
        yield Fault(where, "the row says something else than what was signed")
    heads = list(seal.heads.order_by("position"))
    leaves = [leaf_of(number=one.number, length=one.length, head=one.head) for one in heads]
    if len(heads) != document.get("leaves") or root_of(leaves).hex() != document.get("root"):
        yield Fault(where, "a sealed head was altered, added or taken out")
    yield from _of_heads(seal)


def _of_heads(seal: Seal) -> Iterator[Fault]:
    """Heads that the journal no longer holds as they were sealed."""
    now = Event.objects.filter(declaration=OuterRef("declaration"), seq=OuterRef("length"))
    heads = SealedHead.objects.filter(seal=seal).annotate(
        now=Subquery(now.values("hash")[:1]), is_of=Subquery(now.values("declaration__number")[:1])
    )
    for head in heads.order_by("position"):
        if head.now is None:
            yield Fault(head.number, f"event {head.length} was sealed on {seal.date} and is missing")
        elif (head.now, head.is_of) != (head.head, head.number):
            yield Fault(head.number, f"event {head.length} is not the one that was sealed on {seal.date}")


def _unsealed(gate: Gate, last: Seal) -> Iterator[Fault]:
    """Events that bear an instant under a seal and are under none: put in afterwards."""
    cut_off_at = dt.datetime.fromisoformat(last.document["cut_off_at"])
    longest = SealedHead.objects.filter(declaration=OuterRef("declaration")).order_by("-length")
    events = Event.objects.filter(gate=gate, recorded_at__lt=cut_off_at).annotate(
        sealed=Subquery(longest.values("length")[:1])
    )
    added = events.filter(Q(sealed__isnull=True) | Q(sealed__lt=F("seq")))
    for number, seq in added.order_by("declaration_id", "seq").values_list("declaration__number", "seq"):
        yield Fault(number, f"event {seq} was added after its day was sealed")
