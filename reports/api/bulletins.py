"""Bulletins over HTTP: the list, one day, its files, and asking for it to be made again. For managers."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from django.conf import settings
from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.acting import acting_user
from contract.api.cursor import page
from contract.api.files import FileRenderer, PdfRenderer
from contract.api.idempotency import idempotent
from contract.api.strict import StrictSerializer, read_body, read_query
from declarations.api.asking import ScopedView
from reports import reading
from reports.api import output, queries
from reports.api.renderers import CsvRenderer, JsonFileRenderer, TextRenderer, XlsxRenderer
from reports.api.schema import BulletinAnswer, BulletinPage, TaskAnswer
from reports.exports import making
from reports.models import Form
from reports.operations import files, orders
from reports.reading import Shown
from reports.tasks import soon

READ, WRITE = "reports:read", "reports:write"
TAGS = ["Reports"]
DATE = OpenApiParameter("date", OpenApiTypes.DATE, OpenApiParameter.PATH, description="The day of the bulletin.")
ORDER = ("-date", "-pk")
V = TypeVar("V", bound=Callable[..., Any])


class Bulletins(ScopedView):
    """The list."""

    scopes: ClassVar = {"GET": (READ,)}

    @extend_schema(operation_id="list_bulletins", tags=TAGS, parameters=[queries.ListQuery], responses=BulletinPage)
    def get(self, request: Request) -> Response:
        """The bulletins that were made, newest day first, each as it holds now."""
        query = read_query(request, queries.ListQuery)
        gates = queries.chosen(reading.gates_of(acting_user(request)), query)
        rows = reading.kept()
        if "from" in query:
            rows = rows.filter(date__gte=query["from"])
        if "to" in query:
            rows = rows.filter(date__lte=query["to"])
        found = page(rows, order=ORDER, query=query)
        each = [reading.shown(row, gates=gates) for row in found.rows]
        said = reading.remarks(each)
        results = [reading.document(one, said) for one in each]
        return Response({"results": results, "next": found.next})


def _asked_for(request: Request, date: str, at: dt.datetime) -> Shown:
    """The bulletin that was asked for. :raises Http404: there is none, or none of the caller's gates is in it."""
    query = read_query(request, queries.OneQuery)
    day = queries.day_or_404(date)
    gates = queries.chosen(reading.gates_of(acting_user(request)), query)
    found = reading.read(date=day, gates=gates, at=at, revision=query.get("revision"))
    if found is None:
        raise Http404
    return found


class OneBulletin(ScopedView):
    """One day."""

    scopes: ClassVar = {"GET": (READ,)}

    @extend_schema(
        operation_id="read_bulletin", tags=TAGS, parameters=[DATE, queries.OneQuery], responses=BulletinAnswer
    )
    def get(self, request: Request, date: str) -> Response:
        """The bulletin of a day; of a day that is not published yet, its figures as they stand this moment."""
        return Response(reading.document(_asked_for(request, date, timezone.now())))


class FileView(ScopedView):
    """A bulletin as a file: made once when it is published, made at the moment while it is provisional."""

    scopes: ClassVar = {"GET": (READ,)}
    form: ClassVar[Form]

    def answer(self, request: Request, date: str) -> HttpResponseBase:
        """The file, under a name that says what it is."""
        at, form = timezone.now(), self.form
        found = _asked_for(request, date, at)
        language = get_language() or settings.LANGUAGE_CODE
        name = making.name_of(found, form=form)
        if found.bulletin_id is None:
            content: Any = io.BytesIO(making.made(found, form=form, language=language))
        else:
            gates = list(found.figures["gates"])
            content = files.open_file(
                files.file_for(bulletin_id=found.bulletin_id, gates=gates, language=language, form=form, at=at)
            )
        answer = FileResponse(content, as_attachment=True, filename=name, content_type=making.MEDIA_TYPES[form])
        answer["Cache-Control"] = "private, no-store"
        return answer


def _file_schema(
    operation_id: str, renderer: type[FileRenderer], *, also: dict[int, OpenApiResponse] | None = None
) -> Callable[[V], V]:
    responses: dict[Any, Any] = {(200, renderer.media_type): OpenApiTypes.BINARY, **(also or {})}
    return extend_schema(operation_id=operation_id, tags=TAGS, parameters=[DATE, queries.OneQuery], responses=responses)


class BulletinCsv(FileView):
    """As CSV."""

    renderer_classes = [CsvRenderer]
    form = Form.CSV

    @_file_schema("read_bulletin_csv", CsvRenderer)
    def get(self, request: Request, date: str) -> HttpResponseBase:
        """The bulletin as CSV: a row for the total and one for each gate; docs/bulletin.md names the columns."""
        return self.answer(request, date)


class BulletinXlsx(FileView):
    """As a workbook."""

    renderer_classes = [XlsxRenderer]
    form = Form.XLSX

    @_file_schema("read_bulletin_xlsx", XlsxRenderer)
    def get(self, request: Request, date: str) -> HttpResponseBase:
        """The bulletin as a workbook, its figures as numbers."""
        return self.answer(request, date)


class BulletinPdf(FileView):
    """As PDF."""

    renderer_classes = [PdfRenderer]
    form = Form.PDF

    @_file_schema("read_bulletin_pdf", PdfRenderer, also={503: OpenApiResponse(description="This machine has no PDF.")})
    def get(self, request: Request, date: str) -> HttpResponseBase:
        """The bulletin on A4; 503 `pdf_unavailable` where the machine cannot print."""
        return self.answer(request, date)


class BulletinText(FileView):
    """As the press office sends it."""

    renderer_classes = [TextRenderer]
    form = Form.TXT

    @_file_schema("read_bulletin_txt", TextRenderer)
    def get(self, request: Request, date: str) -> HttpResponseBase:
        """The text of the bulletin for the press, in the language of `Accept-Language`."""
        return self.answer(request, date)


class BulletinJson(FileView):
    """As a file of JSON."""

    renderer_classes = [JsonFileRenderer]
    form = Form.JSON

    @_file_schema("read_bulletin_json", JsonFileRenderer)
    def get(self, request: Request, date: str) -> HttpResponseBase:
        """The document of the bulletin as canonical JSON: byte for byte the same whenever it is asked for."""
        return self.answer(request, date)


class NoBody(StrictSerializer):
    """Nothing needs to be said."""


class Rebuild(ScopedView):
    """Making it again."""

    scopes: ClassVar = {"POST": (WRITE,)}

    @extend_schema(
        operation_id="rebuild_bulletin", tags=TAGS, parameters=[DATE], request=NoBody, responses={202: TaskAnswer}
    )
    @idempotent
    def post(self, request: Request, date: str) -> Response:
        """Make the bulletin of a day again; equal figures change nothing, others become a numbered correction."""
        read_body(request, NoBody)
        by, day = acting_user(request), queries.day_or_404(date)
        order = orders.order_bulletin(date=day, at=timezone.now(), by=by)
        soon()
        location = reverse("api-report-task", args=[order.pk])
        answer = output.task(order, gates=reading.gates_of(by))
        return Response(answer, status=202, headers={"Location": location})


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
