"""The waiting list of arrival windows: asking to come earlier, and taking that back."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.acting import acting_user
from contract.api.idempotency import idempotent
from contract.api.strict import StrictQuery, read_body, read_query
from declarations.api.asking import READ, WRITE, ScopedView, declaration_or_404
from declarations.api.bodies import NothingIn
from declarations.api.declarations import REF, TAGS
from declarations.api.schema_line import EarlierAnswer
from declarations.models import EarlierWish
from declarations.operations import hastening
from declarations.queries.document import instant


class Earlier(ScopedView):
    """A declaration's wish for an earlier arrival window."""

    scopes: ClassVar = {"GET": (READ,), "POST": (WRITE,), "DELETE": (WRITE,)}

    @extend_schema(operation_id="read_earlier_wish", tags=TAGS, parameters=[REF], responses=EarlierAnswer)
    def get(self, request: Request, ref: str) -> Response:
        """Whether it waits for a place in an earlier window, and since when."""
        row = declaration_or_404(request, ref)
        read_query(request, StrictQuery)
        return Response(_answer(EarlierWish.objects.filter(declaration=row).first()))

    @extend_schema(
        operation_id="ask_earlier", tags=TAGS, parameters=[REF], request=NothingIn, responses=EarlierAnswer
    )  # fmt: skip
    @idempotent
    def post(self, request: Request, ref: str) -> Response:
        """Ask to be moved, all trucks together, when a place becomes free in an earlier window.

        Never before the expected hour. Who asked first is moved first, by itself; the event `vehicle.moved_up` says so.
        Asked again, it stays as it was.
        """
        by, at = acting_user(request), timezone.now()
        row = declaration_or_404(request, ref)
        read_body(request, NothingIn)
        return Response(_answer(hastening.ask_earlier(declaration_id=row.pk, by=by, at=at)))

    @extend_schema(operation_id="stay", tags=TAGS, parameters=[REF], responses={204: None})
    def delete(self, request: Request, ref: str) -> Response:
        """Take the wish back; where there is none, nothing is done."""
        by, at = acting_user(request), timezone.now()
        row = declaration_or_404(request, ref)
        hastening.stay(declaration_id=row.pk, by=by, at=at)
        return Response(status=204)


def _answer(wish: EarlierWish | None) -> dict[str, Any]:
    return {
        "waiting": wish is not None,
        "not_before": instant(wish.not_before if wish else None),
        "asked_at": instant(wish.asked_at if wish else None),
    }
