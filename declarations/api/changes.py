"""Change requests: a company asks, the agencies concerned answer (domain §8)."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.acting import acting_user
from contract.api.cursor import PageQuery, page
from contract.api.idempotency import idempotent
from contract.api.problems import MEDIA_TYPE
from contract.api.schema import ProblemSerializer
from contract.api.strict import StrictSerializer, read_body, read_query
from declarations.api.asking import (
    CHECKS,
    QUEUES,
    READ,
    WRITE,
    ScopedView,
    declaration_or_404,
    one_or_404,
    require_read_version,
)
from declarations.api.bodies import LONGEST_REASON, NothingIn
from declarations.api.declarations import REF
from declarations.api.schema_changes import ChangeRequestAnswer, ChangeRequestPage, ChangesIn
from declarations.models import ChangeRequest
from declarations.operations import changing, deciding
from declarations.queries import changes as shown
from declarations.querysets import ChangeQuerySet

TAGS = ["Changes"]
LONGEST_PATH = 200
MOST_CHANGES = 100
IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, description="The ETag that was read; then only that version is changed."
)


class ChangeField(serializers.Field[Any, Any, Any, Any]):
    """`{path, value}`; what the value may be is the declaration's to say."""

    default_error_messages = {
        "wrong_type": "Send an object with path and value.",
        "required": "Both path and value are needed.",
        "max_length": "The path is too long.",
        "unknown_field": "Only path and value are known here.",
    }

    def to_internal_value(self, data: Any) -> tuple[str, Any]:
        """:raises ValidationError: it is no such object."""
        if not isinstance(data, dict):
            self.fail("wrong_type")
        if data.keys() - {"path", "value"}:
            self.fail("unknown_field")
        if data.keys() != {"path", "value"}:
            self.fail("required")
        if not isinstance(data["path"], str):
            self.fail("wrong_type")
        if len(data["path"]) > LONGEST_PATH:
            self.fail("max_length")
        return data["path"], data["value"]

    def to_representation(self, value: Any) -> Any:
        """It is only read."""
        return value


class AskIn(StrictSerializer):
    """What is to change, and why."""

    changes = serializers.ListField(child=ChangeField(), allow_empty=False, max_length=MOST_CHANGES)
    reason = serializers.CharField(min_length=1, max_length=LONGEST_REASON)


def _fields() -> serializers.ListField:
    return serializers.ListField(
        child=serializers.IntegerField(min_value=1),
        required=False,
        allow_null=True,
        allow_empty=False,
        max_length=MOST_CHANGES,
        help_text="Ids of fields; all that wait for your agency, when absent.",
    )


class ApproveIn(StrictSerializer):
    """Which fields; all, when none is named."""

    fields = _fields()  # type: ignore[assignment]  # collected by the metaclass, the property stays
    reason = serializers.CharField(max_length=LONGEST_REASON, required=False, allow_blank=True, allow_null=True)


class RejectIn(StrictSerializer):
    """Which fields, and why."""

    fields = _fields()  # type: ignore[assignment]  # as above
    reason = serializers.CharField(min_length=1, max_length=LONGEST_REASON)


class OfDeclaration(ScopedView):
    """The change requests of one declaration."""

    scopes: ClassVar = {"GET": (READ, QUEUES), "POST": (WRITE,)}

    @extend_schema(
        operation_id="list_change_requests", tags=TAGS, parameters=[REF, PageQuery], responses=ChangeRequestPage
    )
    def get(self, request: Request, ref: str) -> Response:
        """What was asked to be changed, newest first, with every agency's answer."""
        row = declaration_or_404(request, ref)
        query = read_query(request, PageQuery)
        seen = ChangeRequest.objects.visible_to(acting_user(request)).filter(declaration=row)
        return _page(seen, ("-pk",), query)

    @extend_schema(
        operation_id="ask_change",
        tags=TAGS,
        parameters=[REF, IF_MATCH],
        request=ChangesIn,
        responses={201: ChangeRequestAnswer, (412, MEDIA_TYPE): ProblemSerializer},
    )
    @idempotent
    def post(self, request: Request, ref: str) -> Response:
        """Ask to have fields changed that need an agency's agreement; what needs none is changed at once.

        A field is changed when every agency it concerns has agreed. Paths are JSONPaths into the declaration as it is
        now, as `$.vehicles[0].driver`; the place after a list's last entry adds one, null takes an entry out.
        """
        by, at = acting_user(request), timezone.now()
        row = declaration_or_404(request, ref)
        version = require_read_version(request, row, required=False)
        body = read_body(request, AskIn)
        asked = changing.ask_changes(
            declaration_id=row.pk, changes=body["changes"], reason=body["reason"], by=by, at=at, version=version
        )
        return Response(_answer(asked.pk), status=201)


class Awaiting(ScopedView):
    """What waits for an officer's agency."""

    scopes: ClassVar = {"GET": (QUEUES,)}

    @extend_schema(operation_id="list_awaited_changes", tags=TAGS, parameters=[PageQuery], responses=ChangeRequestPage)
    def get(self, request: Request) -> Response:
        """The change requests at my gates that wait for my agency, oldest first."""
        query = read_query(request, PageQuery)
        return _page(ChangeRequest.objects.awaiting(acting_user(request)), ("asked_at", "pk"), query)


class Approve(ScopedView):
    """Agreeing."""

    scopes: ClassVar = {"POST": (CHECKS,)}

    @extend_schema(operation_id="approve_change", tags=TAGS, request=ApproveIn, responses=ChangeRequestAnswer)
    @idempotent
    def post(self, request: Request, change_id: int) -> Response:
        """Agree to what waits for my agency. What every agency agreed to is changed, and their confirmations reopen."""
        return _decide(request, change_id, ApproveIn, agrees=True)


class Reject(ScopedView):
    """Rejecting."""

    scopes: ClassVar = {"POST": (CHECKS,)}

    @extend_schema(operation_id="reject_change", tags=TAGS, request=RejectIn, responses=ChangeRequestAnswer)
    @idempotent
    def post(self, request: Request, change_id: int) -> Response:
        """Reject what waits for my agency: one agency's word is enough, and nothing changes."""
        return _decide(request, change_id, RejectIn, agrees=False)


class Withdraw(ScopedView):
    """Taking back."""

    scopes: ClassVar = {"POST": (WRITE,)}

    @extend_schema(operation_id="withdraw_change", tags=TAGS, request=NothingIn, responses=ChangeRequestAnswer)
    @idempotent
    def post(self, request: Request, change_id: int) -> Response:
        """Take back what is not decided yet."""
        by, at = acting_user(request), timezone.now()
        row = _seen(request, change_id)
        read_body(request, NothingIn)
        changing.withdraw_change(change_id=row.pk, by=by, at=at)
        return Response(_answer(row.pk))


def _decide(request: Request, change_id: int, kind: type[StrictSerializer], *, agrees: bool) -> Response:
    by, at = acting_user(request), timezone.now()
    row = _seen(request, change_id)
    body = read_body(request, kind)
    verdicts: deciding.Verdicts = dict.fromkeys(body["fields"], agrees) if body.get("fields") else agrees
    deciding.decide(change_id=row.pk, by=by, at=at, verdicts=verdicts, reason=body.get("reason") or "")
    return Response(_answer(row.pk))


def _seen(request: Request, change_id: int) -> ChangeRequest:
    row: ChangeRequest = one_or_404(ChangeRequest.objects.visible_to(acting_user(request)).filter(pk=change_id))
    return row


def _answer(change_id: int) -> dict[str, Any]:
    return shown.as_json(shown.whole(ChangeRequest.objects.filter(pk=change_id)).get())


def _page(rows: ChangeQuerySet, order: tuple[str, ...], query: dict[str, Any]) -> Response:
    found = page(shown.whole(rows), order=order, query=query)
    return Response({"results": [shown.as_json(row) for row in found.rows], "next": found.next})
