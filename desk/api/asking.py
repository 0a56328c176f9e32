"""From which device a request comes: a browser names it by its cookie, a program's API key is a device of its own."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.acting import acting_user
from accounts.models import ApiKey
from desk.models import Device
from desk.operations import devices

COOKIE: Final = "gate_device"


def device_of(request: Request, *, at: datetime) -> Device | None:
    """The device, good or not, and remembered as seen; None for a program.

    :raises DeviceRequired: a browser that is not registered.   :raises DeviceNotYours: another officer's.
    """
    if isinstance(request.auth, ApiKey):
        return None
    device = devices.device_of(request.COOKIES.get(COOKIE, ""), by=acting_user(request))
    devices.note_seen(device, at=at)
    return device


def set_cookie(response: Response, token: str, *, good_for: timedelta) -> None:
    """Give the browser its secret: no script reads it, no other site sends it."""
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(COOKIE, token, max_age=good_for, httponly=True, secure=secure, samesite="Strict")


def this_device(request: Request) -> int | None:
    """The id that the cookie claims, to mark it in a list; nothing is opened by it."""
    claimed = request.COOKIES.get(COOKIE, "").partition(".")[0]
    return int(claimed) if claimed.isascii() and claimed.isdigit() and len(claimed) <= 18 else None
