"""How many writes one key or one person may send in a minute. Reading costs nothing, not even a look at the cache."""

import functools
import time
from typing import TYPE_CHECKING, Final

import structlog
from django.conf import settings
from django.core.cache import cache
from redis import Redis
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

if TYPE_CHECKING:  # the framework imports this file while it is still building its views
    from rest_framework.views import APIView

DEFAULT_PER_MINUTE: Final = 600
_KEPT_SECONDS: Final = 120
_READS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_log = structlog.get_logger(__name__)


class WriteThrottle(BaseThrottle):
    """A counter of the current minute per key, per user of a session, or per address; 0 a minute means no limit."""

    _seconds_left: float | None = None

    def allow_request(self, request: Request, view: "APIView") -> bool:  # noqa: ARG002
        """Count a write; False when this minute's are used up."""
        limit: int = getattr(settings, "API_WRITES_PER_MINUTE", DEFAULT_PER_MINUTE)
        if request.method in _READS or not limit:
            return True
        now = time.time()
        counted = _count(f"writes:{_who(request, self)}:{int(now // 60)}")
        if counted <= limit:
            return True
        self._seconds_left = 60 - now % 60
        return False

    def wait(self) -> float | None:
        """Seconds until the next minute begins."""
        return self._seconds_left


def _who(request: Request, throttle: BaseThrottle) -> str:
    if request.auth is not None:
        return f"key:{request.auth.pk}"
    if request.user.is_authenticated:
        return f"user:{request.user.pk}"
    return f"ip:{throttle.get_ident(request)}"


def _count(name: str) -> int:
    try:
        return _count_in_redis(name) if settings.REDIS_URL else _count_in_cache(name)
    except (RedisError, OSError) as error:
        # A limit is for fairness: without its counter the gate goes on working.
        _log.warning("throttle_without_cache", error=type(error).__name__)
        return 0


def _count_in_redis(name: str) -> int:
    """Count in one round trip; the cache's own counting takes two, and every write pays for them."""
    key = cache.make_key(name)
    with _redis().pipeline(transaction=False) as line:
        line.incr(key)
        line.expire(key, _KEPT_SECONDS)
        return int(line.execute()[0])


@functools.cache
def _redis() -> Redis:
    return Redis.from_url(settings.REDIS_URL)


def _count_in_cache(name: str) -> int:
    try:
        return int(cache.incr(name))
    except ValueError:  # the first of its minute; where two are first, `add` lets one set it and both count
        cache.add(name, 0, timeout=_KEPT_SECONDS)
        return int(cache.incr(name))
