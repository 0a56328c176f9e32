"""The pass of a truck over HTTP: its text, and the same as picture and paper."""

from typing import Any, ClassVar

from django.http import Http404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
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


class DrawnPass(ScopedView):
    """The same pass for the eye: each format says how it is drawn, all answer alike."""

    scopes: ClassVar = {"GET": (READ, QUEUES)}

    def draw(self, vehicle: Vehicle, held: Pass) -> bytes:
        """The bytes of this format."""
        raise NotImplementedError

    def get(self, request: Request, ref: str, vehicle_id: int) -> Response:
        """The file, named for its truck. :raises Http404: no such vehicle.   :raises NoPass: it has none."""
        vehicle, held = _asked_for(request, ref, vehicle_id)
        name = paper.pass_file_name(vehicle, held, self.renderer_classes[0].format)
        headers = {"Content-Disposition": f'inline; filename="{name}"'}
        return Response(self.draw(vehicle, held), headers=headers)


@extend_schema_view(
    get=extend_schema(
        operation_id="read_pass_svg",
        description="The QR code alone, without a size of its own: for a page or a label of yours.",
        tags=TAGS,
        parameters=[REF],
        responses={(200, SvgRenderer.media_type): OpenApiTypes.STR, **NO_PASS},
    )
)
class PassSvg(DrawnPass):
    """The QR code as a drawing."""

    renderer_classes = [SvgRenderer]

    def draw(self, vehicle: Vehicle, held: Pass) -> bytes:  # noqa: ARG002
        """The code alone."""
        return qr_svg(held.token).encode()


@extend_schema_view(
    get=extend_schema(
        operation_id="read_pass_png",
        description="The QR code with number and plate under it: for a chat with the driver.",
        tags=TAGS,
        parameters=[REF],
        responses={(200, PngRenderer.media_type): OpenApiTypes.BINARY, **NO_PASS},
    )
)
class PassPng(DrawnPass):
    """The QR code as a picture."""

    renderer_classes = [PngRenderer]

    def draw(self, vehicle: Vehicle, held: Pass) -> bytes:
        """The code, number and plate under it."""
        return paper.pass_png(vehicle, held)


@extend_schema_view(
    get=extend_schema(
        operation_id="read_pass_pdf",
        description="The pass on one A6 page, in the language of `Accept-Language`.",
        tags=TAGS,
        parameters=[REF],
        responses={
            (200, PdfRenderer.media_type): OpenApiTypes.BINARY,
            **NO_PASS,
            503: OpenApiResponse(description="This machine has no PDF."),
        },
    )
)
class PassPdf(DrawnPass):
    """The pass on paper."""

    renderer_classes = [PdfRenderer]

    def draw(self, vehicle: Vehicle, held: Pass) -> bytes:
        """One A6 page."""
        return paper.pass_pdf(vehicle, held)
