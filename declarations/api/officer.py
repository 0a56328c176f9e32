"""The officer's queues, the acts on a vehicle, payments and scans."""

from typing import Any, ClassVar

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.acting import acting_user
from contract.api.cursor import page
from contract.api.idempotency import idempotent
from contract.api.strict import StrictQuery, StrictSerializer, read_body, read_query
from declarations.api import answers, output
from declarations.api.asking import CHECKS, QUEUES, ScopedView, one_or_404
from declarations.api.bodies import (
    DecidedIn,
    OptionalReasonIn,
    PaidIn,
    QueueQuery,
    RequestCheckIn,
    ScanIn,
    TurnBackIn,
    reason_said,
    scan_said,
)
from declarations.api.schema import ActedVehicleAnswer, CheckAnswer, FeeAnswer
from declarations.api.schema_gate import QueueList, QueuePage, ScanAnswer
from declarations.errors import NotYours
from declarations.models import Declaration, Gate, Vehicle
from declarations.operations import acting, paying, requesting, scanning
from declarations.procedures import AGENCY_OF
from declarations.queries.queues import ORDER, ROW_FIELDS, queue, queues_of
from declarations.queries.shown import check_shown, fee_shown

TAGS = ["Officers"]


class Queues(ScopedView):
    """All queues of an officer."""

    scopes: ClassVar = {"GET": (QUEUES,)}

    @extend_schema(operation_id="list_queues", tags=TAGS, responses=QueueList)
    def get(self, request: Request) -> Response:
        """The checks of my agency at my gates, and how many of each wait: a short list without pages."""
        read_query(request, StrictQuery)
        return Response([output.queue(row) for row in queues_of(acting_user(request))])


class OneQueue(ScopedView):
    """One check at one gate."""

    scopes: ClassVar = {"GET": (QUEUES,)}

    @extend_schema(operation_id="read_queue", tags=TAGS, parameters=[QueueQuery], responses=QueuePage)
    def get(self, request: Request, gate: str, check: str) -> Response:
        """What is ready for my agency: who stands there first, then by line time (before that, expected arrival)."""
        by, at = acting_user(request), timezone.now()
        place = one_or_404(Gate.objects.worked_by(by).filter(code=gate))
        if check not in AGENCY_OF:
            raise Http404
        if AGENCY_OF[check] != by.agency:
            raise NotYours(_("This is the queue of another agency."))
        query = read_query(request, QueueQuery)
        rows = queue(gate_id=place.pk, code=check, state=query["state"]).values(*ROW_FIELDS)
        found = page(rows, order=ORDER, query=query)
        return Response({"results": [output.queue_row(row, at=at) for row in found.rows], "next": found.next})


class RequestCheck(ScopedView):
    """Asking for a check that the procedure does not require."""

    scopes: ClassVar = {"POST": (CHECKS,)}

    @extend_schema(operation_id="request_check", tags=TAGS, request=RequestCheckIn, responses=CheckAnswer)
    @idempotent
    def post(self, request: Request, vehicle_id: int) -> Response:
        """Ask for a plant, animal or goods check, until the vehicle is finished."""
        act, body = _act(request, vehicle_id, RequestCheckIn)
        return Response(check_shown(requesting.request_check(**act, code=body["check"], note=body.get("note") or "")))


class TurnBack(ScopedView):
    """Turning back."""

    scopes: ClassVar = {"POST": (CHECKS,)}

    @extend_schema(operation_id="turn_back_vehicle", tags=TAGS, request=TurnBackIn, responses=ActedVehicleAnswer)
    @idempotent
    def post(self, request: Request, vehicle_id: int) -> Response:
        """Send a vehicle back; with `to_gate` a declaration is opened for it there, and `moved_to` is its number."""
        act, body = _act(request, vehicle_id, TurnBackIn)
        to_gate = body.get("to_gate") or ""
        vehicle = acting.turn_back(**act, **reason_said(body), to_gate=to_gate, happened_at=body.get("happened_at"))
        moved_to = _opened_for(vehicle) if to_gate else None
        return Response(answers.vehicle(vehicle.declaration_id, vehicle.pk, at=act["at"], moved_to=moved_to))


class HoldVehicle(ScopedView):
    """Holding on the road."""

    scopes: ClassVar = {"POST": (CHECKS,)}

    @extend_schema(operation_id="hold_vehicle", tags=TAGS, request=DecidedIn, responses=ActedVehicleAnswer)
    @idempotent
    def post(self, request: Request, vehicle_id: int) -> Response:
        """Hold a vehicle on the road: none of its checks is ready meanwhile."""
        act, body = _act(request, vehicle_id, DecidedIn)
        vehicle = acting.hold_on_road(**act, **reason_said(body))
        return Response(answers.vehicle(vehicle.declaration_id, vehicle.pk, at=act["at"]))


class ReleaseVehicle(ScopedView):
    """Letting a vehicle go on."""

    scopes: ClassVar = {"POST": (CHECKS,)}

    @extend_schema(operation_id="release_vehicle", tags=TAGS, request=OptionalReasonIn, responses=ActedVehicleAnswer)
    @idempotent
    def post(self, request: Request, vehicle_id: int) -> Response:
        """Let a vehicle that is held on the road go on."""
        act, body = _act(request, vehicle_id, OptionalReasonIn)
        vehicle = acting.release_on_road(**act, reason=body.get("reason") or "")
        return Response(answers.vehicle(vehicle.declaration_id, vehicle.pk, at=act["at"]))


class PayFee(ScopedView):
    """Recording a payment."""

    scopes: ClassVar = {"POST": (CHECKS,)}

    @extend_schema(operation_id="pay_fee", tags=TAGS, request=PaidIn, responses=FeeAnswer)
    @idempotent
    def post(self, request: Request, fee_id: int) -> Response:
        """Record that a fee was paid; this confirms its check when nothing of its kind is owed any more."""
        by, at = acting_user(request), timezone.now()
        one_or_404(Vehicle.objects.visible_to(by).filter(fees=fee_id).only("pk"))
        body = read_body(request, PaidIn)
        fee = paying.pay(
            fee_id=fee_id, by=by, at=at, method=body["method"], receipt_number=body.get("receipt_number") or ""
        )
        return Response(fee_shown(fee))


class Scans(ScopedView):
    """Scans at the barrier."""

    scopes: ClassVar = {"POST": (CHECKS,)}

    @extend_schema(operation_id="scan", tags=TAGS, request=ScanIn, responses=ScanAnswer)
    @idempotent
    def post(self, request: Request) -> Response:
        """A truck stands at the barrier: it is seen from now on, and my checks of it are confirmed if I say so.

        A refusal is an answer as well (200), and is kept.
        """
        by, at = acting_user(request), timezone.now()
        scan = scanning.scan(**scan_said(read_body(request, ScanIn)), by=by, at=at)
        return Response(scan.answer)


def _act(request: Request, vehicle_id: int, kind: type[StrictSerializer]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What every act is told, and the body.

    :raises Http404: the caller does not see the vehicle.   :raises ValidationError: the body has another shape.
    """
    by, at = acting_user(request), timezone.now()
    vehicle = one_or_404(Vehicle.objects.visible_to(by).filter(pk=vehicle_id).only("pk"))
    return {"vehicle_id": vehicle.pk, "by": by, "at": at}, read_body(request, kind)


def _opened_for(vehicle: Vehicle) -> str | None:
    """The number of the declaration that was opened at another gate for a vehicle turned back."""
    copies = Declaration.objects.filter(copied_from=vehicle.declaration_id, vehicles__plate_key=vehicle.plate_key)
    number: str | None = copies.order_by("-pk").values_list("number", flat=True).first()
    return number
