"""How times lie: median, nine in ten, mean, mode and range of whole seconds. Pure.

A percentile is one of the times (the first that enough of them do not exceed), never one between two. The mode is the
bucket that holds most; of several, the shortest. Means are rounded to whole seconds, half up.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from reports.queries.packing import Times

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


def spread_of(times: ArrayLike, *, bucket: int) -> Spread:
    """How these times lie."""
    found = np.sort(np.asarray(times, dtype=np.int64))
    if not found.size:
        return Spread()
    buckets, held = np.unique(found // bucket, return_counts=True)
    fullest = buckets[np.argmax(held)]  # the first of the fullest
    return Spread(
        found.size, _percentile(found, 50), _percentile(found, 90), rounded(int(found.sum()), found.size),
        mode_of(int(fullest), bucket), int(found[0]), int(found[-1]),
    )  # fmt: skip


def _percentile(ordered: Times, percent: int) -> int:
    """The first of these times, in order, that so many per cent of them do not exceed."""
    return int(ordered[max(0, -(-ordered.size * percent // 100) - 1)])


def rounded(total: int, count: int) -> int:
    """A mean as a whole number, half up."""
    return (2 * total + count) // (2 * count)


def mode_of(which: int, bucket: int) -> Mode:
    """The bucket of that number."""
    return Mode(which * bucket, (which + 1) * bucket)
