"""What an officer can send back to be mended, as paths into the declaration's document with words beside them."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from declarations.models import Check, Vehicle
from declarations.queries.whole import Whole
from declarations.stages import Role

_HEADER = (("$.contact", _("Contact")), ("$.regime", _("Regime")), ("$.yard", _("Yard")))
_GOODS = (("customs_number", _("customs declaration")), ("owner", _("owner")), ("items", _("goods and HS codes")))
_TRUCK = (
    ("plate", _("plate")),
    ("trailer_plate", _("trailer")),
    ("container", _("container")),
    ("driver", _("driver")),
    ("fee_class", _("fee class")),
)
_CARRIER = (
    ("seal", _("seal")),
    ("own_weight_kg", _("own weight")),
    ("cargo_weight_kg", _("cargo weight")),
    ("licence_number", _("licence")),
    ("insurance_until", _("insurance")),
)


def mendable(whole: Whole, check: Check) -> list[tuple[str, str]]:
    """Paths and labels: the check's own truck and the goods; every truck where the check is the declaration's."""
    return [*_goods(whole), *_trucks(whole, check), *((path, str(label)) for path, label in _HEADER)]


def _goods(whole: Whole) -> Iterator[tuple[str, str]]:
    for index, goods in enumerate(whole.consignments):
        for member, label in _GOODS:
            yield f"$.consignments[{index}].{member}", f"{goods}: {label}"


def _trucks(whole: Whole, check: Check) -> Iterator[tuple[str, str]]:
    for role, member in ((Role.CARRIER, "vehicles"), (Role.RECEIVER, "receiving_vehicles")):
        for index, vehicle in enumerate(whole.of_role(role)):
            if check.vehicle_id in (None, vehicle.pk):
                yield from _of_truck(f"$.{member}[{index}]", vehicle)


def _of_truck(path: str, vehicle: Vehicle) -> Iterator[tuple[str, str]]:
    for member, label in (*_TRUCK, *(_CARRIER if vehicle.role == Role.CARRIER else ())):
        yield f"{path}.{member}", f"{vehicle.plate}: {label}"
