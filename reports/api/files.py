"""The files of bulletins, of days and of periods: one address a form."""

import io
from collections.abc import Callable
from typing import Any, ClassVar, Final

from django.conf import settings
from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request

from contract.api.files import FileRenderer, PdfRenderer
from declarations.api.asking import ScopedView
from reports.api import queries
from reports.api.asking import DATE, KEY, KIND, READ, TAGS, asked_for, named_day, named_period
from reports.api.renderers import CsvRenderer, JsonFileRenderer, TextRenderer, XlsxRenderer
from reports.exports import making
from reports.models import Form
from reports.operations import files
from reports.periods import Period

RENDERERS: Final[dict[Form, type[FileRenderer]]] = {
    Form.CSV: CsvRenderer, Form.XLSX: XlsxRenderer, Form.PDF: PdfRenderer, Form.TXT: TextRenderer,
    Form.JSON: JsonFileRenderer,
}  # fmt: skip
SAYS: Final = {
    Form.CSV: "The bulletin as CSV: rows for the total, each gate and each lane; docs/files.md names the columns.",
    Form.XLSX: "The bulletin as a workbook: figures as numbers, sums as formulas, a sheet for each gate.",
    Form.PDF: "The bulletin on A4; 503 `pdf_unavailable` where the machine cannot print.",
    Form.TXT: "The text of the bulletin for the press, in the language of `Accept-Language`.",
    Form.JSON: "The document as canonical JSON: byte for byte the same whenever it is asked for.",
}


def _answer(request: Request, period: Period, form: Form) -> HttpResponseBase:
    """The file, under a name that says what it is: kept of a published bulletin, made now of one that is not."""
    at, language = timezone.now(), get_language() or settings.LANGUAGE_CODE
    found = asked_for(request, period, at=at)
    if found.bulletin_id is None:
        content: Any = io.BytesIO(making.made(found, form=form, language=language))
    else:
        gates = list(found.figures["gates"])
        content = files.open_file(
            files.file_for(bulletin_id=found.bulletin_id, gates=gates, language=language, form=form, at=at)
        )
    name = making.name_of(found, form=form)
    answer = FileResponse(content, as_attachment=True, filename=name, content_type=making.MEDIA_TYPES[form])
    answer["Cache-Control"] = "private, no-store"
    return answer


def _view(
    form: Form, *, word: str, parameters: list[OpenApiParameter], named: Callable[..., Period]
) -> Callable[..., HttpResponseBase]:
    renderer = RENDERERS[form]
    responses: dict[Any, Any] = {(200, renderer.media_type): OpenApiTypes.BINARY}
    if form == Form.PDF:
        responses[503] = OpenApiResponse(description="This machine has no PDF.")

    class FileView(ScopedView):
        scopes: ClassVar = {"GET": (READ,)}
        renderer_classes = [renderer]

        @extend_schema(
            operation_id=f"read_{word}_{form.value}", description=SAYS[form], tags=TAGS,
            parameters=[*parameters, queries.OneQuery], responses=responses,
        )  # fmt: skip
        def get(self, request: Request, **address: str) -> HttpResponseBase:
            return _answer(request, named(**address), form)

    return FileView.as_view()


OF_DAYS: Final = {form: _view(form, word="bulletin", parameters=[DATE], named=named_day) for form in Form}
OF_PERIODS: Final = {form: _view(form, word="period", parameters=[KIND, KEY], named=named_period) for form in Form}
"""The views by form."""
