"""What everybody may read, kept as it was last made, so that it is answered without the database and after its death.

Whoever finds a snapshot older than `FRESH` makes the next one, one at a time; the others are served what is there.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

import structlog
from django.core.cache import cache
from django.db import InterfaceError, OperationalError
from redis.exceptions import RedisError

FRESH: Final = timedelta(seconds=5)
OLDEST: Final = timedelta(seconds=10)
"""An older one is served only while no other can be made, and says since when."""
KEPT_SECONDS: Final = 7 * 24 * 3600
ONE_MAKER_SECONDS, DOWN_SECONDS = 15, 15
"""So long at most nobody else begins (a dead database takes ten seconds to be known), and so long nobody at all tries
again after it did not answer: each who tries keeps a web process waiting.
"""
DOWN: Final = "snapshots-without-database"
WAITS, WAIT_SECONDS = 20, 0.05
_log = structlog.get_logger(__name__)


class Snapshot(NamedTuple):
    """What was made, and when."""

    made_at: datetime
    body: Any

    def is_within(self, age: timedelta, at: datetime) -> bool:
        """Whether it is no older than that; one from a clock that ran ahead is not."""
        return timedelta() <= at - self.made_at <= age


def snapshot(name: str, make: Callable[[], Any], *, at: datetime) -> Snapshot:
    """The newest there is: at most `OLDEST` while the database works. Asks the cache alone while it is fresh.

    :raises OperationalError: the database does not answer, and nothing was kept before.
    """
    held = _held(name)
    if held is None:
        return _keep(name, Snapshot(at, make()))
    if held.is_within(FRESH, at):
        return held
    if _get(DOWN):
        return held
    if not _is_first(name):
        return held if held.is_within(OLDEST, at) else _awaited(name, held, at=at)
    try:
        made = Snapshot(at, make())
    except (OperationalError, InterfaceError) as error:
        _log.warning("snapshot_without_database", name=name, error=type(error).__name__)
        _set(DOWN, value=True, seconds=DOWN_SECONDS)
        return held
    _keep(name, made)
    _forget(_making(name))
    return made


def _awaited(name: str, held: Snapshot, *, at: datetime) -> Snapshot:
    """Another is making it: wait a second for that, unless the database was found dead just now."""
    for _ in range(WAITS):
        if _get(DOWN):
            break
        time.sleep(WAIT_SECONDS)
        held = _held(name) or held
        if held.is_within(OLDEST, at) or held.made_at > at:
            break
    return held


def _keep(name: str, made: Snapshot) -> Snapshot:
    _set(name, value=tuple(made), seconds=KEPT_SECONDS)
    return made


def _held(name: str) -> Snapshot | None:
    kept = _get(name)
    return Snapshot(*kept) if kept else None


def _making(name: str) -> str:
    return f"{name}:making"


def _is_first(name: str) -> bool:
    try:
        return bool(cache.add(_making(name), value=True, timeout=ONE_MAKER_SECONDS))
    except (RedisError, OSError):
        return True


def _get(name: str) -> Any:
    try:
        return cache.get(name)
    except (RedisError, OSError) as error:
        # The cache spares the database; without it everything is made each time.
        _log.warning("snapshot_without_cache", error=type(error).__name__)
        return None


def _forget(name: str) -> None:
    try:
        cache.delete(name)
    except (RedisError, OSError) as error:
        _log.warning("snapshot_without_cache", error=type(error).__name__)


def _set(name: str, *, value: Any, seconds: int) -> None:
    try:
        cache.set(name, value, timeout=seconds)
    except (RedisError, OSError) as error:
        _log.warning("snapshot_without_cache", error=type(error).__name__)
