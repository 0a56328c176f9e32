"""Sealing: what the journal of a gate's day was at the cut-off, under one signed root that nobody can take back.

A seal is made a while after the cut-off, so that what was recorded before it has been committed. Killed anywhere, two
at a time, days late: the next round makes what is missing, and a day is sealed once (docs/seal.md, ADR 0120).
"""

import datetime as dt
from typing import Final, NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Max, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contract.errors import Conflict
from declarations.days import Day, day_of, last_due_date
from declarations.models import Declaration, Event, Gate
from declarations.passes import signing_key
from declarations.queries.document import instant
from seal.documents import SETTLE, digest_of, leaf_of, seal_document, signature_of
from seal.merkle import root_of
from seal.models import Seal, SealedHead

OVERLAP: Final = dt.timedelta(hours=1)
"""What was committed later than that all the same is under the next day's seal."""
MOST_DAYS: Final = 400
"""Days of one gate that one round seals."""


class DayNotOver(Conflict):
    """Its cut-off lies ahead, or too near behind."""

    code = "day_not_over"


class Head(NamedTuple):
    """A declaration's chain at the cut-off."""

    declaration_id: int
    number: str
    length: int
    head: str


def seal_due(*, at: dt.datetime) -> int:
    """Seal every day that is over, of every gate, from its first event on; answer how many seals were made."""
    made = 0
    for gate in Gate.objects.order_by("pk"):
        for date in _missing(gate, at)[:MOST_DAYS]:
            seal_day(gate_id=gate.pk, date=date, at=at)
            made += 1
    return made


def seal_day(*, gate_id: int, date: dt.date, at: dt.datetime) -> Seal:
    """Seal a gate's day, or answer its seal. The days before it must be sealed: a seal names the one before.

    :raises DayNotOver: the day is not over yet.
    """
    day = day_of(date)
    if at < day.cut_off_at + SETTLE:
        raise DayNotOver(_("This day is not over yet."))
    try:
        with transaction.atomic():
            return _sealed(gate_id, day, at)
    except IntegrityError:  # another worker was first
        return Seal.objects.get(gate=gate_id, date=date)


def _sealed(gate_id: int, day: Day, at: dt.datetime) -> Seal:
    before = Seal.objects.filter(gate=gate_id, date__lt=day.date).order_by("-date").first()
    heads = _heads(gate_id, day, everything=before is None)
    leaves = [leaf_of(number=one.number, length=one.length, head=one.head) for one in heads]
    key = signing_key()
    document = seal_document(
        gate=Gate.objects.values_list("code", flat=True).get(pk=gate_id),
        date=day.date.isoformat(),
        cut_off_at=str(instant(day.cut_off_at)),
        leaves=len(leaves),
        root=root_of(leaves).hex(),
        previous=digest_of(before.document) if before else None,
    )
    seal = Seal.objects.create(
        gate_id=gate_id, date=day.date, root=document["root"], document=document,
        signature=signature_of(document, key=key), key_id=key.key_id, sealed_at=at,
    )  # fmt: skip
    SealedHead.objects.bulk_create(
        [
            SealedHead(
                seal=seal, position=position, declaration_id=one.declaration_id, number=one.number, length=one.length,
                head=one.head,
            )
            for position, one in enumerate(heads)
        ],
        batch_size=1000,
    )  # fmt: skip
    return seal


def _heads(gate_id: int, day: Day, *, everything: bool) -> list[Head]:
    """The last event before the cut-off of each declaration that went on since it was sealed last, by number."""
    last = Event.objects.filter(declaration=OuterRef("pk"), gate=gate_id, recorded_at__lt=day.cut_off_at).order_by(
        "-seq"
    )
    rows = Declaration.objects.filter(number__isnull=False)
    if not everything:
        rows = rows.filter(updated_at__gte=day.starts_at - OVERLAP)
    found = rows.annotate(length=Subquery(last.values("seq")[:1]), head=Subquery(last.values("hash")[:1])).filter(
        length__isnull=False
    )
    heads = [Head(*row) for row in found.order_by("number").values_list("pk", "number", "length", "head")]
    sealed = dict(
        SealedHead.objects.filter(declaration__in=[one.declaration_id for one in heads])
        .values_list("declaration")
        .annotate(Max("length"))
    )
    return [one for one in heads if one.length > sealed.get(one.declaration_id, 0)]


def _missing(gate: Gate, at: dt.datetime) -> list[dt.date]:
    """The days of a gate that are over and not sealed, in their order."""
    last = Seal.objects.filter(gate=gate).order_by("-date").values_list("date", flat=True).first()
    until = last_due_date(at - SETTLE)
    if last is None:
        first = Event.objects.filter(gate=gate).order_by("pk").values_list("recorded_at", flat=True).first()
        if first is None:
            return []
        last = timezone.localtime(first).date() - dt.timedelta(days=1)
    return [last + dt.timedelta(days=number) for number in range(1, (until - last).days + 1)]
