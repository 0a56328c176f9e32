"""The members of the document as a person meets them: label, kind, what helps with typing. Data, no behaviour.

What a filing needs is said by the findings alone; `needed` only marks it beforehand.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Text = str | Promise


class Kind(StrEnum):
    """How a member is typed and shown."""

    TEXT = "text"
    LINES = "lines"
    CODE = "code"
    PLATE = "plate"
    PHONE = "phone"
    DIGITS = "digits"
    WHOLE = "whole"
    DECIMAL = "decimal"
    DAY = "day"
    INSTANT = "instant"
    SELECT = "select"
    PICK = "pick"
    FLAG = "flag"
    REFS = "refs"


@dataclass(frozen=True, slots=True)
class Field:
    """One member. `path` leads to it from its row; `options` names the list it chooses from, `suggest` which of the
    company's saved things may fill it and its neighbours.
    """

    path: tuple[str, ...]
    label: Text
    kind: Kind = Kind.TEXT
    needed: bool = False
    options: str = ""
    hint: Text = ""
    width: str = ""
    autocomplete: str = ""
    suggest: str = ""


def _field(path: str, label: Text, kind: Kind = Kind.TEXT, **more: object) -> Field:
    return Field(tuple(path.split(".")), label, kind, **more)  # type: ignore[arg-type]


WHERE = (
    _field("gate", _("Gate"), Kind.PICK, needed=True, options="gates", width="whole"),
    _field("direction", _("Direction"), Kind.PICK, needed=True, options="directions", width="half"),
    _field("expected_arrival", _("Expected arrival"), Kind.INSTANT, needed=True),
    _field(
        "window",
        _("Arrival window"),
        Kind.SELECT,
        options="windows",
        hint=_("None chosen: the first free one from the expected arrival on."),
    ),
    _field("regime", _("Regime"), Kind.SELECT, needed=True, options="regimes"),
)
CONTACT = (
    _field("contact.name", _("Contact person"), needed=True, width="half", autocomplete="name"),
    _field("contact.phone", _("Phone of the contact"), Kind.PHONE, needed=True, autocomplete="tel"),
)
WHERE_MORE = (
    _field("lane", _("Lane"), Kind.SELECT, options="lanes", width="half"),
    _field(
        "yard",
        _("Yard"),
        Kind.SELECT,
        options="yards",
        width="half",
        hint=_("None chosen: the yard inside the gate."),
    ),
    _field("delivery_method", _("Delivery"), Kind.SELECT, options="delivery_methods", width="half"),
    _field("client_reference", _("Your own reference"), width="half"),
    _field("note", _("Note"), Kind.LINES, width="whole"),
)
PAYER = (
    _field("fee_payer.name", _("Fee payer"), width="half", hint=_("Only where it is not your company.")),
    _field("fee_payer.tax_code", _("Tax code of the payer"), Kind.DIGITS),
    _field("fee_payer.phone", _("Phone of the payer"), Kind.PHONE),
    _field("fee_payer.address", _("Address of the payer"), width="whole"),
)
GOODS = (
    _field("cargo_kind", _("Kind of cargo"), Kind.SELECT, needed=True, options="cargo_kinds"),
    _field(
        "customs_number",
        _("Customs declaration"),
        Kind.DIGITS,
        needed=True,
        hint=_("12 digits; not needed for transit."),
    ),
    _field("customs_regime", _("Regime code"), Kind.CODE, options="customs_regimes", hint=_("For example B11.")),
    _field("owner.tax_code", _("Owner's tax code"), Kind.DIGITS, needed=True, suggest="owners"),
    _field("owner.name", _("Owner of the goods"), needed=True, width="half", suggest="owners"),
    _field("owner.phone", _("Owner's phone"), Kind.PHONE),
    _field("owner.address", _("Owner's address")),
)
ITEM = (
    _field("description", _("Goods"), needed=True, width="half", suggest="goods"),
    _field("hs_code", _("HS code"), Kind.DIGITS, hint=_("8 digits."), width="slim"),
    _field("origin", _("Country of origin"), Kind.CODE, options="countries", hint=_("For example VN."), width="slim"),
    _field("quantity", _("Quantity"), Kind.DECIMAL, width="slim"),
    _field("unit", _("Unit"), Kind.CODE, options="units", width="thin"),
    _field("value", pgettext_lazy("of goods", "Value"), Kind.DECIMAL, width="slim"),
    _field("currency", _("Currency"), Kind.CODE, options="currencies", width="thin"),
    _field("weight_kg", _("Weight (kg)"), Kind.WHOLE, width="slim"),
)
DRIVER = (
    _field("driver.name", _("Driver"), needed=True, width="half", suggest="drivers"),
    _field(
        "driver.id_number",
        _("Driver's ID"),
        Kind.CODE,
        needed=True,
        hint=_("Citizen ID, passport or permit."),
        suggest="drivers",
    ),
    _field("driver.phone", _("Driver's phone"), Kind.PHONE),
)
PLATE = (
    _field("plate", _("Plate"), Kind.PLATE, needed=True, width="slim", suggest="trucks"),
    _field("country", _("Country"), Kind.SELECT, needed=True, options="plate_countries", width="slim"),
)
FEE_CLASS = _field(
    "fee_class",
    _("Fee class"),
    Kind.SELECT,
    needed=True,
    options="fee_classes",
    width="half",
    hint=_("By the load the vehicle is built for. Where VT2 ends and VT3 begins, the gate centre knows."),
)
TRAILER = (
    _field("trailer_plate", _("Trailer"), Kind.PLATE, width="slim", suggest="trailers"),
    _field("container", _("Container"), Kind.CODE, width="slim"),
)
VEHICLE = (
    *PLATE,
    FEE_CLASS,
    _field("kind", _("Kind of vehicle"), Kind.SELECT, needed=True, options="vehicle_kinds", width="slim"),
    *DRIVER,
    *TRAILER,
    _field("own_weight_kg", _("Own weight (kg)"), Kind.WHOLE, width="slim"),
    _field("cargo_weight_kg", _("Cargo weight (kg)"), Kind.WHOLE, width="slim"),
    _field(
        "consignments",
        _("Carries"),
        Kind.REFS,
        options="consignments",
        width="whole",
        hint=_("Nothing ticked: an empty vehicle."),
    ),
)
VEHICLE_MORE = (
    _field(
        "special_plate",
        _("Special plate"),
        Kind.FLAG,
        width="whole",
        hint=_("Army, diplomatic or temporary: written as it stands there."),
    ),
    _field("seal", _("Seal"), width="slim"),
    _field("licence_number", _("Transport licence"), width="slim"),
    _field("insurance_until", _("Insured until"), Kind.DAY),
    _field("companion.name", _("Companion"), width="half"),
    _field("companion.id_number", _("Companion's ID"), Kind.CODE),
    _field("companion.phone", _("Companion's phone"), Kind.PHONE),
    _field("note", _("Note on the vehicle"), Kind.LINES, width="whole"),
)
RECEIVER = (
    *PLATE,
    FEE_CLASS,
    _field("area", _("Transshipment area"), width="slim"),
    *DRIVER,
    *TRAILER,
    _field("unloads", _("Unloads"), Kind.REFS, needed=True, options="vehicles", width="whole"),
    _field(
        "consignments",
        _("Takes over"),
        Kind.REFS,
        options="consignments",
        width="whole",
        hint=_("Nothing ticked: all that the vehicles it unloads carry."),
    ),
)
TRANSSHIPMENT = _field("transshipment", _("The goods are transshipped at the gate"), Kind.FLAG, width="whole")

HEADER = (*WHERE, *WHERE_MORE, *PAYER, *CONTACT, TRANSSHIPMENT)
LISTS: dict[str, tuple[Field, ...]] = {
    "consignments": GOODS,
    "vehicles": (*VEHICLE, *VEHICLE_MORE),
    "receiving_vehicles": RECEIVER,
    "items": ITEM,
}
"""The members of a row of each list."""
