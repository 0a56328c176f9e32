"""What a company does with its declarations beside filing and changing them."""

from datetime import datetime
from typing import ClassVar

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.acting import acting_user
from accounts.models import User
from contract.api.idempotency import idempotent
from contract.api.problems import MEDIA_TYPE
from contract.api.schema import ProblemSerializer
from contract.api.strict import read_body
from declarations.api import answers
from declarations.api.asking import (
    CHECKS,
    WRITE,
    ScopedView,
    declaration_or_404,
    one_or_404,
    require_read_version,
    version_tag,
)
from declarations.api.bodies import NothingIn, ReasonIn, ReviveIn
from declarations.api.declarations import REF, TAGS, created
from declarations.api.schema import ActedVehicleAnswer, WholeDeclarationAnswer
from declarations.models import Declaration, Vehicle
from declarations.operations import cancelling, drafting, filing, lapsing

IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, description="The ETag that was read; then only that version is acted on."
)

CHANGED = {200: WholeDeclarationAnswer, (412, MEDIA_TYPE): ProblemSerializer}


class File(ScopedView):
    """Filing a draft."""

    scopes: ClassVar = {"POST": (WRITE,)}

    @extend_schema(
        operation_id="file_draft",
        tags=TAGS,
        parameters=[REF, IF_MATCH],
        request=NothingIn,
        responses=CHANGED,
    )
    @idempotent
    def post(self, request: Request, ref: str) -> Response:
        """File a draft; it keeps its id and is given a number."""
        by, at = acting_user(request), timezone.now()
        row = declaration_or_404(request, ref)
        read_body(request, NothingIn)
        version = require_read_version(request, row, required=False)
        filing.file_draft(declaration_id=row.pk, by=by, at=at, version=version)
        return _answer(row, by, at)


class Cancel(ScopedView):
    """Cancelling a declaration."""

    scopes: ClassVar = {"POST": (WRITE,)}

    @extend_schema(
        operation_id="cancel_declaration",
        tags=TAGS,
        parameters=[REF, IF_MATCH],
        request=ReasonIn,
        responses=CHANGED,
    )
    @idempotent
    def post(self, request: Request, ref: str) -> Response:
        """Cancel the whole declaration, until its first vehicle is seen at the gate."""
        by, at = acting_user(request), timezone.now()
        row = declaration_or_404(request, ref)
        body = read_body(request, ReasonIn)
        version = require_read_version(request, row, required=False)
        cancelling.cancel(declaration_id=row.pk, by=by, at=at, reason=body["reason"], version=version)
        return _answer(row, by, at)


class Copy(ScopedView):
    """Starting anew from a former declaration."""

    scopes: ClassVar = {"POST": (WRITE,)}

    @extend_schema(
        operation_id="copy_declaration",
        tags=TAGS,
        parameters=[REF],
        request=NothingIn,
        responses={201: WholeDeclarationAnswer},
    )
    @idempotent
    def post(self, request: Request, ref: str) -> Response:
        """Start a draft from one of one's own; time, customs numbers, seals and containers are left to be given."""
        by, at = acting_user(request), timezone.now()
        row = declaration_or_404(request, ref)
        read_body(request, NothingIn)
        draft = drafting.copy(declaration_id=row.pk, by=by, at=at)
        return created(draft, answers.one(draft, by=by, at=at))


class Revive(ScopedView):
    """A new time for a truck that did not come."""

    scopes: ClassVar = {"POST": (WRITE,)}

    @extend_schema(
        operation_id="revive_declaration",
        tags=TAGS,
        parameters=[REF],
        request=ReviveIn,
        responses=WholeDeclarationAnswer,
    )
    @idempotent
    def post(self, request: Request, ref: str) -> Response:
        """Give an overdue declaration a new time of arrival."""
        by, at = acting_user(request), timezone.now()
        row = declaration_or_404(request, ref)
        body = read_body(request, ReviveIn)
        lapsing.revive(declaration_id=row.pk, by=by, at=at, expected_arrival=body["expected_arrival"])
        return _answer(row, by, at)


class CancelVehicle(ScopedView):
    """Cancelling one vehicle: its company, or the gate centre."""

    scopes: ClassVar = {"POST": (WRITE, CHECKS)}

    @extend_schema(operation_id="cancel_vehicle", tags=TAGS, request=ReasonIn, responses=ActedVehicleAnswer)
    @idempotent
    def post(self, request: Request, vehicle_id: int) -> Response:
        """Cancel one vehicle, until that one is seen at the gate."""
        by, at = acting_user(request), timezone.now()
        row = one_or_404(Vehicle.objects.visible_to(by).filter(pk=vehicle_id))
        body = read_body(request, ReasonIn)
        cancelling.cancel_vehicle(vehicle_id=row.pk, by=by, at=at, reason=body["reason"])
        return Response(answers.vehicle(row.declaration_id, row.pk, at=at))


def _answer(row: Declaration, by: User, at: datetime) -> Response:
    """The declaration as it is after the act."""
    changed = Declaration.objects.select_related("gate", "lane", "yard").get(pk=row.pk)
    return Response(answers.one(changed, by=by, at=at), headers={"ETag": version_tag(changed)})
