"""The kinds of saved things: where each stands in a declaration's document, what tells two apart, what finds one.

A saved thing is a piece of a document: a truck is what a vehicle's row says of it whatever it carries. So the filing
form's fields, readers and findings serve its page too, and no rule is written twice.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BooleanField, CharField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from declarations.formats import plate_key
from workspace.folding import compact, fold
from workspace.models import SavedDriver, SavedGoods, SavedOwner, SavedRow, SavedTrailer, SavedTruck

LONGEST_KEY = 500
LONGEST_WORDS = 1500
MOST_WORDS = 6
"""Words of a search that are looked at."""
_TAIL = re.compile(r"[0-9]+$")
Step = str | int
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shelf:
    """One kind. `row` leads to its row in a document; `places` says where in it each column stands."""

    name: str
    model: type[SavedRow]
    title: Promise
    one: Promise
    row: tuple[Step, ...]
    places: Mapping[str, tuple[Step, ...]]
    needed: tuple[str, ...]
    key_of: Callable[[Mapping[str, Any]], str]
    words_of: Callable[[Mapping[str, Any]], Iterable[str]]

    def key(self, values: Mapping[str, Any]) -> str:
        """What two spellings of one thing share; empty when there is nothing to tell it by."""
        return self.key_of(values)[:LONGEST_KEY]

    def words(self, values: Mapping[str, Any]) -> str:
        """What it is found by, a space before each word."""
        words = dict.fromkeys(word for text in self.words_of(values) for word in text.split())
        return "".join(f" {word}" for word in words)[:LONGEST_WORDS]

    def looked_for(self, typed: str) -> list[str]:
        """The words of a search. What is typed of a plate or a number is one word, whatever divides it."""
        joined = compact(typed)
        if self.name in ("trucks", "trailers") or joined.isdigit():
            return [joined] if joined else []
        return fold(typed).split()[:MOST_WORDS]

    def values(self, row: SavedRow) -> Values:
        """The columns of a row by their names."""
        return {column: getattr(row, column) for column in self.places}

    def stored(self, column: str, value: object) -> object:
        """A value as its column takes it: an absent text is empty, an absent flag is not set."""
        field = self.model._meta.get_field(column)
        if isinstance(field, BooleanField):
            return bool(value)
        return "" if value is None and isinstance(field, CharField) else value

    def taken_from(self, document: object) -> Values:
        """What a document says in the first row, whatever else it holds."""
        return {column: look(document, (*self.row, *place)) for column, place in self.places.items()}

    def document(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """A document that holds these values alone, in its first row."""
        row: dict[str, Any] = {"items": [{}]} if self.row[0] == "consignments" else {}
        for column, (*way, last) in self.places.items():
            holder = look(row, way)
            if holder is None:
                holder = row[str(way[0])] = {}
            value = values.get(column)
            holder[last] = value.isoformat() if isinstance(value, date) else value
        return {str(self.row[0]): [row]}


def look(document: object, place: Iterable[Step]) -> Any:
    """What stands there; None when nothing does."""
    for step in place:
        if isinstance(step, int):
            document = document[step] if isinstance(document, list) and step < len(document) else None
        else:
            document = document.get(step) if isinstance(document, dict) else None
    return document


def _plate_words(plate: str) -> list[str]:
    """By its beginning, by its letters without the Chinese character, and by its last digits."""
    joined, key = compact(plate), plate_key(plate).lower()
    return [joined, key, *_TAIL.findall(key)]


def _phone_words(phone: str) -> list[str]:
    """As it is kept, and as it is dialled here."""
    digits = compact(phone)
    return [digits, f"0{digits[2:]}"] if digits.startswith("84") else [digits, digits.removeprefix("86")]


def _driver_words(values: Mapping[str, Any]) -> list[str]:
    return [fold(values["name"] or ""), compact(values["id_number"] or ""), *_phone_words(values["phone"] or "")]


def _owner_words(values: Mapping[str, Any]) -> list[str]:
    return [fold(values["name"] or ""), compact(values["tax_code"] or ""), *_phone_words(values["phone"] or "")]


def _members(*names: str) -> dict[str, tuple[Step, ...]]:
    return {name: (name,) for name in names}


TRUCKS = Shelf(
    "trucks", SavedTruck, _("Trucks"), _("Truck"), ("vehicles", 0),
    _members("plate", "country", "kind", "fee_class", "own_weight_kg", "trailer_plate", "licence_number",
             "insurance_until", "special_plate"),
    ("plate", "country"),
    lambda values: plate_key(values["plate"] or ""),
    lambda values: _plate_words(values["plate"] or ""),
)  # fmt: skip
TRAILERS = Shelf(
    "trailers", SavedTrailer, _("Trailers"), _("Trailer"), ("vehicles", 0), {"plate": ("trailer_plate",)}, ("plate",),
    lambda values: plate_key(values["plate"] or ""),
    lambda values: _plate_words(values["plate"] or ""),
)  # fmt: skip
DRIVERS = Shelf(
    "drivers", SavedDriver, _("Drivers"), _("Driver"), ("vehicles", 0),
    {"name": ("driver", "name"), "id_number": ("driver", "id_number"), "phone": ("driver", "phone")},
    ("name", "id_number"),
    lambda values: values["id_number"] or "",
    _driver_words,
)  # fmt: skip
OWNERS = Shelf(
    "owners", SavedOwner, _("Owners"), _("Owner"), ("consignments", 0),
    {"tax_code": ("owner", "tax_code"), "name": ("owner", "name"), "phone": ("owner", "phone"),
     "address": ("owner", "address")},
    ("tax_code", "name"),
    lambda values: values["tax_code"] or "",
    _owner_words,
)  # fmt: skip
GOODS = Shelf(
    "goods", SavedGoods, _("Goods"), _("Goods"), ("consignments", 0),
    {"cargo_kind": ("cargo_kind",), "customs_regime": ("customs_regime",),
     **{name: ("items", 0, name) for name in ("description", "hs_code", "origin", "unit", "currency")}},
    ("description",),
    lambda values: fold(values["description"] or ""),
    lambda values: [fold(values["description"] or ""), values["hs_code"] or ""],
)  # fmt: skip

SHELVES: dict[str, Shelf] = {shelf.name: shelf for shelf in (TRUCKS, TRAILERS, DRIVERS, OWNERS, GOODS)}
