"""What becomes of a truck that was called forward and does not come (domain §7). Pure.

It has an hour to come. The first time it goes back by an hour, from the second time on to the end of the line; it never
expires, for it was seen. What stands still meanwhile, or did up to two hours before, does not count against it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from declarations.line.duties import AFTER, Still

COMES_WITHIN: Final = timedelta(minutes=60)
BACK: Final = timedelta(hours=1)
_A_MOMENT: Final = timedelta(microseconds=1)


class Ladder(StrEnum):
    """By what a truck was sent back."""

    BY_AN_HOUR = "back_an_hour"
    TO_THE_END = "to_the_end"


class SentBack(NamedTuple):
    """Its new line time, and the rule."""

    line_time: datetime
    rule: Ladder


def due_at(called_at: datetime, stills: Iterable[Still], *, nights: Iterable[Still] = ()) -> datetime | None:
    """Until when a truck that was called then is to come; None: something that it is caught in lasts.

    :param nights: when the gate is closed by its hours; who was called before has an hour from its opening on.
    """
    spans = [(one.since, one.until, AFTER) for one in stills]
    spans += [(one.since, one.until, COMES_WITHIN) for one in nights if one.until is None or one.until > called_at]
    due = called_at + COMES_WITHIN
    for since, until, after in sorted(spans, key=lambda span: span[0]):
        if since >= due or (until is not None and until + after <= called_at):
            continue
        if until is None:
            return None
        due = max(due, until + after)
    return due


def sent_back(line_time: datetime, *, missed: int, last: datetime, at: datetime) -> SentBack:
    """Where a truck stands that did not come.

    :param missed: calls that it missed before this one.   :param last: the line time of the last one in line.
    """
    if missed == 0:
        return SentBack(line_time + BACK, Ladder.BY_AN_HOUR)
    return SentBack(max(last, at) + _A_MOMENT, Ladder.TO_THE_END)
