"""The link a driver follows: made for one vehicle by its company, shown again, taken back."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from declarations.errors import WrongState
from declarations.models import Declaration, DriverLink, Vehicle
from declarations.operations.permitting import require_company

GOOD_FOR = timedelta(days=7)
"""So long after the expected arrival (or after now, when that has passed) a link opens the page ○."""

OPENED_EVERY = timedelta(minutes=1)
"""A page that is read again and again is noted this often."""


@transaction.atomic
def link_for(*, vehicle_id: int, by: User, at: datetime) -> DriverLink:
    """The vehicle's link, made when there is none that is good.

    :raises NotYours: another company's.   :raises WrongState: the vehicle's passage is over.
    """
    vehicle = _locked(vehicle_id, by)
    live: DriverLink | None = vehicle.driver_links.live(at).first()
    if live is not None:
        return live
    if not vehicle.is_open:
        raise WrongState(_("Its passage under this declaration is over."))
    vehicle.driver_links.filter(revoked_at__isnull=True).update(revoked_at=at)  # one that has expired makes room
    expected = vehicle.declaration.expected_arrival or at
    return DriverLink.objects.create(
        vehicle=vehicle, created_by=by, created_at=at, expires_at=max(expected, at) + GOOD_FOR
    )


@transaction.atomic
def revoke_link(*, vehicle_id: int, by: User, at: datetime) -> None:
    """Take the vehicle's link back: whoever holds it sees nothing any more. None there: nothing is done.

    :raises NotYours: another company's.
    """
    _locked(vehicle_id, by).driver_links.filter(revoked_at__isnull=True).update(revoked_at=at)


def note_opened(*, link_id: int, at: datetime) -> None:
    """Remember that the driver has read his page."""
    before = DriverLink.objects.filter(pk=link_id).exclude(last_opened_at__gt=at - OPENED_EVERY)
    before.update(last_opened_at=at)


def _locked(vehicle_id: int, by: User) -> Vehicle:
    """The vehicle of a declaration whose row is locked: two who ask at once get the same link."""
    vehicle = Vehicle.objects.get(pk=vehicle_id)
    vehicle.declaration = Declaration.objects.select_for_update(of=("self",), no_key=True).get(
        pk=vehicle.declaration_id
    )
    require_company(by, vehicle.declaration)
    return vehicle
