"""A declaration with everything that is shown of it, in a constant number of queries however many rows."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from declarations.models import Carriage, Check, Consignment, Declaration, Fee, Item, Unloading, Vehicle
from declarations.stages import Role


@dataclass
class Whole:
    """One declaration as it is shown: rows in their declared order, links by key."""

    declaration: Declaration
    vehicles: list[Vehicle] = field(default_factory=list)
    consignments: list[Consignment] = field(default_factory=list)
    items: dict[int, list[Item]] = field(default_factory=dict)  # by consignment
    carried: dict[int, list[str]] = field(default_factory=dict)  # vehicle -> keys of consignments
    unloads: dict[int, list[str]] = field(default_factory=dict)  # receiver -> keys of vehicles
    checks: list[Check] = field(default_factory=list)
    fees: dict[int, list[Fee]] = field(default_factory=dict)  # vehicle -> fees, void ones left out

    def of_role(self, role: Role) -> list[Vehicle]:
        """The vehicles, or the receiving vehicles."""
        return [vehicle for vehicle in self.vehicles if vehicle.role == role]

    def checks_of(self, vehicle_id: int | None) -> list[Check]:
        """One vehicle's checks (None: the declaration's own), in the table's order."""
        return [check for check in self.checks if check.vehicle_id == vehicle_id]


def load(declarations: Iterable[Declaration]) -> list[Whole]:
    """Read all that belongs to `declarations` (rows with gate, lane and yard selected), in their order: 7 queries."""
    wholes = {declaration.pk: Whole(declaration) for declaration in declarations}
    filed = [pk for pk, whole in wholes.items() if not whole.declaration.is_draft]
    if not filed:
        return list(wholes.values())
    keys: dict[int, str] = {}
    owners: dict[int, Whole] = {}
    for vehicle in Vehicle.objects.filter(declaration__in=filed).order_by("position", "pk"):
        owners[vehicle.pk] = wholes[vehicle.declaration_id]
        keys[vehicle.pk] = vehicle.key
        owners[vehicle.pk].vehicles.append(vehicle)
    goods_keys: dict[int, str] = {}
    goods_owner: dict[int, Whole] = {}
    for goods in Consignment.objects.filter(declaration__in=filed).order_by("position"):
        goods_keys[goods.pk], goods_owner[goods.pk] = goods.key, wholes[goods.declaration_id]
        goods_owner[goods.pk].consignments.append(goods)
        goods_owner[goods.pk].items[goods.pk] = []
    for item in Item.objects.filter(consignment__in=list(goods_keys)).order_by("position"):
        goods_owner[item.consignment_id].items[item.consignment_id].append(item)
    for carriage in Carriage.objects.filter(vehicle__in=list(keys)).order_by("pk"):
        carried = owners[carriage.vehicle_id].carried.setdefault(carriage.vehicle_id, [])
        carried.append(goods_keys[carriage.consignment_id])
    if any(vehicle.role == Role.RECEIVER for whole in wholes.values() for vehicle in whole.vehicles):
        for link in Unloading.objects.filter(receiver__in=list(keys)).order_by("pk"):
            unloads = owners[link.receiver_id].unloads.setdefault(link.receiver_id, [])
            unloads.append(keys[link.carrier_id])
    for check in Check.objects.filter(declaration__in=filed).order_by("pk"):
        wholes[check.declaration_id].checks.append(check)
    for fee in Fee.objects.filter(vehicle__in=list(keys), voided_at__isnull=True).order_by("pk"):
        owners[fee.vehicle_id].fees.setdefault(fee.vehicle_id, []).append(fee)
    return list(wholes.values())


def load_one(declaration_id: int) -> Whole:
    """Read one declaration whole.

    :raises Declaration.DoesNotExist: no such declaration.
    """
    rows = Declaration.objects.select_related("gate", "lane", "yard", "organisation")
    (whole,) = load([rows.get(pk=declaration_id)])
    return whole


def by_vehicle(checks: Iterable[Check]) -> dict[int | None, list[Check]]:
    """Checks grouped by their vehicle; None holds the declaration's own."""
    grouped: dict[int | None, list[Check]] = defaultdict(list)
    for check in checks:
        grouped[check.vehicle_id].append(check)
    return grouped
