"""Proving the journal: every declaration's chain from its first event to its head; the first broken link is named."""

from collections.abc import Iterator
from typing import NamedTuple

from declarations.journal import GENESIS, digest
from declarations.models import Declaration, Event


class Broken(NamedTuple):
    """A link that does not hold: the declaration, the place in its chain, and what is wrong there."""

    number: str
    seq: int
    fault: str


def broken_links(*, numbers: list[str] | None = None) -> Iterator[Broken]:
    """The first broken link of each declaration whose chain does not hold (all filed ones, or those named)."""
    declarations = Declaration.objects.filter(number__isnull=False).order_by("pk")
    if numbers:
        declarations = declarations.filter(number__in=numbers)
    for declaration in declarations.only("number", "journal_length", "journal_head").iterator(chunk_size=500):
        broken = _first_broken(declaration)
        if broken:
            yield broken


def _first_broken(declaration: Declaration) -> Broken | None:
    number = declaration.number or ""
    head, expected = GENESIS, 1
    for event in Event.objects.filter(declaration=declaration).order_by("seq"):
        if event.seq != expected:
            return Broken(number, expected, "missing")
        if event.prev_hash != head:
            return Broken(number, event.seq, "does not follow the one before")
        if digest(event, number=number) != event.hash:
            return Broken(number, event.seq, "altered")
        head, expected = event.hash, expected + 1
    if expected - 1 != declaration.journal_length or head != declaration.journal_head:
        return Broken(number, expected, "the chain's end is missing or was replaced")
    return None
