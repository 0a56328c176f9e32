"""The declaration document: the body that is sent, checked, kept in a draft and shown again (api.md).

Only shape lives here: which members there are, of which type, how long. Everything may be absent, because a draft may
lack anything; what a filing needs is said by `declarations.findings`. Texts are cleaned while they are read, so that
a document never holds a control character, and an empty text is an absent one.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, get_args

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    PlainSerializer,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from declarations import formats

# How much a document may hold (a matter of this program, not of any law).
MOST_VEHICLES = 100
MOST_CONSIGNMENTS = 200
MOST_ITEMS = 500
LARGEST_WEIGHT = 100_000_000  # kg

DirectionCode = Literal["export", "import"]
RegimeCode = Literal[
    "commercial", "temporary_import_reexport", "temporary_export_reimport", "border_transfer", "transit", "bonded"
]
DeliveryCode = Literal["driver_crosses", "dedicated_driver", "drop_trailer", "two_way", "agv"]
CargoKindCode = Literal["fruit", "farm_produce", "frozen", "general", "new_vehicle"]
CountryCode = Literal["VN", "CN", "other"]
FeeClassCode = Literal["VT1", "VT2", "VT3", "VT4", "VT5", "VT6"]
KindCode = Literal["tractor", "truck"]

# What each member with a fixed list of values takes, for the finding that names them.
CHOICES: dict[str, tuple[str, ...]] = {
    "direction": get_args(DirectionCode),
    "regime": get_args(RegimeCode),
    "delivery_method": get_args(DeliveryCode),
    "cargo_kind": get_args(CargoKindCode),
    "country": get_args(CountryCode),
    "fee_class": get_args(FeeClassCode),
    "kind": get_args(KindCode),
}


def _cleaner(clean: Callable[[str], str], longest: int, *, empty: str | None = None) -> AfterValidator:
    def cleaned(text: str) -> str | None:
        try:
            text = clean(text)
        except formats.BadFormat as refusal:
            raise PydanticCustomError("control_character", "not printable") from refusal
        if len(text) > longest:  # composing lengthens a text in a few scripts
            raise PydanticCustomError("string_too_long", "too long", {"max_length": longest})
        return text or empty

    return AfterValidator(cleaned)


def _parser(read: Callable[[str], date]) -> BeforeValidator:
    def parsed(value: object) -> object:
        if not isinstance(value, str):
            return value  # an instant or a date already (a document made from rows), or of the wrong type
        try:
            return read(value)
        except formats.BadFormat as refusal:
            raise PydanticCustomError("format", "not readable", {"code": refusal.code}) from refusal

    return BeforeValidator(parsed)


def _exact(whole: int, places: int) -> BeforeValidator:
    """A number of so many digits before and after the point, kept exactly whether it came as 1, 1.0 or Decimal."""

    def exact(value: object) -> object:
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            return value
        number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
        if not number.is_finite() or number.copy_abs() >= 10**whole:
            raise PydanticCustomError("number_out_of_range", "out of range", {"most": 10**whole - 1})
        if number != round(number, places):
            raise PydanticCustomError("too_many_decimals", "too many decimals", {"places": places})
        return number.quantize(Decimal(1)) if number == number.to_integral_value() else round(number, places)

    return BeforeValidator(exact)


def _as_number(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


def _number_schema(whole: int) -> WithJsonSchema:
    return WithJsonSchema({"type": "number", "minimum": 1 - 10**whole, "maximum": 10**whole - 1})


class _OrNull:
    """A list that may also be sent as null, which is an empty one."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [handler(schema), {"type": "null"}]}


_or_null = (BeforeValidator(lambda value: [] if value is None else value), _OrNull())

# Lengths are those of the columns that keep them.
Key = Annotated[str, Field(max_length=32), _cleaner(formats.clean_text, 32)]
Reference = Annotated[str, Field(max_length=32), _cleaner(formats.clean_text, 32, empty="")]
Code = Annotated[str, Field(max_length=32), _cleaner(formats.clean_code, 32)]
CustomsRegime = Annotated[str, Field(max_length=8), _cleaner(formats.clean_code, 8)]
Phone = Annotated[str, Field(max_length=32), _cleaner(formats.clean_text, 32)]
Unit = Annotated[str, Field(max_length=12), _cleaner(formats.clean_text, 12)]
Short = Annotated[str, Field(max_length=40), _cleaner(formats.clean_text, 40)]
ClientReference = Annotated[str, Field(max_length=64), _cleaner(formats.clean_text, 64)]
Name = Annotated[str, Field(max_length=120), _cleaner(formats.clean_text, 120)]
Company = Annotated[str, Field(max_length=255), _cleaner(formats.clean_text, 255)]
Line = Annotated[str, Field(max_length=500), _cleaner(formats.clean_text, 500)]
Note = Annotated[str, Field(max_length=2000), _cleaner(formats.clean_text, 2000)]
Weight = Annotated[int, Field(ge=-LARGEST_WEIGHT, le=LARGEST_WEIGHT)]
# Fifteen digits in all go through JSON's floating point unharmed.
Quantity = Annotated[
    Decimal, _exact(12, 3), PlainSerializer(_as_number, return_type=int | float, when_used="json"), _number_schema(12)
]
Value = Annotated[
    Decimal, _exact(13, 2), PlainSerializer(_as_number, return_type=int | float, when_used="json"), _number_schema(13)
]
Instant = Annotated[
    AwareDatetime, _parser(formats.read_instant), WithJsonSchema({"type": "string", "format": "date-time"})
]
Day = Annotated[date, _parser(formats.read_date), WithJsonSchema({"type": "string", "format": "date"})]


class Body(BaseModel):
    """What all members have in common: nothing unknown, no type guessed from another ("5" is not 5)."""

    model_config = ConfigDict(extra="forbid", strict=True)


class ContactBody(Body):
    """Whom the gate calls about this declaration."""

    name: Name | None = Field(default=None, examples=["Nguyễn Văn Mẫu"])
    phone: Phone | None = Field(
        default=None, description="Vietnamese or Chinese mobile number.", examples=["0912345678"]
    )


class FeePayerBody(Body):
    """Who pays the fees, where it is not the company that files."""

    tax_code: Code | None = Field(default=None, examples=["0100005019"])
    name: Company | None = None
    address: Line | None = None
    phone: Phone | None = None


class OwnerBody(Body):
    """Whose goods they are."""

    tax_code: Code | None = Field(default=None, examples=["0100005019"])
    name: Company | None = Field(default=None, examples=["Công ty Mẫu"])
    address: Line | None = None
    phone: Phone | None = None


class ItemBody(Body):
    """One kind of goods."""

    description: Line | None = Field(default=None, examples=["Sầu riêng tươi"])
    hs_code: Code | None = Field(default=None, description="Eight digits.", examples=["08106000"])
    origin: Code | None = Field(default=None, description="ISO 3166, two letters.", examples=["VN"])
    quantity: Quantity | None = None
    unit: Unit | None = Field(default=None, examples=["CTN"])
    weight_kg: Weight | None = None
    value: Value | None = None
    currency: Code | None = Field(default=None, description="ISO 4217.", examples=["USD"])


class ConsignmentBody(Body):
    """Goods of one customs declaration or of one owner."""

    key: Key | None = Field(default=None, description="Your own name for it within this declaration.", examples=["A"])
    customs_number: Code | None = Field(default=None, description="Twelve digits.", examples=["300000005010"])
    customs_regime: CustomsRegime | None = Field(default=None, examples=["B11"])
    cargo_kind: CargoKindCode | None = None
    owner: OwnerBody | None = None
    items: Annotated[list[ItemBody], Field(max_length=MOST_ITEMS), *_or_null] = []


class DriverBody(Body):
    """Who drives."""

    name: Name | None = Field(default=None, examples=["Trần Văn Thử"])
    id_number: Code | None = Field(
        default=None, description="Citizen ID, or the passport or permit of a foreign driver."
    )
    phone: Phone | None = None


class CompanionBody(Body):
    """Who rides along."""

    name: Name | None = None
    id_number: Code | None = None
    phone: Phone | None = None


class TruckBody(Body):
    """What a vehicle and a receiving vehicle have in common."""

    key: Key | None = Field(default=None, description="Your own name for it within this declaration.", examples=["1"])
    plate: Short | None = Field(default=None, examples=["12C-123.45", "桂F·12A45"])
    country: CountryCode | None = Field(default=None, description="Where the plate is from.")
    fee_class: FeeClassCode | None = None
    driver: DriverBody | None = None
    trailer_plate: Short | None = Field(default=None, examples=["12R-012.34"])
    container: Code | None = Field(default=None, description="ISO 6346.", examples=["GATU1234569"])
    consignments: Annotated[list[Reference], Field(max_length=MOST_CONSIGNMENTS), *_or_null] = Field(
        default=[], description="Keys of the consignments it carries; none means an empty vehicle."
    )


class VehicleBody(TruckBody):
    """A vehicle that crosses the border."""

    kind: KindCode | None = None
    seal: Short | None = None
    own_weight_kg: Weight | None = None
    cargo_weight_kg: Weight | None = None
    companion: CompanionBody | None = None
    licence_number: Short | None = None
    insurance_until: Day | None = None
    special_plate: bool | None = Field(default=None, description="Army, diplomatic or temporary plate: free text.")
    note: Note | None = None


class ReceivingVehicleBody(TruckBody):
    """A vehicle that takes over goods at the gate (transshipment)."""

    unloads: Annotated[list[Reference], Field(max_length=MOST_VEHICLES), *_or_null] = Field(
        default=[], description="Keys of the vehicles that it unloads."
    )
    area: Short | None = None


class DeclarationBody(Body):
    """A declaration as it is sent. For filing see the findings; a draft may lack anything."""

    gate: Code | None = Field(default=None, examples=["HN"])
    lane: Code | None = None
    direction: DirectionCode | None = None
    regime: RegimeCode | None = None
    expected_arrival: Instant | None = None
    window: Instant | None = Field(
        default=None, description="Start of an arrival window; absent: the first free one from the expected hour on."
    )
    yard: Code | None = Field(default=None, examples=["XUAN-CUONG"])
    delivery_method: DeliveryCode | None = None
    transshipment: bool | None = Field(default=None, description="Absent: whether any receiving vehicle is given.")
    client_reference: ClientReference | None = None
    note: Note | None = None
    contact: ContactBody | None = None
    fee_payer: FeePayerBody | None = None
    consignments: Annotated[list[ConsignmentBody], Field(max_length=MOST_CONSIGNMENTS), *_or_null] = []
    vehicles: Annotated[list[VehicleBody], Field(max_length=MOST_VEHICLES), *_or_null] = []
    receiving_vehicles: Annotated[list[ReceivingVehicleBody], Field(max_length=MOST_VEHICLES), *_or_null] = []

    @property
    def is_transshipped(self) -> bool:
        """As declared; where nothing is said, whether any receiving vehicle is given."""
        return bool(self.receiving_vehicles) if self.transshipment is None else self.transshipment

    def carries_new_vehicle(self, vehicle: VehicleBody) -> bool:
        """Whether it is a new vehicle on its own wheels: it carries a `new_vehicle` consignment (domain §4)."""
        carried = set(vehicle.consignments)
        return any(goods.cargo_kind == "new_vehicle" and goods.key in carried for goods in self.consignments)

    def as_json(self) -> dict[str, Any]:
        """The document as JSON; reading it again gives the same document."""
        return self.model_dump(mode="json")
