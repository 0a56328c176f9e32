"""What is known of one side of a gate: its past, the day so far, the hours to come, its line. Reads, no writes."""

import datetime as dt
from typing import Final

import numpy as np
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from declarations.models import Gate
from estimate.method.band import Known
from estimate.method.learned import Learned, learn
from estimate.method.observed import Floats, Observed, Stay, observe
from estimate.method.widening import STRETCH_DAYS, Came, Stretch, learn_stretch
from estimate.models import Estimate, Fate
from estimate.queries import stays
from estimate.queries.working import cells_ahead, past_minutes
from release.queries.telling import clocks_of

DAYS: Final = 42
"""So many days before today are learned from: six weeks hold enough of each hour, and forget an old plan of lanes."""
INSIDE: Final = 1_000
"""So many of the last passages teach how long trucks stay inside."""
LEARNED_SECONDS: Final = 3_600
Past = tuple[Learned | None, Floats, Stretch]


def known_of(gate: Gate, direction: str, *, at: dt.datetime) -> Known | None:
    """Everything an estimate is made of; None: too little was seen of this side of the gate."""
    local = timezone.localtime(at)
    learned, inside, stretch = _past(gate, direction, local)
    if learned is None:
        return None
    return Known(
        learned, _today(gate, direction, local), cells_ahead(gate, direction, at=local), inside, stretch,
        settings.GREEN_IN_A_ROW,
    )  # fmt: skip


def taken_last_hour(gate: Gate, direction: str, *, at: dt.datetime) -> int:
    """How many trucks were let in during the last hour (3 queries)."""
    hour = dt.timedelta(hours=1)
    since = (at - hour).timestamp()
    seen = [*stays.ended_since(gate, direction, at - hour), *stays.standing_now(gate, direction)]
    return sum(stay.entered is not None and since < stay.entered <= at.timestamp() for stay in seen)


def _past(gate: Gate, direction: str, at: dt.datetime) -> Past:
    """The days before today: learned once a day, and again when the cache has lost it."""
    name = f"estimate:{gate.pk}:{direction}:{at:%Y-%m-%d}"
    found: Past | None = cache.get(name)
    if found is None:
        found = _learn(gate, direction, at)
        cache.set(name, found, timeout=LEARNED_SECONDS)
    return found


def _learn(gate: Gate, direction: str, at: dt.datetime) -> Past:
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    first = midnight - dt.timedelta(days=DAYS)
    gone = stays.ended_since(gate, direction, first)
    stretch = past_minutes(gate, direction, first=first, days=DAYS)
    seen = observe([stay for stay in gone if stay.arrived < midnight.timestamp()], stretch)
    return learn(seen), _inside(gate, gone[-INSIDE:]), _stretch(gate, direction, midnight)


def _inside(gate: Gate, gone: list[Stay]) -> Floats:
    """Minutes of the gate's work from entry to exit, of each that left."""
    known = [(stay.entered, stay.left) for stay in gone if stay.entered is not None and stay.left is not None]
    if not known:
        return np.empty(0)
    first, last = min(entered for entered, _left in known), max(left for _entered, left in known)
    since, until = (dt.datetime.fromtimestamp(moment, tz=dt.UTC) for moment in (first, last))
    still = clocks_of({gate.pk}, since, until)[gate.pk].still(first, last)
    return np.array([still.measure(entered, max(entered, left)).net / 60 for entered, left in known])


def _today(gate: Gate, direction: str, at: dt.datetime) -> Observed:
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    seen = [*stays.ended_since(gate, direction, midnight), *stays.standing_now(gate, direction)]
    return observe(seen, past_minutes(gate, direction, first=midnight, days=1).until(int(at.timestamp())))


def _stretch(gate: Gate, direction: str, midnight: dt.datetime) -> Stretch:
    """From the estimates of the last weeks; of each hour the first round is enough, and keeps the reading short."""
    rows = Estimate.objects.filter(
        round__gate=gate, round__direction=direction, round__made_at__minute=0,
        round__made_at__gte=midnight - dt.timedelta(days=STRETCH_DAYS), fate=Fate.SCORED,
    )  # fmt: skip
    columns = rows.values_list("drawn_p10", "drawn_p50", "drawn_p90", "came")
    return learn_stretch([Came(low, middle, high, came) for low, middle, high, came in columns if came is not None])
