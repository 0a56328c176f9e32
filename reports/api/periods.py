"""Bulletins of periods over HTTP, and what corrections changed. For managers."""

from typing import ClassVar

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.acting import acting_user
from contract.api.cursor import page
from contract.api.idempotency import idempotent
from contract.api.strict import read_body, read_query
from declarations.api.asking import ScopedView
from reports import reading
from reports.api import output, queries
from reports.api.bulletins import DATE, ORDER, READ, TAGS, WRITE, NoBody
from reports.api.period_schema import Corrections, PeriodAnswer, PeriodPage
from reports.api.schema import TaskAnswer
from reports.models import BulletinKind, BulletinQuerySet
from reports.operations import orders
from reports.periods import Period, read_key
from reports.tasks import soon

KINDS = [kind.value for kind in BulletinKind if kind != BulletinKind.DAY]
KIND = OpenApiParameter("kind", str, OpenApiParameter.PATH, enum=KINDS, description="The kind of the period.")
KEY = OpenApiParameter(
    "key", OpenApiTypes.STR, OpenApiParameter.PATH,
    description="`2026-W48`, `2026-11`, `2026-Q4`, `2026` or `2026-11-01..2026-11-15`, as the kind is.",
)  # fmt: skip


def _period(kind: str, key: str) -> Period:
    """The period that an address names. :raises Http404: it names none."""
    period = read_key(kind, key)
    if period is None:
        raise Http404
    return period


class Periods(ScopedView):
    """The list."""

    scopes: ClassVar = {"GET": (READ,)}

    @extend_schema(operation_id="list_periods", tags=TAGS, parameters=[queries.PeriodsQuery], responses=PeriodPage)
    def get(self, request: Request) -> Response:
        """The published bulletins of periods that lie within these days, each as it holds now."""
        query = read_query(request, queries.PeriodsQuery)
        gates = queries.chosen(reading.gates_of(acting_user(request)), query)
        rows = reading.kept_periods()
        if "kind" in query:
            rows = rows.filter(kind=query["kind"])
        if "from" in query:
            rows = rows.filter(starts_on__gte=query["from"])
        if "to" in query:
            rows = rows.filter(date__lte=query["to"])
        found = page(rows, order=ORDER, query=query)
        results = [reading.document(reading.shown(row, gates=gates)) for row in found.rows]
        return Response({"results": results, "next": found.next})


class OnePeriod(ScopedView):
    """One period."""

    scopes: ClassVar = {"GET": (READ,)}

    @extend_schema(
        operation_id="read_period", tags=TAGS, parameters=[KIND, KEY, queries.OneQuery], responses=PeriodAnswer
    )
    def get(self, request: Request, kind: str, key: str) -> Response:
        """The bulletin of a period; of one that is not published, the sum of its published days so far."""
        query = read_query(request, queries.OneQuery)
        period = _period(kind, key)
        gates = queries.chosen(reading.gates_of(acting_user(request)), query)
        found = reading.read_period(period=period, gates=gates, at=timezone.now(), revision=query.get("revision"))
        if found is None:
            raise Http404
        return Response(reading.document(found))


class RebuildPeriod(ScopedView):
    """Making it, or making it again."""

    scopes: ClassVar = {"POST": (WRITE,)}

    @extend_schema(
        operation_id="rebuild_period", tags=TAGS, parameters=[KIND, KEY], request=NoBody, responses={202: TaskAnswer}
    )
    @idempotent
    def post(self, request: Request, kind: str, key: str) -> Response:
        """Make the bulletin of a period whose days are all published; equal figures change nothing."""
        read_body(request, NoBody)
        by, period = acting_user(request), _period(kind, key)
        order = orders.order_period(period=period, at=timezone.now(), by=by)
        soon()
        location = reverse("api-report-task", args=[order.pk])
        answer = output.task(order, gates=reading.gates_of(by))
        return Response(answer, status=202, headers={"Location": location})


class CorrectionsView(ScopedView):
    """What corrections changed."""

    scopes: ClassVar = {"GET": (READ,)}

    def answer(self, request: Request, of: BulletinQuerySet) -> Response:
        """The corrections at the gates that were asked for. :raises Http404: nothing was published."""
        query = read_query(request, queries.GateQuery)
        gates = queries.chosen(reading.gates_of(acting_user(request)), query)
        if not of.exists():
            raise Http404
        return Response(output.corrections(of, gates=gates))


class DayCorrections(CorrectionsView):
    """Of a day."""

    @extend_schema(
        operation_id="read_bulletin_corrections", tags=TAGS, parameters=[DATE, queries.GateQuery], responses=Corrections
    )
    def get(self, request: Request, date: str) -> Response:
        """What each correction of a day's bulletin changed: figures old and new, and which trucks."""
        day = queries.day_or_404(date)
        return self.answer(request, reading.revisions_of(BulletinKind.DAY, day, day))


class PeriodCorrections(CorrectionsView):
    """Of a period."""

    @extend_schema(
        operation_id="read_period_corrections",
        tags=TAGS,
        parameters=[KIND, KEY, queries.GateQuery],
        responses=Corrections,
    )
    def get(self, request: Request, kind: str, key: str) -> Response:
        """What each correction of a period's bulletin changed: figures old and new, and which of its days."""
        return self.answer(request, reading.revisions_of(*_period(kind, key)))
