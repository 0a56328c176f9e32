"""The pass of a vehicle as its rows stand now."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from contract.errors import Conflict
from declarations.models import Vehicle
from declarations.passes import Bound, Pass, bound_text, sign, signing_key

_LEFT_AT_LEAST = timedelta(days=1)


class NoPass(Conflict):
    """The vehicle's passage is over, or its declaration is not filed: there is nothing to pass for."""

    code = "no_pass"


def pass_of(vehicle: Vehicle, *, at: datetime) -> Pass:
    """The vehicle's pass; the same facts give the same one. Reads `vehicle.declaration`, asks nothing else.

    :raises NoPass: a draft, or the vehicle has ended.
    """
    declaration = vehicle.declaration
    if declaration.number is None or declaration.expected_arrival is None or not vehicle.is_open:
        raise NoPass(_("There is no pass for this vehicle: its declaration is not filed, or its passage is over."))
    return sign(
        bound_to(vehicle),
        version=vehicle.pass_version,
        valid_until=valid_until(declaration.expected_arrival, at=at),
        key=signing_key(),
    )


def bound_to(vehicle: Vehicle) -> Bound:
    """What the pass of this vehicle is bound to as it is declared now. Reads `vehicle.declaration`."""
    return Bound(
        vehicle.declaration.number or "",
        vehicle.pk,
        bound_text(vehicle.plate),
        bound_text(vehicle.trailer_plate),
        bound_text(vehicle.container),
    )


def valid_until(expected_arrival: datetime, *, at: datetime) -> datetime:
    """The end of a pass: PASS_DAYS after the expected arrival, and so often again that a day is left at `at`.

    So the pass on screen and the one on paper are the same for days, and a truck that stands in line for longer than
    PASS_DAYS gets the next one by opening it again.
    """
    period = timedelta(days=settings.PASS_DAYS)
    periods = max(1, -((expected_arrival - _LEFT_AT_LEAST - at) // period))
    return expected_arrival + periods * period
