"""Spans of time as whole seconds since 1970, half open: `(start, end)` holds its start and not its end. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime

Span = tuple[int, int]


def seconds_of(at: datetime) -> int:
    """The whole second in which an instant lies."""
    return int(at.timestamp() // 1)


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same time without overlaps, in order; empty spans go."""
    found: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def within(spans: Iterable[Span], start: int, end: int) -> list[Span]:
    """What of it lies between two instants."""
    return merged((max(one, start), min(other, end)) for one, other in spans)


def without(spans: Iterable[Span], taken: Sequence[Span]) -> list[Span]:
    """What is left of it when the time of others is taken out."""
    left: list[Span] = []
    gone = merged(taken)
    for start, end in merged(spans):
        at = start
        for one, other in gone:
            if one >= end or other <= at:
                continue
            if at < one:
                left.append((at, one))
            at = other
        if at < end:
            left.append((at, end))
    return left


def length(spans: Iterable[Span]) -> int:
    """How many seconds it covers; what overlaps counts once."""
    return sum(end - start for start, end in merged(spans))
