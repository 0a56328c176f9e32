"""The vehicles that passed, as a workbook that is written while it is sent for. For managers, at their gates."""

import datetime as dt
import tempfile
from typing import ClassVar

from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from accounts.acting import acting_user
from contract.api.strict import read_query
from declarations.api.asking import ScopedView
from declarations.days import day_of
from reports import reading
from reports.api import queries
from reports.api.asking import READ, TAGS
from reports.api.renderers import XlsxRenderer
from reports.exports.passages import passed, write_passages

MOST_DAYS = 31
ON_DISK_FROM = 8 * 1024 * 1024


class Passages(ScopedView):
    """The list as a file."""

    scopes: ClassVar = {"GET": (READ,)}
    renderer_classes = [XlsxRenderer]

    @extend_schema(
        operation_id="read_passages_xlsx",
        tags=TAGS,
        parameters=[queries.PassagesQuery],
        responses={(200, XlsxRenderer.media_type): OpenApiTypes.BINARY},
    )
    def get(self, request: Request) -> FileResponse:
        """The vehicles that left on the days from `from` to `to`, at most 31; trucks and goods, no person."""
        query = read_query(request, queries.PassagesQuery)
        queries.require_short(query, most=MOST_DAYS)
        gates = queries.chosen(reading.gates_of(acting_user(request)), query)
        first, last = max(query["from"], dt.date(2000, 1, 1)), min(query["to"], dt.date(9998, 1, 1))
        file = tempfile.SpooledTemporaryFile(max_size=ON_DISK_FROM)  # noqa: SIM115 - the response closes it
        write_passages(file, passed(gates=gates, start=day_of(first).starts_at, end=day_of(last).cut_off_at))
        file.seek(0)
        name = f"vehicles-{query['from'].isoformat()}-{query['to'].isoformat()}.xlsx"
        return FileResponse(file, as_attachment=True, filename=name, content_type=XlsxRenderer.media_type)
