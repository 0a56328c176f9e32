"""Small things that the desk keeps in the cache for a while and can do without: without a cache nothing is kept."""

from typing import Any

import structlog
from django.core.cache import cache
from redis.exceptions import RedisError

_log = structlog.get_logger(__name__)


def recall(name: str) -> Any:
    """What was kept under that name, or None."""
    try:
        return cache.get(name)
    except (RedisError, OSError) as error:
        _log.warning("desk_without_cache", error=type(error).__name__)
        return None


def keep(name: str, value: object, *, seconds: int) -> bool:
    """Keep it for so long; False when there is no cache."""
    try:
        cache.set(name, value, seconds)
    except (RedisError, OSError) as error:
        _log.warning("desk_without_cache", error=type(error).__name__)
        return False
    return True


def drop(name: str) -> None:
    """Keep it no longer."""
    try:
        cache.delete(name)
    except (RedisError, OSError) as error:
        _log.warning("desk_without_cache", error=type(error).__name__)
