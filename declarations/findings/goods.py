"""Rules of the consignments: their owner, their customs declaration, their items."""

from decimal import Decimal

from declarations import formats
from declarations.document import ConsignmentBody, ItemBody
from declarations.findings.case import Case
from declarations.findings.facts import SharedCustoms, customs_identity
from declarations.findings.people import phone, tax_code

_NOBODY_ELSE = SharedCustoms(trucks=0, weight_kg=0)
_REGIME_LENGTH = 3


def goods(case: Case) -> None:
    for index, consignment in enumerate(case.document.consignments):
        path = f"$.consignments[{index}]"
        case.require_text(consignment.key, f"{path}.key")
        case.require(consignment.cargo_kind, f"{path}.cargo_kind")
        _owner(case, consignment, path)
        _customs(case, consignment, path)
        for position, item in enumerate(consignment.items):
            _item(case, item, f"{path}.items[{position}]")
        _described(case, consignment, path)
    _split_loads(case)


def _owner(case: Case, consignment: ConsignmentBody, path: str) -> None:
    owner = consignment.owner
    case.require(owner.tax_code if owner else None, f"{path}.owner.tax_code")
    case.require_text(owner.name if owner else None, f"{path}.owner.name")
    if owner:
        owner.tax_code = tax_code(case, owner.tax_code, f"{path}.owner.tax_code")
        owner.phone = phone(case, owner.phone, f"{path}.owner.phone")


def _customs(case: Case, consignment: ConsignmentBody, path: str) -> None:
    at, direction = f"{path}.customs_number", case.document.direction
    in_transit = case.document.regime == "transit"
    if not in_transit:
        case.require(consignment.customs_number, at)
    number = case.shown(formats.read_customs_number, consignment.customs_number, at)
    if number:
        consignment.customs_number = number.number
        if direction and number.direction != direction and not in_transit:
            case.say("customs_number_direction", at, value=number.number)
    regime = consignment.customs_regime
    if regime and not (len(regime) == _REGIME_LENGTH and regime[0].isalpha() and regime[1:].isdigit()):
        case.say("unusual_customs_regime", f"{path}.customs_regime", value=regime)


def _item(case: Case, item: ItemBody, path: str) -> None:
    item.hs_code = case.shown(formats.read_hs_code, item.hs_code, f"{path}.hs_code") or item.hs_code
    item.origin = case.shown(formats.read_country, item.origin, f"{path}.origin") or item.origin
    item.currency = case.shown(formats.read_currency, item.currency, f"{path}.currency") or item.currency
    if item.weight_kg is not None and item.weight_kg <= 0:
        case.say("weight_not_positive", f"{path}.weight_kg")
    for name, number in (("quantity", item.quantity), ("value", item.value)):
        if number is not None and number < Decimal(0):
            case.say("negative_number", f"{path}.{name}")


def _described(case: Case, consignment: ConsignmentBody, path: str) -> None:
    """At least one item says what the goods are; a description that says nothing is none."""
    if not case.require(consignment.items, f"{path}.items"):
        return
    if all(item.description is None for item in consignment.items):
        case.say("required", f"{path}.items[0].description")
    for position, item in enumerate(consignment.items):
        if item.description is not None:
            case.require_text(item.description, f"{path}.items[{position}].description")


def _split_loads(case: Case) -> None:
    """One customs declaration on several trucks, here or elsewhere: allowed, unless they carry more than there is."""
    identities = [customs_identity(consignment.customs_number) for consignment in case.document.consignments]
    if not any(identities):
        return
    keys_of: dict[str, set[str]] = {}
    declared_kg: dict[str, int] = {}
    for identity, consignment in zip(identities, case.document.consignments, strict=True):
        keys_of.setdefault(identity, set()).add(consignment.key or "")
        weight_kg = sum(item.weight_kg or 0 for item in consignment.items)
        declared_kg[identity] = declared_kg.get(identity, 0) + weight_kg
    for index, identity in enumerate(identities):
        if identity and identity not in identities[:index]:
            _split_load(
                case, identity, keys_of[identity], declared_kg[identity], f"$.consignments[{index}].customs_number"
            )


def _split_load(case: Case, identity: str, keys: set[str], declared_kg: int, path: str) -> None:
    others = case.facts.shared_customs.get(identity, _NOBODY_ELSE)
    carriers = [vehicle for vehicle in case.document.vehicles if keys.intersection(vehicle.consignments)]
    trucks = others.trucks + len(carriers)
    if trucks <= 1:
        return
    case.say("split_load", path, trucks=trucks)
    # A truck with goods of another declaration too does not say how its weight divides; it is left out.
    whole = [vehicle for vehicle in carriers if keys.issuperset(vehicle.consignments)]
    carried_kg = others.weight_kg + sum(vehicle.cargo_weight_kg or 0 for vehicle in whole)
    total_kg = max(declared_kg, others.declared_kg)
    if total_kg > 0 and carried_kg > total_kg:
        case.say("split_load_too_heavy", path)
