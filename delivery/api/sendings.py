"""Sendings over HTTP: what became of each, sending it again, and the files that a webhook names."""

from typing import ClassVar

from django.http import FileResponse, Http404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.acting import acting_user
from contract.api.cursor import PageQuery, page
from contract.api.files import FileRenderer
from contract.api.idempotency import idempotent
from contract.api.strict import StrictQuery, read_body, read_query
from declarations.api.asking import one_or_404
from declarations.api.bodies import NothingIn
from delivery.api import output
from delivery.api.schema import SendingAnswer, SendingPage
from delivery.api.subscriptions import READ, TAGS, WRITE, OwnView
from delivery.carrying import Never
from delivery.models import Sending, Subscription
from delivery.operations import owing
from delivery.papers import papers_of
from delivery.rights import gates_for
from delivery.tasks import soon
from reports.exports.making import MEDIA_TYPES


class AnyFile(FileRenderer):
    """Whatever form the address names."""

    media_type = "*/*"
    format = "file"


class Sendings(OwnView):
    """The history of a subscription."""

    scopes: ClassVar = {"GET": (READ,)}

    @extend_schema(operation_id="list_sendings", tags=TAGS, parameters=[PageQuery], responses=SendingPage)
    def get(self, request: Request, subscription_id: int) -> Response:
        """What was owed to it and what became of that, newest first."""
        query = read_query(request, PageQuery)
        mine = Subscription.objects.visible_to(acting_user(request)).filter(pk=subscription_id)
        rows = Sending.objects.filter(subscription=one_or_404(mine)).whole()
        found = page(rows, order=("-pk",), query=query)
        return Response({"results": [output.sending(row) for row in found.rows], "next": found.next})


class Retry(OwnView):
    """Sending again what failed."""

    scopes: ClassVar = {"POST": (WRITE,)}

    @extend_schema(operation_id="retry_sending", tags=TAGS, request=NothingIn, responses={202: SendingAnswer})
    @idempotent
    def post(self, request: Request, sending_id: int) -> Response:
        """Try a sending that was given up once more, under the same id; 409 `sending_not_failed` for any other."""
        read_body(request, NothingIn)
        sending = owing.retry(sending_id=sending_id, by=acting_user(request), at=timezone.now())
        soon()
        return Response(output.sending(sending), status=202)


class SendingFile(OwnView):
    """A file of a sending."""

    scopes: ClassVar = {"GET": (READ,)}
    renderer_classes = [AnyFile]

    @extend_schema(
        operation_id="read_sending_file",
        tags=TAGS,
        responses={(200, kind.partition(";")[0]): OpenApiTypes.BINARY for kind in MEDIA_TYPES.values()},
    )
    def get(self, request: Request, sending_id: int, form: str) -> FileResponse:
        """The file that a webhook names, as it was sent; 404 as soon as its reader may not read its gates any more."""
        read_query(request, StrictQuery)
        rows = Sending.objects.visible_to(acting_user(request)).select_related("subscription__reader", "bulletin")
        sending: Sending = one_or_404(rows.filter(pk=sending_id))
        if form not in {paper["form"] for paper in sending.papers} or not _may_read(sending):
            raise Http404
        (paper,) = papers_of(
            sending.bulletin, gates=sending.gates, language=sending.language, forms=[form], at=timezone.now()
        )
        return FileResponse(
            paper.open(), as_attachment=True, filename=paper.name, content_type=MEDIA_TYPES[form],
            headers={"Cache-Control": "private, no-store"},
        )  # fmt: skip


def _may_read(sending: Sending) -> bool:
    try:
        return set(sending.gates) <= set(gates_for(sending.subscription))
    except Never:
        return False
