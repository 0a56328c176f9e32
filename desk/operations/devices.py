"""An officer's device: registered by himself, known by the secret in its cookie, revoked for good."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contract.errors import Conflict, NotAllowed
from desk.models import Device

GOOD_FOR: Final = timedelta(days=90)
MOST: Final = 10
SEEN_NOTED_EVERY: Final = timedelta(minutes=1)
_LONGEST_ID = 18


class DeviceRequired(NotAllowed):
    """A browser that nobody registered."""

    code = "device_required"


class DeviceNotYours(NotAllowed):
    """Another officer's device, or another officer's doing."""

    code = "device_not_yours"


class DeviceRevoked(NotAllowed):
    """It was taken out of use."""

    code = "device_revoked"


class DeviceExpired(NotAllowed):
    """It was registered too long ago."""

    code = "device_expired"


class TooManyDevices(Conflict):
    """The officer has as many as anybody may."""

    code = "too_many_devices"


class Registered(NamedTuple):
    """A new device, and what its cookie holds: shown now and never again."""

    device: Device
    token: str


@transaction.atomic
def register(*, name: str, by: User, at: datetime) -> Registered:
    """Make this officer's browser a scanner.

    :raises DeviceNotYours: `by` is no officer.   :raises TooManyDevices: he has ten that are good.
    """
    if not (by.is_active and by.is_officer):
        raise DeviceNotYours(_("Only officers have scanners."))
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two registrations at once are counted one by one
    if Device.objects.filter(officer=by).good(at).count() >= MOST:
        raise TooManyDevices(_("You have %(most)d devices; revoke one first.") % {"most": MOST})
    secret = secrets.token_urlsafe(32)
    device = Device.objects.create(
        officer=by, name=name, secret_hash=_digest(secret), registered_at=at, expires_at=at + GOOD_FOR, last_seen_at=at
    )
    return Registered(device, f"{device.pk}.{secret}")


def device_of(token: str, *, by: User) -> Device:
    """The device whose cookie this is, good or not.

    :raises DeviceRequired: there is none.   :raises DeviceNotYours: it is another officer's.
    """
    name, _dot, secret = token.partition(".")
    known = name.isascii() and name.isdigit() and len(name) <= _LONGEST_ID
    device = Device.objects.filter(pk=int(name)).first() if known else None
    if device is None or not hmac.compare_digest(device.secret_hash, _digest(secret)):
        raise DeviceRequired(_("This device is not registered; register it first."))
    if device.officer_id != by.pk:
        raise DeviceNotYours(_("This device is registered for another officer; register it for yourself."))
    found: Device = device
    return found


def require_good(device: Device, *, at: datetime) -> None:
    """Refuse a device that is out of use.

    :raises DeviceRevoked: it was revoked.   :raises DeviceExpired: its days are over.
    """
    if device.revoked_at is not None:
        raise DeviceRevoked(_("This device was taken out of use."))
    if not device.is_good(at):
        raise DeviceExpired(_("This device was registered too long ago; register it again."))


def note_seen(device: Device, *, at: datetime) -> None:
    """Remember when it was last here, to the minute."""
    if device.last_seen_at is None or device.last_seen_at <= at - SEEN_NOTED_EVERY:
        # Conditional, so that of several requests at once only one writes.
        unnoted = Q(last_seen_at__isnull=True) | Q(last_seen_at__lte=at - SEEN_NOTED_EVERY)
        Device.objects.filter(unnoted, pk=device.pk).update(last_seen_at=at)


@transaction.atomic
def revoke(*, device_id: int, by: User, at: datetime) -> Device:
    """Take a device out of use for good; one that is revoked already stays as it was.

    :raises DeviceNotYours: `by` is neither its officer nor an administrator.
    """
    device: Device = Device.objects.select_for_update(of=("self",), no_key=True).get(pk=device_id)
    if not Device.objects.visible_to(by).filter(pk=device.pk).exists():
        raise DeviceNotYours(_("Only its officer or an administrator takes a device out of use."))
    if device.revoked_at is None:
        device.revoked_at, device.revoked_by = at, by
        device.save(update_fields=["revoked_at", "revoked_by"])
    return device


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
