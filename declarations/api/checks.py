"""The moves of a check: one agency's step, one call each; the answer is the check as it is then."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.acting import acting_user
from contract.api.idempotency import idempotent
from contract.api.strict import StrictSerializer, read_body
from contract.errors import DomainError
from declarations.api.asking import CHECKS, ScopedView, one_or_404
from declarations.api.bodies import MoveIn, SendBackIn, StopIn, reason_said
from declarations.api.schema import CheckAnswer
from declarations.models import Check
from declarations.operations import checking, withdrawing
from declarations.queries.shown import check_shown

TAGS = ["Checks"]


class Confirm(ScopedView):
    """Confirming."""

    scopes: ClassVar = {"POST": (CHECKS,)}

    @extend_schema(operation_id="confirm_check", tags=TAGS, request=MoveIn, responses=CheckAnswer)
    @idempotent
    def post(self, request: Request, check_id: int) -> Response:
        """Confirm a check that is ready. A fee's check is confirmed by recording its payment."""
        with _unseen_is_absent(request, check_id):
            move, body = _move(request, check_id, MoveIn)
            return Response(check_shown(checking.confirm(**move, note=_told(body))))


class Hold(ScopedView):
    """Holding."""

    scopes: ClassVar = {"POST": (CHECKS,)}

    @extend_schema(operation_id="hold_check", tags=TAGS, request=StopIn, responses=CheckAnswer)
    @idempotent
    def post(self, request: Request, check_id: int) -> Response:
        """Hold a check, and with it all that depends on it and is not confirmed."""
        with _unseen_is_absent(request, check_id):
            move, body = _move(request, check_id, StopIn)
            return Response(check_shown(checking.hold(**move, **reason_said(body), note=body.get("note") or "")))


class SendBack(ScopedView):
    """Sending back."""

    scopes: ClassVar = {"POST": (CHECKS,)}

    @extend_schema(operation_id="send_back_check", tags=TAGS, request=SendBackIn, responses=CheckAnswer)
    @idempotent
    def post(self, request: Request, check_id: int) -> Response:
        """Hold a check until the declarant has mended the fields named."""
        with _unseen_is_absent(request, check_id):
            move, body = _move(request, check_id, SendBackIn)
            said = {**reason_said(body), "note": body.get("note") or "", "fields": body["fields"]}
            return Response(check_shown(checking.send_back(**move, **said)))


class Release(ScopedView):
    """Releasing."""

    scopes: ClassVar = {"POST": (CHECKS,)}

    @extend_schema(operation_id="release_check", tags=TAGS, request=MoveIn, responses=CheckAnswer)
    @idempotent
    def post(self, request: Request, check_id: int) -> Response:
        """Let a held check go on: confirmed if it was, else ready or pending."""
        with _unseen_is_absent(request, check_id):
            move, body = _move(request, check_id, MoveIn)
            return Response(check_shown(checking.release(**move, note=_told(body))))


class Refuse(ScopedView):
    """Refusing."""

    scopes: ClassVar = {"POST": (CHECKS,)}

    @extend_schema(operation_id="refuse_check", tags=TAGS, request=StopIn, responses=CheckAnswer)
    @idempotent
    def post(self, request: Request, check_id: int) -> Response:
        """Refuse a check: the vehicle can then only be turned back, unless this is withdrawn."""
        with _unseen_is_absent(request, check_id):
            move, body = _move(request, check_id, StopIn)
            return Response(check_shown(checking.refuse(**move, **reason_said(body), note=body.get("note") or "")))


class Withdraw(ScopedView):
    """Taking back."""

    scopes: ClassVar = {"POST": (CHECKS,)}

    @extend_schema(operation_id="withdraw_check", tags=TAGS, request=MoveIn, responses=CheckAnswer)
    @idempotent
    def post(self, request: Request, check_id: int) -> Response:
        """Take back a confirmation or a refusal, as long as no confirmed check stands on it."""
        with _unseen_is_absent(request, check_id):
            move, body = _move(request, check_id, MoveIn)
            return Response(check_shown(withdrawing.withdraw(**move, reason=_told(body))))


def _move(request: Request, check_id: int, kind: type[StrictSerializer]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What every move is told, and the body. :raises Malformed: the body has another shape."""
    body = read_body(request, kind)
    move = {"check_id": check_id, "by": acting_user(request), "at": timezone.now()}
    return move | {"happened_at": body.get("happened_at")}, body


@contextmanager
def _unseen_is_absent(request: Request, check_id: int) -> Iterator[None]:
    """Any refusal tells that there is such a check: whoever does not see it is told that there is none.

    Whoever may work a check sees it, so the look is taken only once something was refused.

    :raises Http404: the caller does not see the check.
    """
    try:
        yield
    except (DomainError, APIException, Check.DoesNotExist):
        one_or_404(Check.objects.visible_to(acting_user(request)).filter(pk=check_id).only("pk"))
        raise


def _told(body: dict[str, Any]) -> str:
    """What was said where a move keeps one text: the reason and the note."""
    return " · ".join(text for text in (body.get("reason"), body.get("note")) if text)
