"""What strikes lead to (domain §7): a warning, windows of the next hours alone, some days without windows. Pure.

Strikes count for some days, from the day on which the company was told. Who brings many trucks may miss a few: a rung
is reached only where strikes are also a part of the places that came due in those days.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Level(TextChoices):
    """The rungs of the ladder, from below."""

    CLEAR = "clear", _("No restriction")
    WARNING = "warning", _("Warning")
    SHORTER = "shorter", _("Windows of the next hours alone")
    OUT = "out", _("No arrival windows")


class Ladder(NamedTuple):
    """The settings: how many strikes lead to each rung, for how long they count, and what the rungs are."""

    warning: int = 1
    shorter: int = 3
    out: int = 5
    days: int = 30
    percent: int = 5
    horizon_hours: int = 24
    out_days: int = 7


class Rung(NamedTuple):
    """Where a company stands. `until`: then, at the latest, it stands lower, if no strike is added."""

    level: Level = Level.CLEAR
    strikes: int = 0
    until: datetime | None = None
    horizon: timedelta | None = None
    """So far ahead windows may be booked; None: as far as everybody may."""

    def allows(self, window_at: datetime, *, at: datetime) -> bool:
        """Whether a place in that window may be booked."""
        if self.level == Level.OUT:
            return False
        return self.horizon is None or window_at <= at + self.horizon


def rung(strikes: Sequence[datetime], *, places: int, ladder: Ladder, at: datetime) -> Rung:
    """Where a company stands with strikes of these instants.

    :param places: how many of its places came due in the days in which strikes count.
    """
    counted = sorted(strike for strike in strikes if at - timedelta(days=ladder.days) < strike <= at)
    many = len(counted)
    if not many or many * 100 < places * ladder.percent:
        return Rung(strikes=many)
    if many >= ladder.out:
        until = counted[-1] + timedelta(days=ladder.out_days)
        if at < until:
            return Rung(Level.OUT, many, until)
    if many >= ladder.shorter:
        until = _lapses(counted, ladder.shorter, ladder)
        return Rung(Level.SHORTER, many, until, timedelta(hours=ladder.horizon_hours))
    if many >= ladder.warning:
        return Rung(Level.WARNING, many, _lapses(counted, ladder.warning, ladder))
    return Rung(strikes=many)


def _lapses(counted: Sequence[datetime], needed: int, ladder: Ladder) -> datetime:
    """When fewer than `needed` of these strikes count."""
    return counted[len(counted) - needed] + timedelta(days=ladder.days)
