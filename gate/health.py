"""Is the process up, and can it do its work? Asked by load balancers, container health checks and people."""

import os
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import redis
import structlog
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from declarations.models import OutboxMessage

# A notice is sent within seconds; one that has waited this long means that nobody is sending.
OLDEST_NOTICE_SECONDS = 900

log = structlog.get_logger(__name__)


@require_safe
@never_cache
def healthz(_request: HttpRequest) -> JsonResponse:
    """This process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """Database, broker and notices, each by itself; 503 when one of them is bad."""
    answers = {name: check() for name, check in CHECKS.items()}
    ready = all(answer["ok"] for answer in answers.values())
    body = {"status": "ok" if ready else "unavailable", "checks": answers}
    return JsonResponse(body, status=200 if ready else 503)


def _database() -> dict[str, object]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        log.warning("database_unreachable", exc_info=True)
        return {"ok": False}
    return {"ok": True}


def _broker() -> dict[str, object]:
    """Redis answers, or the folder of the file-system broker can be written to."""
    try:
        if settings.REDIS_URL:
            with redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2, socket_timeout=2) as client:
                client.ping()
        else:
            folder = Path(settings.CELERY_BROKER_TRANSPORT_OPTIONS["folder"])
            folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=folder)
            os.close(handle)
            os.unlink(name)
    except (redis.RedisError, OSError):
        log.warning("broker_unreachable", exc_info=True)
        return {"ok": False}
    return {"ok": True}


def oldest_owed() -> datetime | None:
    """When the oldest unsent notice was written down."""
    oldest = OutboxMessage.objects.filter(sent_at=None).order_by("pk").values_list("created_at", flat=True)
    return oldest.first()


def _notices() -> dict[str, object]:
    """How long the oldest unsent notice has been waiting."""
    try:
        since = oldest_owed()
    except DatabaseError:
        return {"ok": False, "oldest_unsent_seconds": None}
    waited = None if since is None else int((timezone.now() - since).total_seconds())
    return {"ok": waited is None or waited < OLDEST_NOTICE_SECONDS, "oldest_unsent_seconds": waited}


CHECKS: dict[str, Callable[[], dict[str, object]]] = {"database": _database, "broker": _broker, "notices": _notices}
