"""How good the estimates were; asks nobody who he is."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from contract.api.strict import StrictQuery, read_query
from declarations.api.public import PublicView
from declarations.models import Gate
from estimate.api.schema import RecordPage
from estimate.method.scores import Score
from estimate.reading import Record, records

KEPT = {"Cache-Control": "public, max-age=60"}


class Records(PublicView):
    """The record."""

    @extend_schema(operation_id="read_estimates", tags=["Public"], auth=[], responses=RecordPage)
    def get(self, request: Request) -> Response:
        """Each direction of each gate: how often the range held, and by how much the middle missed, week by week."""
        read_query(request, StrictQuery)
        gates = Gate.objects.filter(takes_trucks=True).order_by("pk")
        found = [_record(one) for one in records(gates, at=timezone.now())]
        return Response({"results": found, "next": None}, headers=KEPT)


def _record(one: Record) -> dict[str, Any]:
    weeks = [{"monday": week.monday.isoformat()} | _score(week.score) for week in one.weeks]
    return {"gate": one.gate.code, "direction": one.direction, "recent": _score(one.recent), "weeks": weeks}


def _score(score: Score) -> dict[str, Any]:
    return {
        "estimates": score.estimates,
        "held": score.held,
        "coverage": _rounded(score.coverage),
        "mean_absolute_error": _rounded(score.mean_error),
        "compared": score.compared,
        "naive_mean_absolute_error": _rounded(score.naive_error / score.compared if score.compared else None),
        "error_against_naive": _rounded(score.against_naive),
    }


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 3)
