"""An officer's devices: registered in the browser that he carries, listed, revoked."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.acting import acting_user
from contract.api.idempotency import idempotent
from contract.api.strict import StrictQuery, StrictSerializer, read_body, read_query
from declarations.api.asking import CHECKS, QUEUES, ScopedView, one_or_404
from declarations.api.bodies import NothingIn
from declarations.queries.document import instant
from desk.api.asking import set_cookie, this_device
from desk.api.schema import DeviceAnswer, DeviceList
from desk.models import Device
from desk.operations import devices

TAGS = ["Scanners"]


class DeviceIn(StrictSerializer):
    """How the officer calls it."""

    name = serializers.CharField(min_length=1, max_length=60)


class Devices(ScopedView):
    """All devices of an officer."""

    scopes: ClassVar = {"GET": (QUEUES,), "POST": (CHECKS,)}

    @extend_schema(operation_id="list_devices", tags=TAGS, responses=DeviceList)
    def get(self, request: Request) -> Response:
        """My devices, newest first: a short list without pages."""
        read_query(request, StrictQuery)
        rows = Device.objects.filter(officer=acting_user(request)).order_by("-pk")
        return Response([_shown(row, request) for row in rows])

    @extend_schema(operation_id="register_device", tags=TAGS, request=DeviceIn, responses={201: DeviceAnswer})
    @idempotent
    def post(self, request: Request) -> Response:
        """Make this browser my scanner: its cookie is set, and replaces the one of whoever had it before."""
        by, at = acting_user(request), timezone.now()
        made = devices.register(name=read_body(request, DeviceIn)["name"], by=by, at=at)
        answer = Response({**_shown(made.device, request), "this": True}, status=201)
        set_cookie(answer, made.token, good_for=devices.GOOD_FOR)
        return answer


class RevokeDevice(ScopedView):
    """Taking a device out of use."""

    scopes: ClassVar = {"POST": (CHECKS,)}

    @extend_schema(operation_id="revoke_device", tags=TAGS, request=NothingIn, responses=DeviceAnswer)
    @idempotent
    def post(self, request: Request, device_id: int) -> Response:
        """Take one of my devices out of use, for good. What it confirmed and did not send yet comes as conflicts."""
        by, at = acting_user(request), timezone.now()
        device = one_or_404(Device.objects.visible_to(by).filter(pk=device_id).only("pk"))
        read_body(request, NothingIn)
        return Response(_shown(devices.revoke(device_id=device.pk, by=by, at=at), request))


def _shown(device: Device, request: Request) -> dict[str, Any]:
    return {
        "id": device.pk,
        "name": device.name,
        "registered_at": instant(device.registered_at),
        "expires_at": instant(device.expires_at),
        "revoked_at": instant(device.revoked_at),
        "last_seen_at": instant(device.last_seen_at),
        "this": device.pk == this_device(request),
    }
