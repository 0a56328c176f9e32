"""How times lie: median, nine in ten, mean, mode and range of whole seconds. Pure; the database says the same.

A percentile is one of the times (the first that enough of them do not exceed), never one between two. The mode is the
bucket that holds most; of several, the shortest. Means are rounded to whole seconds, half up.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Final, NamedTuple

PASSAGE_BUCKET: Final = 600
"""Width of the mode's buckets in seconds: of passages ten minutes, of their parts and of checks five."""
PART_BUCKET: Final = 300


class Mode(NamedTuple):
    """The bucket that holds most times, in seconds; `until` is not in it."""

    since: int
    until: int


class Spread(NamedTuple):
    """How the measured times of one kind lie, in seconds; all None where nothing was measured."""

    measured: int = 0
    p50: int | None = None
    p90: int | None = None
    mean: int | None = None
    mode: Mode | None = None
    least: int | None = None
    most: int | None = None


def spread_of(times: Iterable[int], *, bucket: int) -> Spread:
    """How these times lie."""
    found = sorted(times)
    if not found:
        return Spread()
    held = Counter(time // bucket for time in found)
    fullest = min(held, key=lambda which: (-held[which], which))
    return Spread(
        len(found), percentile(found, 50), percentile(found, 90), rounded(sum(found), len(found)),
        mode_of(fullest, bucket), found[0], found[-1],
    )  # fmt: skip


def percentile(ordered: list[int], percent: int) -> int:
    """The first of these times, in order, that so many per cent of them do not exceed."""
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def rounded(total: int, count: int) -> int:
    """A mean as a whole number, half up."""
    return (2 * total + count) // (2 * count)


def mode_of(which: int, bucket: int) -> Mode:
    """The bucket of that number."""
    return Mode(which * bucket, (which + 1) * bucket)
