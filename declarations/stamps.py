"""By what a live list of the desk knows that nothing of it changed: a stamp for every check at every gate (ADR 0073).

A stamp is a random word that the cache keeps for a minute. Whoever changes a row takes the stamps of its queues away
after the commit; whoever asks next makes new ones. What is missed (a process that died in between, a cache that was
emptied, a change that concerns a queue only indirectly) is seen when the minute is over. Without a cache every stamp
is new: the lists are then made anew each time, and stay right.
"""

from collections.abc import Iterable
from secrets import token_hex
from typing import Final, NamedTuple

import structlog
from django.core.cache import cache
from redis.exceptions import RedisError

LIFE_SECONDS: Final = 60
ANYWHERE: Final = 0
"""Instead of a gate's id: this check at any gate, for lists that are of no single one."""
_log = structlog.get_logger(__name__)


class Place(NamedTuple):
    """One check at one gate."""

    gate_id: int
    code: str


def stamps_of(places: Iterable[Place]) -> tuple[str, ...]:
    """The stamps of these queues, in their order; at most three looks at the cache, none at the database."""
    keys = [_key(place) for place in places]
    try:
        known = cache.get_many(keys)
        missing = [key for key in keys if key not in known]
        for key in missing:
            cache.add(key, token_hex(8), LIFE_SECONDS)
        if missing:  # what another process made in the same moment holds for both
            known |= cache.get_many(missing)
    except (RedisError, OSError) as error:
        _log.warning("stamps_without_cache", error=type(error).__name__)
        known = {}
    return tuple(known.get(key) or token_hex(8) for key in keys)


def stir(places: Iterable[Place]) -> None:
    """Say that rows of these queues changed. Call it after the commit."""
    stirred = set(places)
    keys = {_key(place) for place in stirred} | {_key(Place(ANYWHERE, place.code)) for place in stirred}
    try:
        cache.delete_many(keys)
    except (RedisError, OSError) as error:
        _log.warning("stamps_without_cache", error=type(error).__name__)


def _key(place: Place) -> str:
    return f"stamp:{place.gate_id}:{place.code}"
