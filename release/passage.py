"""One passage reckoned: from what the gate says of a vehicle to the parts of its time. Pure; docs/release.md.

Nothing is filled in. A milestone that is not known, or lies after the end, splits nothing: the time on both its sides
is kept as one part that is not told apart. Parts always add up to the whole.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from declarations.stages import CheckCode
from release.spans import Span, length, within
from release.standstill import Clock, Measured, Still
from release.words import Outcome, Segment


class ToldCheck(NamedTuple):
    """What is known of one check of the vehicle; instants as seconds since 1970.

    `first` is when it was first confirmed, apart from what was taken back as a mistake; `confirmed` and `ready` are the
    last. `restarts` is how often its wait began anew: released, reopened by a change, or taken back.
    """

    code: str
    agency: str
    ready: int | None
    confirmed: int | None
    first: int | None
    automatic: bool = False
    held: tuple[Span, ...] = ()
    restarts: int = 0


class Told(NamedTuple):
    """What is known of a vehicle that has ended."""

    arrived: int
    ended: int
    checks: Mapping[str, ToldCheck]
    road_held: tuple[Span, ...] = ()
    lane: int | None = None


class CheckTime(NamedTuple):
    """One check: what could be measured of its last wait, and how long it stood held while the truck was there."""

    told: ToldCheck
    outcome: Outcome
    measured: Measured | None
    held: int


class Reckoned(NamedTuple):
    """A passage in parts. A segment that is not there was not measured, or there is none (a gate without yards)."""

    whole: Measured
    segments: dict[Segment, Measured]
    milestones: dict[Segment, int]
    held: int
    checks: list[CheckTime]


def reckon(told: Told, clock: Clock) -> Reckoned:
    """Cut a passage into its parts."""
    still = clock.still(told.arrived, told.ended, lane=told.lane)
    held = [span for check in told.checks.values() for span in check.held] + list(told.road_held)
    found = milestones(told)
    return Reckoned(
        whole=still.measure(told.arrived, told.ended),
        segments=_cut(told, found, still),
        milestones={segment: at for segment, at in found.items() if at is not None},
        held=length(within(held, told.arrived, told.ended)),
        checks=[_check_time(check, told, still) for check in told.checks.values()],
    )


def milestones(told: Told) -> dict[Segment, int | None]:
    """When each segment ended, in order; None: not known. One that the vehicle does not have is not there."""
    found: dict[Segment, int | None] = {
        Segment.ENTRY: _both(told.checks, CheckCode.BG_ARRIVAL, CheckCode.CUSTOMS_ARRIVAL)
    }
    for segment, code in (
        (Segment.YARD, CheckCode.YARD_IN),
        (Segment.FINISH, CheckCode.FINISH),
        (Segment.CUSTOMS_OUT, CheckCode.CUSTOMS_OUT),
    ):
        if code in told.checks:
            found[segment] = told.checks[code].first
    return {segment: at if at is None or at <= told.ended else None for segment, at in found.items()}


def _both(checks: Mapping[str, ToldCheck], *codes: str) -> int | None:
    """When the last of these was first confirmed; None unless all were."""
    instants = [checks[code].first for code in codes if code in checks]
    known = [at for at in instants if at is not None]
    return max(known) if known and len(known) == len(codes) else None


def _cut(told: Told, found: Mapping[Segment, int | None], still: Still) -> dict[Segment, Measured]:
    """What was done before the milestone before it took no time of its own: it did not hold the truck up."""
    segments: dict[Segment, Measured] = {}
    untold, at, is_open = Measured(), told.arrived, False
    for segment, instant in [*found.items(), (Segment.EXIT, told.ended)]:
        if instant is None:
            is_open = True
            continue
        until = max(at, instant)
        if is_open:
            untold += still.measure(at, until)
        else:
            segments[segment] = still.measure(at, until)
        at, is_open = until, False
    segments[Segment.UNTOLD] = untold
    return segments


def _check_time(check: ToldCheck, told: Told, still: Still) -> CheckTime:
    outcome, measured = Outcome.UNKNOWN, None
    if check.automatic:
        outcome = Outcome.AUTOMATIC
    elif check.confirmed is not None and check.confirmed <= told.arrived:
        outcome = Outcome.BY_ARRIVAL
    elif check.ready is not None and check.confirmed is not None and check.ready <= check.confirmed <= told.ended:
        outcome, measured = Outcome.MEASURED, still.measure(max(check.ready, told.arrived), check.confirmed)
    return CheckTime(check, outcome, measured, length(within(check.held, told.arrived, told.ended)))


def sums(parts: Iterable[Measured]) -> Measured:
    """All of them together."""
    return sum(parts, Measured())
