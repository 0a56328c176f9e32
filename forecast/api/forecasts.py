"""Forecasts over HTTP, for managers at their gates."""

from typing import Any, ClassVar

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.acting import acting_user
from contract.api.strict import read_query
from declarations.api.asking import ScopedView
from declarations.queries.document import instant
from declarations.stages import Direction
from forecast import reading
from forecast.api.schema import ForecastAnswer
from forecast.models import Forecast, Standing
from forecast.reading import Told
from reports.api.asking import READ, TAGS
from reports.api.queries import GateQuery


class ForecastQuery(GateQuery):
    """`?gate=&direction=&made_on=`"""

    direction = serializers.ChoiceField(required=False, choices=Direction.choices, help_text="One direction only.")
    made_on = serializers.DateField(required=False, help_text="Those of that evening; without it, the last ones.")


class Forecasts(ScopedView):
    """An evening's forecasts."""

    scopes: ClassVar = {"GET": (READ,)}

    @extend_schema(operation_id="read_forecasts", tags=TAGS, parameters=[ForecastQuery], responses=ForecastAnswer)
    def get(self, request: Request) -> Response:
        """Arrivals and left over of the next seven days, beside a naive forecast, and how such forecasts did."""
        query = read_query(request, ForecastQuery)
        gates = reading.gates_shown(acting_user(request))
        if "gate" in query:
            if query["gate"] not in gates:
                raise Http404
            gates = [query["gate"]]
        made = reading.round_of(query.get("made_on"))
        if made is None:
            if "made_on" in query:
                raise Http404
            return Response({"made_on": None, "made_at": None, "series": []})
        directions = [query["direction"]] if "direction" in query else reading.DIRECTIONS
        series = reading.told(made, gates=gates, directions=directions)
        return Response(
            {
                "made_on": made.made_on.isoformat(),
                "made_at": instant(made.made_at),
                "series": [_series(one) for one in series],
            }
        )


def _series(one: Told) -> dict[str, Any]:
    return {
        **one.kind._asdict(),
        "days": [_day(day) for day in one.days],
        "scores": [_score(standing) for standing in one.standings],
    }


def _day(day: Forecast) -> dict[str, Any]:
    return {
        "for_date": day.for_date.isoformat(),
        "days_ahead": day.horizon,
        "p10": day.p10,
        "p50": day.p50,
        "p90": day.p90,
        "naive": day.naive,
        "unavailable": day.why or None,
        "beats_naive": day.beats_naive,
        "made_of": day.made_of,
        "came": day.came,
    }


def _score(standing: Standing) -> dict[str, Any]:
    return {
        "days_ahead": standing.horizon,
        "days": standing.days,
        "mean_error": round(standing.error, 2),
        "naive_mean_error": round(standing.naive_error, 2),
        "pinball_loss": round(standing.pinball, 2),
        "coverage": round(standing.coverage, 3),
        "beats_naive": standing.beats_naive,
    }
