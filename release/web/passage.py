"""One passage as its page shows it: when it came to each milestone, how long each part took, and its checks."""

from typing import Any, NamedTuple

from release.models import CheckFact, Passage
from release.operations.following import AT
from release.words import Segment


class PartOf(NamedTuple):
    """A part of one passage. What was not measured is None, and so is the end of time that is not told apart."""

    label: str
    ended_at: Any
    seconds: int | None
    net: int | None
    paused: int
    closed: int


def shown_passage(passage: Passage, checks: list[CheckFact]) -> dict[str, Any]:
    """What the page needs."""
    return {
        "passage": passage,
        "vehicle": passage.vehicle,
        "declaration": passage.vehicle.declaration,
        "parts": [part for part in (_part(passage, segment) for segment in Segment) if part.seconds is not None],
        "checks": checks,
    }


def _part(passage: Passage, segment: Segment) -> PartOf:
    seconds, paused, closed = (getattr(passage, f"{segment}_{column}") for column in ("seconds", "paused", "closed"))
    if segment == Segment.UNTOLD and not seconds:
        seconds = None
    ended_at = passage.ended_at if segment == Segment.EXIT else getattr(passage, AT.get(segment, ""), None)
    net = None if seconds is None else seconds - paused - closed
    return PartOf(str(segment.label), ended_at, seconds, net, paused, closed)
