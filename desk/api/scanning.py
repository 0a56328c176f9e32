"""The manifest that a scanner works by without network, and the scans that it sends afterwards."""

from typing import Any, ClassVar

from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.gzip import gzip_page
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.acting import acting_user
from contract.api.conditional import etag_of, not_modified
from contract.api.idempotency import idempotent_in_parts
from contract.api.strict import StrictQuery, StrictSerializer, read_body, read_query
from declarations.api.asking import CHECKS, QUEUES, ScopedView, one_or_404
from declarations.api.bodies import ScanIn, scan_said
from declarations.models import Gate
from declarations.queries.document import instant
from desk.api.asking import device_of
from desk.api.devices import TAGS
from desk.api.schema import BatchAnswer, ManifestAnswer
from desk.models import OfflineConflict
from desk.operations import devices, giving, offline
from desk.queries.manifest import Asked, manifest, version_of


class ManifestQuery(StrictQuery):
    """Which gate."""

    gate = serializers.CharField(min_length=1, max_length=4)


class BatchIn(StrictSerializer):
    """Scans made without network, oldest first."""

    scans: "serializers.ListSerializer[Any]" = serializers.ListSerializer(
        child=ScanIn(), allow_empty=False, max_length=offline.MOST
    )


@method_decorator(gzip_page, name="dispatch")
class Manifest(ScopedView):
    """The manifest of a gate."""

    scopes: ClassVar = {"GET": (QUEUES,)}

    @extend_schema(operation_id="read_manifest", tags=TAGS, parameters=[ManifestQuery], responses=ManifestAnswer)
    def get(self, request: Request) -> Response:
        """Every open vehicle of a gate, and how my agency's checks of it stand: signed, good for twelve hours.

        It names no person and no company. 304 while nothing changed, for an hour at most (docs/scanner.md).
        """
        by, at = acting_user(request), timezone.now()
        gate = one_or_404(Gate.objects.worked_by(by).filter(code=read_query(request, ManifestQuery)["gate"]))
        device = device_of(request, at=at)
        if device:
            devices.require_good(device, at=at)
        asked = Asked(gate, by.agency, device.pk if device else None)
        etag = etag_of(*version_of(asked, at=at))
        if same := not_modified(request, etag):
            return same
        answer = manifest(asked, at=at)
        giving.note_given(gate=gate, by=by, device=device, at=at)
        return Response(answer, headers={"ETag": etag, "Cache-Control": "private, no-cache"})


class ScanBatch(ScopedView):
    """Scans made without network."""

    scopes: ClassVar = {"POST": (CHECKS,)}

    @extend_schema(operation_id="scan_batch", tags=TAGS, request=BatchIn, responses=BatchAnswer)
    @idempotent_in_parts
    def post(self, request: Request) -> Response:
        """At most 200 scans, in order, each taken on its own; one that came before is answered as before.

        What was to be confirmed and could not be becomes a conflict that an officer settles.
        """
        by, at = acting_user(request), timezone.now()
        device = device_of(request, at=at)
        scans = [scan_said(said) for said in read_body(request, BatchIn)["scans"]]
        taken = offline.take(scans=scans, by=by, device=device, at=at)
        return Response({"received_at": instant(at), "results": [_shown(one) for one in taken]})


def _shown(taken: offline.Taken) -> dict[str, Any]:
    conflicts = [_conflict(row) for row in taken.conflicts]
    return {"nonce": taken.nonce, "kept": taken.kept, **taken.answer, "conflicts": conflicts}


def _conflict(row: OfflineConflict) -> dict[str, Any]:
    address = reverse("admin:desk_offlineconflict_settle", args=[row.pk])
    return {"id": row.pk, "check": row.check_code, "code": row.code, "detail": row.detail, "address": address}
