"""What a filed declaration uses of what can be saved: its rows as they stand now, shelf by shelf."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from declarations.models import Consignment, Item, Vehicle
from declarations.stages import CargoKind
from workspace.shelves import DRIVERS, GOODS, OWNERS, TRAILERS, TRUCKS, Shelf


class Use(NamedTuple):
    """One thing that a declaration uses. `driver`: of a truck, the key of who drives it."""

    shelf: Shelf
    key: str
    values: Mapping[str, Any]
    driver: str = ""


def uses_of(declaration_ids: Iterable[int]) -> dict[int, list[Use]]:
    """What each of these declarations uses (3 queries); of a thing that it uses twice, the last one."""
    ids = list(declaration_ids)
    found: dict[int, dict[tuple[str, str], Use]] = {pk: {} for pk in ids}
    for vehicle in Vehicle.objects.filter(declaration__in=ids).order_by("role", "position"):
        _note(found[vehicle.declaration_id], *_of_vehicle(vehicle))
    for goods in Consignment.objects.filter(declaration__in=ids).order_by("position"):
        _note(found[goods.declaration_id], (OWNERS, _owner(goods), ""))
    items = Item.objects.filter(consignment__declaration__in=ids).select_related("consignment")
    for item in items.order_by("consignment__position", "position"):
        _note(found[item.consignment.declaration_id], (GOODS, _goods(item), ""))
    return {pk: list(uses.values()) for pk, uses in found.items()}


def _note(uses: dict[tuple[str, str], Use], *things: tuple[Shelf, dict[str, Any], str]) -> None:
    for shelf, values, driver in things:
        if key := shelf.key(values):
            uses[shelf.name, key] = Use(shelf, key, values, driver)


def _of_vehicle(vehicle: Vehicle) -> list[tuple[Shelf, dict[str, Any], str]]:
    """A new vehicle on its own wheels is goods: it comes once."""
    driver = {"name": vehicle.driver_name, "id_number": vehicle.driver_id_number, "phone": vehicle.driver_phone}
    things: list[tuple[Shelf, dict[str, Any], str]] = [
        (DRIVERS, driver, ""),
        (TRAILERS, {"plate": vehicle.trailer_plate}, ""),
    ]
    if vehicle.main_cargo != CargoKind.NEW_VEHICLE:
        truck = {column: getattr(vehicle, column) for column in TRUCKS.places}
        things.append((TRUCKS, truck, DRIVERS.key(driver)))
    return things


def _owner(goods: Consignment) -> dict[str, Any]:
    return {column: getattr(goods, f"owner_{column}") for column in OWNERS.places}


def _goods(item: Item) -> dict[str, Any]:
    of_all = ("cargo_kind", "customs_regime")
    return {column: getattr(item.consignment if column in of_all else item, column) for column in GOODS.places}
