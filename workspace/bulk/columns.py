"""The columns of a bulk file: each a member of the declaration, named by a stable code or its label in any language."""

from dataclasses import dataclass
from functools import cache
from typing import Final

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from declarations.web.form import fields
from declarations.web.form.fields import Field

SHEET, HEADER, VEHICLE, GOODS, ITEM = "sheet", "header", "vehicle", "goods", "item"
GROUP: Final = "declaration"
REASON: Final = "reason"

_FIELDS: Final[dict[str, tuple[Field, ...]]] = {
    HEADER: fields.HEADER,
    VEHICLE: fields.LISTS["vehicles"],
    GOODS: fields.GOODS,
    ITEM: fields.ITEM,
}
_CODES: Final = {
    (VEHICLE, "country"): "plate_country",
    (VEHICLE, "kind"): "vehicle_kind",
    (VEHICLE, "note"): "vehicle_note",
    (ITEM, "weight_kg"): "goods_weight_kg",
}
"""Where a member's own name does not say enough beside the others."""

NOT_IN_A_ROW: Final = {(VEHICLE, "consignments")}
"""What the rows say by standing where they do."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `part` says of what it speaks; `field` is the member, absent for columns of the sheet itself."""

    code: str
    part: str
    label: str | Promise
    field: Field | None = None
    hint: str | Promise = ""

    @property
    def path(self) -> tuple[str, ...]:
        return self.field.path if self.field else ()

    @property
    def is_needed(self) -> bool:
        return bool(self.field and self.field.needed)


def _columns() -> dict[str, Column]:
    by_code = {
        GROUP: Column(
            GROUP,
            SHEET,
            _("Group"),
            hint=_("Rows with the same word here become one declaration; empty: a declaration of its own."),
        ),
        REASON: Column(REASON, SHEET, _("Reason"), hint=_("Written by the gate; whatever stands here is passed over.")),
    }
    for part, members in _FIELDS.items():
        for field in members:
            name = ".".join(field.path)
            if (part, name) not in NOT_IN_A_ROW:
                code = _CODES.get((part, name), "_".join(field.path))
                assert code not in by_code, f"Two columns are called {code}."
                by_code[code] = Column(code, part, field.label, field, field.hint)
    return by_code


COLUMNS: Final = _columns()
_FIRST: Final = (
    GROUP, "gate", "direction", "expected_arrival", "regime", "contact_name", "contact_phone",
    "plate", "plate_country", "vehicle_kind", "fee_class", "driver_name", "driver_id_number", "driver_phone",
    "trailer_plate", "container", "own_weight_kg", "cargo_weight_kg",
    "cargo_kind", "customs_number", "customs_regime", "owner_tax_code", "owner_name",
    "description", "hs_code", "origin", "quantity", "unit", "value", "currency", "goods_weight_kg",
)  # fmt: skip
TEMPLATE: Final = (*_FIRST, *(code for code in COLUMNS if code not in _FIRST and code != REASON))
"""The columns of the file to fill in: what nearly everybody needs first."""

BY_PLACE: Final = {(column.part, column.path): column.code for column in COLUMNS.values() if column.field}


@cache
def words() -> dict[str, tuple[str, ...]]:
    """By the code of each column the names it may bear: its code, and its label in every language."""
    labels: dict[str, dict[str, None]] = {code: {code: None} for code in COLUMNS}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for code, column in COLUMNS.items():
                labels[code][str(column.label)] = None
    return {code: tuple(names) for code, names in labels.items()}
