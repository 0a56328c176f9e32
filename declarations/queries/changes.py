"""Change requests as they are shown: each field by name, old beside new, with every agency's answer."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Count, Prefetch, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from contract.jsonpath import json_path
from declarations.models import ChangeAnswer, ChangedField, ChangeRequest, Consignment, Declaration, Vehicle
from declarations.queries.document import instant
from declarations.stages import (
    Answer,
    CargoKind,
    Country,
    DeliveryMethod,
    Direction,
    FieldState,
    Regime,
    Role,
    VehicleKind,
)
from declarations.units import LISTS, Unit, UnknownPath, differences, steps_of

MOST_LINES = 30
LAPSED = "lapsed"
"""How a request is called that was open when its declaration ended."""

_ROLES = {"vehicles": Role.CARRIER, "receiving_vehicles": Role.RECEIVER}
_LABELS: dict[str, Promise] = {
    "plate": gettext_lazy("Plate"), "country": gettext_lazy("Country"), "kind": gettext_lazy("Kind of vehicle"),
    "fee_class": gettext_lazy("Fee class"), "trailer_plate": gettext_lazy("Trailer"),
    "container": gettext_lazy("Container"), "seal": gettext_lazy("Seal"), "driver": gettext_lazy("Driver"),
    "companion": gettext_lazy("Companion"), "own_weight_kg": gettext_lazy("Own weight (kg)"),
    "cargo_weight_kg": gettext_lazy("Cargo weight (kg)"), "licence_number": gettext_lazy("Transport licence"),
    "insurance_until": gettext_lazy("Insured until"), "special_plate": gettext_lazy("Special plate"),
    "note": gettext_lazy("Note"), "area": gettext_lazy("Transshipment area"), "unloads": gettext_lazy("Unloads"),
    "consignments": gettext_lazy("Carries"), "customs_number": gettext_lazy("Customs declaration"),
    "customs_regime": gettext_lazy("Regime code"), "cargo_kind": gettext_lazy("Kind of cargo"),
    "owner": gettext_lazy("Owner of the goods"), "items": gettext_lazy("Goods"), "gate": gettext_lazy("Gate"),
    "lane": gettext_lazy("Lane"), "yard": gettext_lazy("Yard"), "direction": gettext_lazy("Direction"),
    "regime": gettext_lazy("Regime"), "expected_arrival": gettext_lazy("Expected arrival"),
    "delivery_method": gettext_lazy("Delivery"), "transshipment": gettext_lazy("Transshipment"),
    "client_reference": gettext_lazy("Your own reference"), "contact": gettext_lazy("Contact person"),
    "fee_payer": gettext_lazy("Fee payer"), "name": gettext_lazy("Name"), "id_number": gettext_lazy("ID"),
    "phone": gettext_lazy("Phone"), "tax_code": gettext_lazy("Tax code"), "address": gettext_lazy("Address"),
    "description": gettext_lazy("Goods"), "hs_code": gettext_lazy("HS code"),
    "origin": gettext_lazy("Country of origin"), "quantity": gettext_lazy("Quantity"), "unit": gettext_lazy("Unit"),
    "weight_kg": gettext_lazy("Weight (kg)"), "value": gettext_lazy("Value"), "currency": gettext_lazy("Currency"),
}  # fmt: skip
_HOLDERS = {
    "consignments": gettext_lazy("Consignment"), "vehicles": gettext_lazy("Vehicle"),
    "receiving_vehicles": gettext_lazy("Receiving vehicle"),
}  # fmt: skip
_WORDS: dict[str, Any] = {
    "country": Country, "kind": VehicleKind, "cargo_kind": CargoKind, "direction": Direction, "regime": Regime,
    "delivery_method": DeliveryMethod,
}  # fmt: skip


class Line(NamedTuple):
    """One value that changes; `label` is empty where the field itself is that value."""

    label: str
    old: str
    new: str


class Shown(NamedTuple):
    """One field of a request."""

    field: ChangedField
    label: str
    lines: list[Line]
    answers: list[ChangeAnswer]

    def waits_for(self, agency: str) -> bool:
        """Whether that agency has still to answer."""
        is_asked = any(answer.agency == agency and answer.answer == Answer.WAITING for answer in self.answers)
        return self.field.state == FieldState.OPEN and is_asked


class ShownRequest(NamedTuple):
    """One request with its fields."""

    request: ChangeRequest
    fields: list[Shown]

    def asks(self, agency: str) -> bool:
        """Whether that agency has, or had, anything to say."""
        return any(answer.agency == agency for shown in self.fields for answer in shown.answers)

    def waiting_for(self, agency: str) -> list[Shown]:
        """The fields that this agency has still to answer; none of a request that can no longer be decided."""
        return [field for field in self.fields if field.waits_for(agency)] if self.request.is_open else []


def requests_of(declaration: Declaration) -> QuerySet[ChangeRequest]:
    """The requests of a declaration, newest first."""
    return whole(ChangeRequest.objects.filter(declaration=declaration).order_by("-pk"))


def awaiting(user: User) -> QuerySet[ChangeRequest]:
    """What waits for an officer's agency at his gates, oldest first."""
    return whole(ChangeRequest.objects.awaiting(user).order_by("asked_at", "pk"))


def waiting_at_gates(user: User) -> dict[str, int]:
    """How many requests wait for an officer's agency, by the code of his gate (1 query)."""
    rows = ChangeRequest.objects.awaiting(user).order_by().values_list("declaration__gate__code")
    return dict(rows.annotate(many=Count("pk")))


def whole(rows: QuerySet[ChangeRequest]) -> QuerySet[ChangeRequest]:
    """Requests with all that is shown of them: 5 queries however many."""
    fields = ChangedField.objects.order_by("position").prefetch_related(
        Prefetch("answers", queryset=ChangeAnswer.objects.order_by("pk"))
    )
    return rows.select_related("declaration__gate", "declaration__organisation", "asked_by").prefetch_related(
        Prefetch("fields", queryset=fields),
        Prefetch("declaration__vehicles", queryset=Vehicle.objects.order_by("role", "position"), to_attr="trucks"),
        Prefetch("declaration__consignments", queryset=Consignment.objects.order_by("position"), to_attr="goods"),
    )


def show(request: ChangeRequest) -> ShownRequest:
    """A request of `whole` rows, in words; no query."""
    declaration: Any = request.declaration  # with what `whole` put there
    trucks: list[Vehicle] = declaration.trucks
    return ShownRequest(
        request,
        [
            Shown(field, label_of(field.unit, trucks), list(lines_of(field.old, field.new)), list(field.answers.all()))
            for field in request.fields.all()
        ],
    )


def path_of(field: ChangedField, declaration: Any) -> str:
    """Where a field stands in the declaration now, as JSONPath; of a row that is not there, its list."""
    holder, *rest = field.unit
    if not rest:
        return json_path((holder,))
    rows = declaration.goods if holder == "consignments" else _trucks_in(declaration.trucks, holder)
    index = next((index for index, row in enumerate(rows) if row.key == rest[0]), None)
    return json_path((holder,) if index is None else (holder, index, *rest[1:]))


def truck_of(field: ChangedField, declaration: Any) -> Vehicle | None:
    """The truck that a field is of."""
    return _truck(field.unit, declaration.trucks)


def label_of(unit: Unit, trucks: list[Vehicle]) -> str:
    """A field by name: `Driver · 12C-123.45`."""
    if len(unit) == 1:
        return word(unit[0])
    truck = _truck(unit, trucks)
    whose = truck.plate if truck else _("Consignment %(key)s") % {"key": unit[1]} if unit[0] in LISTS[:1] else unit[1]
    return f"{word(unit[2])} · {whose}" if len(unit) > 2 else whose


def lines_of(old: Any, new: Any) -> Iterator[Line]:
    """Old beside new, value by value."""
    found = sorted(differences(old, new), key=lambda one: [str(step) for step in one[0]])
    for place, pair in found[:MOST_LINES]:
        names = [f"{step + 1} ·" if isinstance(step, int) else word(step) for step in place]
        member = next((step for step in reversed(place) if isinstance(step, str)), "")
        yield Line(" ".join(names), in_words(member, pair[0]), in_words(member, pair[1]))
    if len(found) > MOST_LINES:
        yield Line(_("… and %(n)d more") % {"n": len(found) - MOST_LINES}, "", "")


def word(member: str) -> str:
    """A member of the document as people call it."""
    return str(_LABELS.get(member, member))


def path_in_words(path: str) -> str:
    """A JSONPath of the document by name: `Vehicle 1 · Driver · Name`; one that leads nowhere as it is written."""
    try:
        place = steps_of(path)
    except UnknownPath:
        return path
    words: list[str] = []
    for step in place:
        if isinstance(step, str):
            words.append(word(step) if words else str(_HOLDERS.get(step, word(step))))
        elif words:
            words[-1] += f" {step + 1}"
    return " · ".join(words)


def change_in_words(change: dict[str, Any]) -> str:
    """A change as the journal keeps it (path, old, new): `Vehicle 1 · Plate: 12C-123.45 → 12C-543.21`."""
    named = [step for step in change["path"].replace("]", "").replace("[", ".").split(".") if not step.isdigit()]
    old, new = (in_words(named[-1], change[name]) for name in ("old", "new"))
    return f"{path_in_words(change['path'])}: {old} → {new}"


def in_words(member: str, value: Any) -> str:
    """A value as people write it."""
    if value is None or value == "" or value == []:
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(in_words(member, one) for one in value)
    if isinstance(value, dict):
        return " · ".join(in_words(name, one) for name, one in value.items() if one not in (None, "", []))
    if member in _WORDS:
        return str(dict(_WORDS[member].choices).get(value, value))
    if member == "expected_arrival":
        return timezone.localtime(datetime.fromisoformat(value)).strftime("%d/%m/%Y %H:%M")
    return date.fromisoformat(value).strftime("%d/%m/%Y") if member == "insurance_until" else str(value)


def answered(data: dict[str, Any], trucks: list[Vehicle]) -> Iterator[str]:
    """What an event of the journal says of an agency's answer: `Agreed: Driver · 12C-123.45`."""
    for name, label in (("approved", Answer.APPROVED.label), ("rejected", Answer.REJECTED.label)):
        for one in data.get(name, []):
            yield f"{label}: {label_of(tuple(one['place']), trucks)}"


def _truck(unit: Unit, trucks: list[Vehicle]) -> Vehicle | None:
    if len(unit) == 1 or unit[0] not in _ROLES:
        return None
    return next((truck for truck in _trucks_in(trucks, unit[0]) if truck.key == unit[1]), None)


def _trucks_in(trucks: list[Vehicle], holder: str) -> list[Vehicle]:
    return [truck for truck in trucks if truck.role == _ROLES[holder]]


# As the HTTP contract shows them


def as_json(request: ChangeRequest) -> dict[str, Any]:
    """A request of `whole` rows as the API answers it; agencies are named, no person is."""
    declaration = request.declaration
    return {
        "id": request.pk,
        "declaration": declaration.number,
        "gate": declaration.gate.code if declaration.gate else None,
        "state": LAPSED if request.has_lapsed else request.state,
        "asked_at": instant(request.asked_at),
        "closed_at": instant(request.closed_at),
        "reason": request.reason,
        "fields": [_field_json(field, declaration) for field in request.fields.all()],
    }


def _field_json(field: ChangedField, declaration: Declaration) -> dict[str, Any]:
    truck = truck_of(field, declaration)
    return {
        "id": field.pk,
        "path": path_of(field, declaration),
        "vehicle_id": truck.pk if truck else None,
        "old": field.old,
        "new": field.new,
        "state": field.state,
        "agencies": [
            {
                "agency": answer.agency,
                "answer": answer.answer,
                "at": instant(answer.answered_at),
                "reason": answer.reason or None,
            }
            for answer in field.answers.all()
        ],
    }
