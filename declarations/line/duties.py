"""The duties of who holds a place (domain §7), and when a duty that was not kept is nobody's fault. Pure.

A place is to be used, or given back in time; no second one is to be held for the same trailer or container, and none to
be taken and given back over and over. Who was caught in a pause, a stop, an outage or a fault of the system, or in the
two hours after it, loses nothing: `judge` finds that out by itself, from facts alone.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from declarations.line.times import GRACE
from declarations.line.windows import LENGTH

AFTER: Final = timedelta(hours=2)
"""So long after the gate, or the system, went on again a truck is still caught in what stood still (issue's rule)."""
IN_TIME: Final = timedelta(hours=2)
"""So long before its window begins a place is given back in time: somebody else can still come ○."""
AT_ONCE: Final = timedelta(minutes=15)
"""What is put right so soon after it was taken was a slip ○."""
TOGETHER: Final = timedelta(hours=6)
"""Within so long one trailer, or one container, does not come twice ○."""
CHURN_DAY: Final = timedelta(hours=24)
CHURN: Final = 3
"""So many times within a day a place for one truck is given back and another one taken, and that is a strike ○."""


class Duty(TextChoices):
    """What was not kept."""

    NO_SHOW = "no_show", _("Did not come")
    LATE_CANCEL = "late_cancel", _("Gave the place back too late")
    DOUBLE_BOOKING = "double_booking", _("Held two places for one load")
    CHURN = "churn", _("Booked and gave back over and over")


class Excuse(TextChoices):
    """Why it is nobody's fault; the first that holds is named."""

    PAUSE = "pause", _("The gate or the lane stood still")
    STOPPED = "stopped", _("The gate took no such trucks")
    OUTAGE = "outage", _("The system was out of order")
    FAULT = "fault", _("A fault of the system was declared")
    HELD = "held", _("An agency held the truck")
    CAME = "came", _("The truck was at the barrier and was refused")
    GATE = "gate", _("The gate gave the place back")
    AT_ONCE = "at_once", _("Put right at once")


class Still(NamedTuple):
    """Something stood still from `since` until `until` (None: it lasts). `why`: the reason that was given."""

    kind: Excuse
    since: datetime
    until: datetime | None
    why: str = ""

    def catches(self, first: datetime, last: datetime) -> bool:
        """Whether who had from `first` to `last` to do his duty was caught in it, or in the two hours after."""
        return self.since <= last and (self.until is None or first <= self.until + AFTER)


class Held(NamedTuple):
    """A place as a truck held it. `given_back_at` None: to the end. `by_gate`: an officer gave it back, or a rule."""

    window_at: datetime
    taken_at: datetime
    given_back_at: datetime | None = None
    by_gate: bool = False
    seen_at: datetime | None = None


class Case(NamedTuple):
    """A duty that was not kept. It could have been between `first` and `last`."""

    duty: Duty
    first: datetime
    last: datetime
    by_gate: bool = False
    at_once: bool = False


class Verdict(NamedTuple):
    """What is kept of a case: a strike, or why it is none. `still`: what the truck was caught in."""

    duty: Duty
    excuse: Excuse | None = None
    still: Still | None = None

    @property
    def is_strike(self) -> bool:
        """Whether it is the haulier's fault."""
        return self.excuse is None


def ends(window_at: datetime) -> datetime:
    """When a truck with that window has not come in time any more."""
    return window_at + LENGTH + GRACE


def of_place(place: Held) -> Case | None:
    """Whether a place was neither used nor given back in time."""
    if place.seen_at is not None:
        return None
    given_back = place.given_back_at
    if given_back is not None and given_back <= place.window_at - IN_TIME:
        return None
    in_vain = given_back is None or given_back >= place.window_at + LENGTH
    at_once = given_back is not None and given_back - place.taken_at <= AT_ONCE
    return Case(
        Duty.NO_SHOW if in_vain else Duty.LATE_CANCEL,
        first=place.window_at - IN_TIME, last=ends(place.window_at), by_gate=place.by_gate, at_once=at_once,
    )  # fmt: skip


def of_double(place: Held, others: Iterable[Held]) -> Case | None:
    """Whether a place was taken while another one for the same trailer or container was held, and both were kept.

    :param others: places of the same company for that load that were taken before this one.
    """
    until = place.given_back_at or place.window_at
    for other in others:
        both = min(until, other.given_back_at or other.window_at) - place.taken_at
        if abs(other.window_at - place.window_at) < TOGETHER and both > AT_ONCE:
            return Case(Duty.DOUBLE_BOOKING, place.taken_at, place.taken_at + AT_ONCE, by_gate=place.by_gate)
    return None


def of_churn(place: Held, others: Sequence[Held]) -> Case | None:
    """Whether giving this place back made the day's third time, each followed by another place.

    :param others: all other places that the company held for that truck.
    """
    if not _is_churned(place, others):
        return None
    assert place.given_back_at is not None
    before = [
        other
        for other in others
        if _is_churned(other, [place, *others])
        and other.given_back_at is not None
        and place.given_back_at - CHURN_DAY < other.given_back_at <= place.given_back_at
    ]
    if (len(before) + 1) % CHURN:
        return None
    return Case(Duty.CHURN, place.given_back_at, place.given_back_at)


def judge(
    case: Case, stills: Iterable[Still], *, was_held: bool = False, was_refused: bool = False
) -> Verdict:  # fmt: skip
    """A strike, or the excuse that the rule applies by itself.

    :param stills: what stood still for that truck.   :param was_held: an agency held it, or its dossier, meanwhile.
    :param was_refused: it stood at the barrier meanwhile, and was not let in.
    """
    caught = sorted((one for one in stills if one.catches(case.first, case.last)), key=lambda one: one.since)
    if caught:
        return Verdict(case.duty, caught[0].kind, caught[0])
    not_come = case.duty in (Duty.NO_SHOW, Duty.LATE_CANCEL)
    for excuse, holds in (
        (Excuse.HELD, was_held and not_come),
        (Excuse.CAME, was_refused and not_come),
        (Excuse.GATE, case.by_gate),
        (Excuse.AT_ONCE, case.at_once),
    ):
        if holds:
            return Verdict(case.duty, excuse)
    return Verdict(case.duty)


def _is_churned(place: Held, others: Iterable[Held]) -> bool:
    """Whether it was given back by its company, and another place was taken at that moment or within a day."""
    at = place.given_back_at
    if at is None or place.by_gate or at - place.taken_at <= AT_ONCE or place.seen_at is not None:
        return False
    return any(other is not place and at <= other.taken_at <= at + CHURN_DAY for other in others)
