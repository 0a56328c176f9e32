"""Sending a POST again without doing it again: the first answer is kept, in the transaction of what it answers for.

So there is no moment at which one exists without the other: whoever got no answer (a cut line, a killed process)
sends the same request under the same `Idempotency-Key` and gets the first answer, or does it for the first time.
"""

import contextlib
import functools
import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any, Concatenate, Final, ParamSpec, TypeVar, cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from contract.api.behalf import asked_for
from contract.api.errors import BadIdempotencyKey
from contract.api.parsers import require_size
from contract.errors import Conflict, DomainError, Invalid
from contract.models import KEPT_FOR, IdempotencyRecord

HEADER: Final = "Idempotency-Key"
REPLAYED: Final = "Idempotency-Replayed"
_LONGEST: Final = 64
_KEPT_HEADERS: Final = ("Content-Type", "Location", "ETag", "Retry-After", "Content-Language", "WWW-Authenticate")
_NEVER_KEPT: Final = frozenset({401, 429})

V = TypeVar("V", bound=APIView)
P = ParamSpec("P")


class KeyReused(Invalid):
    """The key already stands for another request."""

    code = "idempotency_key_reused"


class InProgress(Conflict):
    """The first request under this key has not been answered yet."""

    code = "idempotency_in_progress"


def idempotent(
    post: Callable[Concatenate[V, Request, P], HttpResponseBase],
) -> Callable[Concatenate[V, Request, P], HttpResponseBase]:
    """Decorate the `post` method of an API view: with an `Idempotency-Key` it is done once, without one as ever.

    The method runs inside a transaction. A refusal undoes what the method did and is itself kept as the answer, so a
    fact that must survive its own refusal is answered, not raised.
    """

    @functools.wraps(post)
    def once(view: V, request: Request, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        key = _key(request)
        if key is None or not request.user.is_authenticated:
            return post(view, request, *args, **kwargs)
        owner: AbstractBaseUser = request.user
        fingerprint = _fingerprint(request)
        at = timezone.now()
        try:
            with transaction.atomic():
                _lock(owner.pk, key)
                first = IdempotencyRecord.objects.filter(owner_id=owner.pk, key=key).first()
                if first is not None and first.created_at > at - KEPT_FOR:
                    return _replay(first, fingerprint)
                answer = _answer(functools.partial(post, view, request, *args, **kwargs), view)
                if answer.status_code < 500 and answer.status_code not in _NEVER_KEPT:
                    _keep(first, owner.pk, key, fingerprint, answer, at)
                return answer
        except _Twice as error:
            raise _in_progress() from error

    once.idempotent = True  # type: ignore[attr-defined]  # what a test of all POSTs looks for
    return cast("Callable[Concatenate[V, Request, P], HttpResponseBase]", once)


def idempotent_in_parts(
    post: Callable[Concatenate[V, Request, P], HttpResponseBase],
) -> Callable[Concatenate[V, Request, P], HttpResponseBase]:
    """Decorate the `post` of a view that does many things, each in its own transaction and known when it comes again.

    The first answer is kept and given again as by `idempotent`, but in a transaction of its own: when the process dies
    between, or the same request comes twice at once, it is done again, which its parts make harmless. A refusal of the
    whole did nothing and is not kept.
    """

    @functools.wraps(post)
    def once(view: V, request: Request, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        key = _key(request)
        if key is None or not request.user.is_authenticated:
            return post(view, request, *args, **kwargs)
        owner: AbstractBaseUser = request.user
        fingerprint, at = _fingerprint(request), timezone.now()
        first = IdempotencyRecord.objects.filter(owner_id=owner.pk, key=key).first()
        if first is not None and first.created_at > at - KEPT_FOR:
            return _replay(first, fingerprint)
        answer = _as_bytes(post(view, request, *args, **kwargs), view)
        with contextlib.suppress(_Twice), transaction.atomic():
            _keep(first, owner.pk, key, fingerprint, answer, at)
        return answer

    once.idempotent = True  # type: ignore[attr-defined]
    return cast("Callable[Concatenate[V, Request, P], HttpResponseBase]", once)


def purge(*, at: datetime) -> int:
    """Delete the answers older than a day; return how many."""
    return IdempotencyRecord.objects.filter(created_at__lte=at - KEPT_FOR).delete()[0]


class _Twice(Exception):
    """Somebody kept an answer under this key between our look and our insert."""


def _key(request: Request) -> str | None:
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not 1 <= len(key) <= _LONGEST or not key.isascii() or not key.isprintable() or not key.strip():
        raise BadIdempotencyKey(_("Idempotency-Key is 1 to 64 printable characters."))
    return key


def _fingerprint(request: Request) -> str:
    require_size(request.META)
    digest = hashlib.sha256(f"{request.method}\n{request.get_full_path()}\n".encode())
    whom = asked_for(request)
    if whom is not None:  # the same body for another company is another request
        digest.update(f"{whom}\n".encode())
    digest.update(request._request.body)
    return digest.hexdigest()


def _lock(owner_id: int, key: str) -> None:
    """Be the only one at work under this key. On SQLite a writing transaction is alone anyway (IMMEDIATE).

    :raises InProgress: another request is at work under it.
    """
    if connection.vendor != "postgresql":
        return
    name = hashlib.sha256(f"idempotency\n{owner_id}\n{key}".encode()).digest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [int.from_bytes(name[:8], "big", signed=True)])
        taken: tuple[bool] = cursor.fetchone()
    if not taken[0]:
        raise _in_progress()


def _in_progress() -> InProgress:
    return InProgress(_("The first request under this Idempotency-Key is still at work; send it again in a moment."))


def _answer(post: Callable[[], HttpResponseBase], view: APIView) -> HttpResponse:
    """Do it; a refusal undoes only what was done, and becomes the answer. The answer is made bytes here and now."""
    try:
        with transaction.atomic():
            response = post()
    except (DomainError, APIException, Http404, PermissionDenied) as refusal:
        response = view.handle_exception(refusal)
    return _as_bytes(response, view)


def _as_bytes(response: HttpResponseBase, view: APIView) -> HttpResponse:
    if not isinstance(response, HttpResponse):
        raise TypeError("A streamed answer cannot be kept for a replay.")
    if isinstance(response, Response):
        response.accepted_renderer = JSONRenderer()
        response.accepted_media_type = "application/json"
        response.renderer_context = view.get_renderer_context()  # type: ignore[attr-defined]
        response.render()
    return response


def _keep(
    stale: IdempotencyRecord | None, owner_id: Any, key: str, fingerprint: str, answer: HttpResponse, at: datetime
) -> None:
    """Keep the answer, over the one of more than a day ago if there is one.

    :raises _Twice: another request kept its answer first.
    """
    record = stale or IdempotencyRecord(owner_id=owner_id, key=key)
    record.request_hash = fingerprint
    record.status = answer.status_code
    record.headers = {name: answer[name] for name in _KEPT_HEADERS if answer.has_header(name)}
    record.body = answer.content.decode()
    record.created_at = at
    try:
        record.save()
    except IntegrityError as error:
        raise _Twice from error


def _replay(first: IdempotencyRecord, fingerprint: str) -> HttpResponse:
    if first.request_hash != fingerprint:
        raise KeyReused(_("This Idempotency-Key already stands for another request."))
    answer = HttpResponse(first.body, status=first.status, headers=first.headers | {REPLAYED: "true"})
    if "Content-Type" not in first.headers:
        del answer["Content-Type"]
    return answer
