"""Notes who looked at which page of the desk, who sent something to it, and who was refused (ADR 0085)."""

from collections.abc import Callable
from typing import Any, Final

import structlog
from axes.helpers import get_client_ip_address
from django.contrib import admin
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.models import User
from declarations import live
from desk.models import VisitKind
from desk.operations import visiting

QUIET: Final = frozenset(
    {
        "index", "jsi18n", "autocomplete", "login", "logout", "declarations_check_desk", "declarations_check_look",
        "scan-who", "scan-worker", "scan-app",
    }
)  # fmt: skip
"""Pages that show no row of anybody, and what a page asks by itself."""
THE_DOOR: Final = "admin/login/"
"""Leads whoever may not enter to the sign-in: that he was refused is noted at the page he asked for."""
_DIGITS = 18
"""More of them are no row's number."""
_log = structlog.get_logger(__name__)


class WhoLooked:
    """After each answer of a page under /admin/. What a page asks by itself (a poll) is no look of a person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        match = request.resolver_match
        if match is None or not match.route.startswith("admin/") or match.route == THE_DOOR:
            return answer
        kind = _kind(request, answer)
        by = request.user if kind else None
        if kind and isinstance(by, User):
            _note(by, kind, page=match.url_name or "", row=_row(match.kwargs), address=get_client_ip_address(request))
        return answer


def _kind(request: HttpRequest, answer: HttpResponse) -> VisitKind | None:
    """What this request came to; None when it is none to be kept."""
    match = request.resolver_match
    status, sent = answer.status_code, request.method == "POST"
    if not admin.site.has_permission(request) or status in (403, 404):
        return VisitKind.REFUSED
    if (match and match.url_name in QUIET) or status >= 400:
        return None
    if sent:
        return VisitKind.SENT
    return VisitKind.LOOKED if status == 200 and request.method == "GET" and not live.is_part(request) else None


def _row(kwargs: dict[str, Any]) -> int | None:
    """The number in the address: the admin's own pages call it `object_id`, ours `pk` too."""
    for name in ("object_id", "pk", "vehicle_id", "id"):
        text = str(kwargs.get(name, ""))
        if text.isascii() and text.isdigit() and len(text) <= _DIGITS:
            return int(text)
    return None


def _note(by: User, kind: VisitKind, *, page: str, row: int | None, address: str | None) -> None:
    """Keep it. A truck does not wait because a note could not be kept: the log says so instead."""
    try:
        visiting.note(by=by, at=timezone.now(), kind=kind, page=page, row=row, address=address)
    except DatabaseError as error:
        _log.error("visit_not_kept", page=page, error=type(error).__name__)
