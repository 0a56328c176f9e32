"""The line of a gate: who stands in it, calling forward those whose turn it is, and taking calls back."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.acting import acting_user
from accounts.models import User
from contract.api.cursor import PageQuery, page
from contract.api.idempotency import idempotent
from contract.api.strict import StrictSerializer, read_body, read_query
from declarations.api.asking import CHECKS, QUEUES, ScopedView, one_or_404
from declarations.api.bodies import LONGEST_REASON
from declarations.api.schema_line import CalledAnswer, LinePage, UncalledAnswer
from declarations.models import Gate, Vehicle
from declarations.operations import calling
from declarations.operations.calling import MOST_AT_ONCE, Outcome
from declarations.queries import line
from declarations.queries.document import instant
from declarations.queries.queues import places_in_line
from declarations.queries.shown import is_green
from declarations.stages import Direction

TAGS = ["Officers"]
DIRECTION = OpenApiParameter("direction", str, OpenApiParameter.PATH, enum=Direction.values)


class CallIn(StrictSerializer):
    """How many."""

    count = serializers.IntegerField(min_value=1, max_value=MOST_AT_ONCE)


class UncallIn(StrictSerializer):
    """Which ones, or how many of those called last; and why."""

    vehicles = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**53), required=False, allow_empty=False,
        max_length=MOST_AT_ONCE, help_text="Ids of vehicles; when absent, `count` says how many.",
    )  # fmt: skip
    count = serializers.IntegerField(
        min_value=1, max_value=MOST_AT_ONCE, required=False, help_text="Of those called last; 1 when both are absent."
    )
    reason = serializers.CharField(min_length=1, max_length=LONGEST_REASON)


class Line(ScopedView):
    """One direction of a gate."""

    scopes: ClassVar = {"GET": (QUEUES,)}

    @extend_schema(operation_id="read_line", tags=TAGS, parameters=[DIRECTION, PageQuery], responses=LinePage)
    def get(self, request: Request, gate: str, direction: str) -> Response:
        """Trucks that wait or are called forward and have not come, by line time; whom to call, `call` decides."""
        place = _place(acting_user(request), gate, direction)
        query = read_query(request, PageQuery)
        rows = line.standing(place.pk, direction).select_related("declaration")
        found = page(rows, order=line.ORDER, query=query)
        places = places_in_line(found.rows)
        return Response({"results": [_row(row, places[row.pk]) for row in found.rows], "next": found.next})


class Call(ScopedView):
    """Calling forward."""

    scopes: ClassVar = {"POST": (CHECKS,)}

    @extend_schema(operation_id="call_line", tags=TAGS, parameters=[DIRECTION], request=CallIn, responses=CalledAnswer)
    @idempotent
    def post(self, request: Request, gate: str, direction: str) -> Response:
        """Call so many of those whose turn it is; fewer when no more wait or their yards are full, and why."""
        by, at = acting_user(request), timezone.now()
        place = _place(by, gate, direction)
        count = read_body(request, CallIn)["count"]
        outcomes = calling.call_next(gate_id=place.pk, direction=direction, count=count, by=by, at=at)
        after = line.preview(gate_id=place.pk, direction=direction, count=1)
        skipped = [{**_brief(one.vehicle), "code": one.why.value, "detail": one.why.label} for one in after.passed]
        called = [{**_brief(one.vehicle), "why": one.why} for one in outcomes if one.refusal is None]
        rooms = line.rooms_of(place.pk).values()
        return Response({
            "called": called, "refused": _refused(outcomes), "skipped": skipped,
            "yards": [{"code": room.yard.code, "free": room.free} for room in rooms],
        })  # fmt: skip


class Uncall(ScopedView):
    """Taking calls back."""

    scopes: ClassVar = {"POST": (CHECKS,)}

    @extend_schema(
        operation_id="uncall_line", tags=TAGS, parameters=[DIRECTION], request=UncallIn, responses=UncalledAnswer
    )
    @idempotent
    def post(self, request: Request, gate: str, direction: str) -> Response:
        """Let trucks wait again in the place that they had: those named, or the last ones called."""
        by, at = acting_user(request), timezone.now()
        place = _place(by, gate, direction)
        body = read_body(request, UncallIn)
        named = body.get("vehicles") or []
        if line.standing(place.pk, direction).filter(pk__in=named).count() != len(set(named)):
            raise Http404
        outcomes = calling.take_back(
            gate_id=place.pk, direction=direction, by=by, at=at, reason=body["reason"], vehicle_ids=named,
            count=body.get("count") or 1,
        )  # fmt: skip
        back = [_brief(one.vehicle) for one in outcomes if one.refusal is None]
        return Response({"uncalled": back, "refused": _refused(outcomes)})


def _place(by: User, code: str, direction: str) -> Gate:
    """:raises Http404: no such line, or not at one of his gates."""
    gate: Gate = one_or_404(Gate.objects.worked_by(by).filter(code=code))
    if direction not in Direction.values:
        raise Http404
    return gate


def _brief(vehicle: Vehicle) -> dict[str, Any]:
    return {
        "id": vehicle.pk,
        "declaration": vehicle.declaration.number,
        "key": vehicle.key,
        "plate": vehicle.plate,
        "green": is_green(vehicle.main_cargo),
    }


def _row(vehicle: Vehicle, place: int) -> dict[str, Any]:
    return {
        **_brief(vehicle),
        "trailer_plate": vehicle.trailer_plate or None,
        "container": vehicle.container or None,
        "cargo": vehicle.main_cargo or None,
        "position": place,
        "line_time": instant(vehicle.line_time),
        "stage": "called" if vehicle.called_at else "waiting",
        "called_at": instant(vehicle.called_at),
        "acknowledged_at": instant(vehicle.call_acknowledged_at),
        "held": vehicle.road_held_at is not None,
    }


def _refused(outcomes: Iterable[Outcome]) -> list[dict[str, Any]]:
    return [
        {**_brief(one.vehicle), "code": one.refusal.code, "detail": str(one.refusal)}
        for one in outcomes
        if one.refusal is not None
    ]
