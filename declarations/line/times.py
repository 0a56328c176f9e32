"""Where in the line a truck comes to stand (domain §7): its line time, and the rule that it follows from."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from declarations.line.windows import LENGTH

GRACE = timedelta(minutes=60)
"""So long after its window's end a truck has not come late ○."""


class Rule(StrEnum):
    """By what a truck has its line time."""

    KEPT = "kept"  # sent here from another gate, with its time of arrival
    WALK_IN = "walk_in"  # without a window: the time seen
    EARLY = "early"  # before its window: the window's start
    ON_TIME = "on_time"  # within its window or the grace after it: the time seen
    LATE = "late"  # later: the time seen, as one without a window


class Standing(NamedTuple):
    """A line time, and why it is that."""

    line_time: datetime
    rule: Rule


def standing(*, seen_at: datetime, window_at: datetime | None, kept: datetime | None = None) -> Standing:
    """max(seen, window start) for who came within window end + grace, else the time seen; a time that was kept stays.

    Nobody gains by coming late: what he is given is never earlier than what he would have had in time.
    """
    if kept is not None:
        return Standing(kept, Rule.KEPT)
    if window_at is None:
        return Standing(seen_at, Rule.WALK_IN)
    if seen_at < window_at:
        return Standing(window_at, Rule.EARLY)
    on_time = seen_at <= window_at + LENGTH + GRACE
    return Standing(seen_at, Rule.ON_TIME if on_time else Rule.LATE)


def minutes_off(*, seen_at: datetime, window_at: datetime) -> int:
    """Whole minutes before the window's start (negative) or after its end (positive); 0 inside."""
    if seen_at < window_at:
        return -int((window_at - seen_at).total_seconds() // 60)
    return max(0, int((seen_at - window_at - LENGTH).total_seconds() // 60))
