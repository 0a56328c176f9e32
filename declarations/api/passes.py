"""The pass of a truck over HTTP: its text, and the same as picture and paper."""

from typing import Any, ClassVar

from django.http import Http404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.acting import acting_user
from contract.api.files import FileRenderer, PdfRenderer
from contract.api.strict import StrictQuery, read_query
from declarations import paper
from declarations.api.asking import QUEUES, READ, ScopedView, declaration_or_404
from declarations.api.declarations import REF
from declarations.api.schema_gate import PassAnswer
from declarations.models import Vehicle
from declarations.passes import Pass, qr_svg
from declarations.queries.document import instant
from declarations.queries.passing import pass_of

TAGS = ["Passes"]
NO_PASS = {409: OpenApiResponse(description="The declaration is a draft, or the vehicle's passage is over.")}


class SvgRenderer(FileRenderer):
    """A drawing."""

    media_type = "image/svg+xml"
    format = "svg"


class PngRenderer(FileRenderer):
    """A picture."""

    media_type = "image/png"
    format = "png"


def _asked_for(request: Request, ref: str, vehicle_id: int) -> tuple[Vehicle, Pass]:
    """The vehicle and its pass. :raises Http404: the caller sees no such vehicle.   :raises NoPass: it has none."""
    read_query(request, StrictQuery)
    row = declaration_or_404(request, ref)
    rows = Vehicle.objects.visible_to(acting_user(request)).filter(pk=vehicle_id, declaration=row)
    vehicle: Vehicle | None = rows.select_related("gate").first()
    if vehicle is None:
        raise Http404
    vehicle.declaration = row
    return vehicle, pass_of(vehicle, at=timezone.now())


def _file(vehicle: Vehicle, held: Pass, suffix: str, content: bytes) -> Response:
    name = paper.pass_file_name(vehicle, held, suffix)
    return Response(content, headers={"Content-Disposition": f'inline; filename="{name}"'})


class OnePass(ScopedView):
    """The text."""

    scopes: ClassVar = {"GET": (READ, QUEUES)}

    @extend_schema(operation_id="read_pass", tags=TAGS, parameters=[REF], responses={200: PassAnswer, **NO_PASS})
    def get(self, request: Request, ref: str, vehicle_id: int) -> Response:
        """The pass of a vehicle, signed: good without network for whoever has the public keys (docs/pass.md).

        Bound to number, vehicle, plate, trailer and container: when one of them is changed, earlier passes are refused.
        """
        vehicle, held = _asked_for(request, ref, vehicle_id)
        answer: dict[str, Any] = {"token": held.token, "number": held.number, "plate": vehicle.plate}
        return Response(answer | {"valid_until": instant(held.valid_until)})


class PassSvg(ScopedView):
    """The QR code as a drawing."""

    scopes: ClassVar = {"GET": (READ, QUEUES)}
    renderer_classes = [SvgRenderer]

    @extend_schema(
        operation_id="read_pass_svg",
        tags=TAGS,
        parameters=[REF],
        responses={(200, SvgRenderer.media_type): OpenApiTypes.STR, **NO_PASS},
    )
    def get(self, request: Request, ref: str, vehicle_id: int) -> Response:
        """The QR code alone, without a size of its own: for a page or a label of yours."""
        vehicle, held = _asked_for(request, ref, vehicle_id)
        return _file(vehicle, held, "svg", qr_svg(held.token).encode())


class PassPng(ScopedView):
    """The QR code as a picture."""

    scopes: ClassVar = {"GET": (READ, QUEUES)}
    renderer_classes = [PngRenderer]

    @extend_schema(
        operation_id="read_pass_png",
        tags=TAGS,
        parameters=[REF],
        responses={(200, PngRenderer.media_type): OpenApiTypes.BINARY, **NO_PASS},
    )
    def get(self, request: Request, ref: str, vehicle_id: int) -> Response:
        """The QR code with number and plate under it: for a chat with the driver."""
        vehicle, held = _asked_for(request, ref, vehicle_id)
        return _file(vehicle, held, "png", paper.pass_png(vehicle, held))


class PassPdf(ScopedView):
    """The pass on paper."""

    scopes: ClassVar = {"GET": (READ, QUEUES)}
    renderer_classes = [PdfRenderer]

    @extend_schema(
        operation_id="read_pass_pdf",
        tags=TAGS,
        parameters=[REF],
        responses={
            (200, PdfRenderer.media_type): OpenApiTypes.BINARY,
            **NO_PASS,
            503: OpenApiResponse(description="This machine has no PDF."),
        },
    )
    def get(self, request: Request, ref: str, vehicle_id: int) -> Response:
        """The pass on one A6 page, in the language of `Accept-Language`."""
        vehicle, held = _asked_for(request, ref, vehicle_id)
        return _file(vehicle, held, "pdf", paper.pass_pdf(vehicle, held))
