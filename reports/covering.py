"""Covering a period with what is known of its days and of periods within it. Without database and clock.

A year before is rarely known in one piece: some days were counted here, some are known from bulletins that others
published, now and then a whole month. A figure is known only when such pieces cover the period without gap or overlap.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from reports.bases import TRADES, Base, Values, base_of
from reports.spans import Span

NOUGHT: Final = Decimal()


class Piece(NamedTuple):
    """What is known of a stretch of days. `source` is empty for what was counted here."""

    starts_on: dt.date
    ends_on: dt.date
    values: Values
    source: str = ""
    knows_trade: bool = False

    def value(self, path: str) -> Decimal | None:
        """The figure of that path; no goods in a currency is a nought where trade is counted."""
        missing = NOUGHT if self.knows_trade and path.startswith(TRADES) else None
        return self.values.get(path, missing)

    @property
    def days(self) -> int:
        return (self.ends_on - self.starts_on).days + 1


class Cover(NamedTuple):
    """A figure of the whole period, and whose bulletins it was put together from besides our own."""

    value: Decimal
    sources: frozenset[str] = frozenset()


def cover(pieces: Sequence[Piece], path: str, span: Span) -> Cover | None:
    """The figure of the period, from as few days counted elsewhere as can be; None where the pieces leave a gap."""
    best: dict[dt.date, tuple[int, int, Cover]] = {span.starts_on: (0, 0, Cover(NOUGHT))}
    for piece in sorted(pieces, key=lambda piece: (piece.starts_on, piece.ends_on)):
        value, before = piece.value(path), best.get(piece.starts_on)
        if value is None or before is None or piece.ends_on > span.ends_on:
            continue
        elsewhere, number, so_far = before
        cost = (elsewhere + (piece.days if piece.source else 0), number + 1)
        after = piece.ends_on + dt.timedelta(days=1)
        if after not in best or cost < best[after][:2]:
            sources = so_far.sources | {piece.source} if piece.source else so_far.sources
            best[after] = (*cost, Cover(so_far.value + value, sources))
    found = best.get(span.ends_on + dt.timedelta(days=1))
    return found[2] if found else None


class Covered(NamedTuple):
    """What is known of a period: its base (None: nothing), and whose bulletins it rests on besides our own."""

    base: Base | None
    sources: list[str]


def covered(pieces: Sequence[Piece], span: Span, *, currencies: Mapping[str, set[str]]) -> Covered:
    """What these pieces say of the period.

    :param currencies: by path of `TRADES` those to be said, known or not (`named` gathers them).
    """
    sources: set[str] = set()

    def known(path: str) -> Decimal | None:
        found = cover(pieces, path, span)
        sources.update(found.sources if found else ())
        return found.value if found else None

    asked = {path: currencies[path] if _is_known(pieces, path, span, currencies[path]) else None for path in TRADES}
    base = base_of(known, asked)
    return Covered(base, sorted(sources))


def _is_known(pieces: Sequence[Piece], path: str, span: Span, currencies: set[str]) -> bool:
    """Whether anything is known of that trade for all of the period."""
    asked = [f"{path}.{name}" for name in currencies] or [f"{path}."]
    return any(cover(pieces, one, span) for one in asked)


def named(pieces: Iterable[Piece]) -> dict[str, set[str]]:
    """By path of `TRADES` the currencies that any of these pieces names."""
    names = {name.rpartition(".")[::2] for piece in pieces for name in piece.values if name.startswith(TRADES)}
    return {path: {currency for way, currency in names if way == path} for path in TRADES}


class Coverage(NamedTuple):
    """How many days of the period something is known of: counted here, and only as others published it."""

    here: int
    elsewhere: int


def coverage(pieces: Sequence[Piece]) -> Coverage:
    """The days that these pieces speak of; a day that was counted here counts as such, whoever else spoke of it."""
    here = {day for piece in pieces if not piece.source for day in _dates(piece)}
    elsewhere = {day for piece in pieces if piece.source for day in _dates(piece)} - here
    return Coverage(len(here), len(elsewhere))


def _dates(piece: Piece) -> list[dt.date]:
    return [piece.starts_on + dt.timedelta(days=number) for number in range(piece.days)]
