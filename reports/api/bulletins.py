"""Bulletins of days over HTTP: the list, one day, what was corrected, asking for it to be made again. For managers."""

from typing import ClassVar

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.acting import acting_user
from contract.api.idempotency import idempotent
from contract.api.strict import read_query
from declarations.api.asking import ScopedView
from reports import reading
from reports.api import output, queries
from reports.api.asking import DATE, READ, TAGS, WRITE, NoBody, asked_for, corrected, listed, named_day, ordered
from reports.api.period_schema import Corrections
from reports.api.schema import BulletinAnswer, BulletinPage, TaskAnswer


class Bulletins(ScopedView):
    """The list."""

    scopes: ClassVar = {"GET": (READ,)}

    @extend_schema(operation_id="list_bulletins", tags=TAGS, parameters=[queries.ListQuery], responses=BulletinPage)
    def get(self, request: Request) -> Response:
        """The bulletins that were made, newest day first, each as it holds now."""
        return listed(request, reading.kept(), read_query(request, queries.ListQuery))


class OneBulletin(ScopedView):
    """One day."""

    scopes: ClassVar = {"GET": (READ,)}

    @extend_schema(
        operation_id="read_bulletin", tags=TAGS, parameters=[DATE, queries.OneQuery], responses=BulletinAnswer
    )
    def get(self, request: Request, date: str) -> Response:
        """The bulletin of a day; of a day that is not published yet, its figures as they stand this moment."""
        return Response(reading.document(asked_for(request, named_day(date), at=timezone.now())))


class Rebuild(ScopedView):
    """Making it again."""

    scopes: ClassVar = {"POST": (WRITE,)}

    @extend_schema(
        operation_id="rebuild_bulletin", tags=TAGS, parameters=[DATE], request=NoBody, responses={202: TaskAnswer}
    )
    @idempotent
    def post(self, request: Request, date: str) -> Response:
        """Make the bulletin of a day again; equal figures change nothing, others become a numbered correction."""
        return ordered(request, named_day(date))


class DayCorrections(ScopedView):
    """What corrections of a day changed."""

    scopes: ClassVar = {"GET": (READ,)}

    @extend_schema(
        operation_id="read_bulletin_corrections", tags=TAGS, parameters=[DATE, queries.GateQuery], responses=Corrections
    )
    def get(self, request: Request, date: str) -> Response:
        """What each correction of a day's bulletin changed: figures old and new, and which trucks."""
        return corrected(request, named_day(date))


class Task(ScopedView):
    """What became of an order."""

    scopes: ClassVar = {"GET": (READ,)}

    @extend_schema(operation_id="read_report_task", tags=TAGS, responses=TaskAnswer)
    def get(self, request: Request, order_id: int) -> Response:
        """An order of one's own; for a manager of the province, anybody's."""
        by = acting_user(request)
        order = reading.orders_of(by).filter(pk=order_id).first() if order_id < 2**63 else None
        if order is None:
            raise Http404
        return Response(output.task(order, gates=reading.gates_of(by)))
