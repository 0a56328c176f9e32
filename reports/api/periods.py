"""Bulletins of periods over HTTP, as those of days. For managers."""

from typing import ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from contract.api.idempotency import idempotent
from contract.api.strict import read_query
from declarations.api.asking import ScopedView
from reports import reading
from reports.api import queries
from reports.api.asking import KEY, KIND, READ, TAGS, WRITE, NoBody, asked_for, corrected, listed, named_period, ordered
from reports.api.period_schema import Corrections, PeriodAnswer, PeriodPage
from reports.api.schema import TaskAnswer

NAME = [KIND, KEY]


class Periods(ScopedView):
    """The list."""

    scopes: ClassVar = {"GET": (READ,)}

    @extend_schema(operation_id="list_periods", tags=TAGS, parameters=[queries.PeriodsQuery], responses=PeriodPage)
    def get(self, request: Request) -> Response:
        """The published bulletins of periods that lie within these days, each as it holds now."""
        query = read_query(request, queries.PeriodsQuery)
        return listed(request, reading.kept_periods(query.get("kind", "")), query)


class OnePeriod(ScopedView):
    """One period."""

    scopes: ClassVar = {"GET": (READ,)}

    @extend_schema(operation_id="read_period", tags=TAGS, parameters=[*NAME, queries.OneQuery], responses=PeriodAnswer)
    def get(self, request: Request, kind: str, key: str) -> Response:
        """The bulletin of a period; of one that is not published, the sum of its published days so far."""
        return Response(reading.document(asked_for(request, named_period(kind, key), at=timezone.now())))


class RebuildPeriod(ScopedView):
    """Making it, or making it again."""

    scopes: ClassVar = {"POST": (WRITE,)}

    @extend_schema(
        operation_id="rebuild_period", tags=TAGS, parameters=NAME, request=NoBody, responses={202: TaskAnswer}
    )
    @idempotent
    def post(self, request: Request, kind: str, key: str) -> Response:
        """Make the bulletin of a period whose days are all published; equal figures change nothing."""
        return ordered(request, named_period(kind, key))


class PeriodCorrections(ScopedView):
    """What corrections of a period changed."""

    scopes: ClassVar = {"GET": (READ,)}

    @extend_schema(
        operation_id="read_period_corrections", tags=TAGS, parameters=[*NAME, queries.GateQuery], responses=Corrections
    )
    def get(self, request: Request, kind: str, key: str) -> Response:
        """What each correction of a period's bulletin changed: figures old and new, and which of its days."""
        return corrected(request, named_period(kind, key))
