"""What anybody may ask without signing in: gates, their boards, their windows. Counts only, nobody is named."""

from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from contract.api.strict import StrictQuery, read_query
from declarations import estimates
from declarations.api import output
from declarations.api.asking import one_or_404
from declarations.api.bodies import WindowQuery
from declarations.api.schema_gate import BoardAnswer, GatePage, WindowPage
from declarations.models import Gate
from declarations.queries.board import board
from declarations.queries.gates import gate_facts
from declarations.queries.pausing import standing_pauses
from declarations.queries.windows import offered
from declarations.snapshots import snapshot
from declarations.stages import Direction

TAGS = ["Public"]
CODE = OpenApiParameter("code", str, OpenApiParameter.PATH, description="The code of a gate, for example HN.")
BOARD_SECONDS = 10
_KEPT = {"Cache-Control": f"public, max-age={BOARD_SECONDS}"}


class PublicView(APIView):
    """Asks nobody who he is."""

    authentication_classes = []
    permission_classes = [AllowAny]


class Gates(PublicView):
    """All gates."""

    @extend_schema(operation_id="list_gates", tags=TAGS, auth=[], responses=GatePage)
    def get(self, request: Request) -> Response:
        """All gates, with what a declaration may name there: lanes and yards; and their hours."""
        read_query(request, StrictQuery)
        gates = Gate.objects.prefetch_related("lanes", "yards", "hours").order_by("pk")
        return Response({"results": [output.gate(gate) for gate in gates], "next": None}, headers=_KEPT)


class Board(PublicView):
    """The board of a gate."""

    @extend_schema(operation_id="read_board", tags=TAGS, auth=[], parameters=[CODE], responses=BoardAnswer)
    def get(self, request: Request, code: str) -> Response:
        """Whether the gate takes trucks, and how many stand where; at most ten seconds old while the database works."""
        read_query(request, StrictQuery)
        at = timezone.now()
        kept = snapshot(f"board:{code}:{get_language()}", lambda: _counted(code, at), at=at)
        return Response(kept.body, headers=_KEPT)


def _counted(code: str, at: datetime) -> dict[str, Any]:
    gate = one_or_404(Gate.objects.filter(code=code))
    counted = board(gate, at=at)
    waits = estimates.of_newcomers(gate.pk, state=counted.state, at=at)
    return output.board(gate, counted, standing_pauses([gate])[gate.pk], waits, at=at)


class Windows(PublicView):
    """The arrival windows of a gate."""

    @extend_schema(
        operation_id="list_windows", tags=TAGS, auth=[], parameters=[CODE, WindowQuery], responses=WindowPage
    )
    def get(self, request: Request, code: str) -> Response:
        """Those that are not over, of one day or as far ahead as one may file, and what of them is free now."""
        one_or_404(Gate.objects.filter(code=code))
        query, at = read_query(request, WindowQuery), timezone.now()
        since, until = at, None
        if "date" in query:
            since = datetime.combine(query["date"], time(), tzinfo=timezone.get_default_timezone())
            until = since + timedelta(days=1)
        asked = [query["direction"]] if "direction" in query else Direction.values
        gate = gate_facts(code, at=at)
        found = [
            (row.offer.starts_at, direction, row)
            for direction in asked
            for row in (offered(gate, direction, since=since, until=until, at=at) if gate else ())
        ]
        rows = [output.window(direction, row) for _starts_at, direction, row in sorted(found, key=lambda one: one[:2])]
        return Response({"results": rows, "next": None}, headers=_KEPT)
