"""What a field may be chosen from: the fixed lists of the document, and the places there are."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from accounts.models import User
from declarations.models import Gate
from declarations.stages import (
    FEE_CLASS_MEANINGS,
    CargoKind,
    Country,
    DeliveryMethod,
    Direction,
    FeeClass,
    Regime,
    VehicleKind,
)
from declarations.web.form.places import look
from declarations.web.form.windows import window_name, windows_by_day

FIXED: dict[str, Any] = {
    "directions": Direction,
    "regimes": Regime,
    "delivery_methods": DeliveryMethod,
    "cargo_kinds": CargoKind,
    "plate_countries": Country,
    "vehicle_kinds": VehicleKind,
    "fee_classes": FeeClass,
}
MEANINGS: dict[str, Any] = {"fee_classes": FEE_CLASS_MEANINGS}
"""What a code means that says nothing by itself."""
SUGGESTED: dict[str, tuple[str, ...]] = {
    "customs_regimes": ("B11", "A11", "E11", "E42", "C11"),
    "countries": ("VN", "CN", "TH", "LA", "KH"),
    "currencies": ("USD", "CNY", "VND"),
    "units": ("CTN", "KGM", "BAG", "PCE", "PLT"),
}
"""Usual values of fields that take any; offered while typing, never required."""


class Choice(NamedTuple):
    """One value and how it is named."""

    value: str
    label: str
    chosen: bool


class Group(NamedTuple):
    """Choices under a heading, or under none."""

    label: str
    choices: list[Choice]


@dataclass(frozen=True, slots=True)
class Options:
    """The lists of one page, read once."""

    gates: list[tuple[str, str]]
    lanes: list[tuple[str, list[tuple[str, str]]]]
    yards: list[tuple[str, list[tuple[str, str]]]]
    windows: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)

    def at(self, gate: object) -> "Options":
        """The same with the lanes and yards of this gate alone; unchanged for a code that no gate has."""
        name = dict(self.gates).get(str(gate))
        if name is None:
            return self
        lanes, yards = ([("", among) for label, among in pairs if label == name] for pairs in (self.lanes, self.yards))
        return replace(self, lanes=lanes, yards=yards)

    def with_windows(self, document: dict[str, Any], *, at: datetime, by: User | None = None) -> "Options":
        """The same with the arrival windows of the gate and the direction of a document that `by` may choose."""
        return replace(self, windows=windows_by_day(document.get("gate"), document.get("direction"), at=at, by=by))

    def by_gate(self) -> list[tuple[str, str, list[Group]]]:
        """The lanes and yards of each gate: its code, `lane` or `yard`, and the choices. Kept in the page by script."""
        return [
            (code, name, self.at(code).groups(f"{name}s", ""))
            for code, _name in self.gates
            for name in ("lane", "yard")
        ]

    def groups(self, name: str, chosen: str) -> list[Group]:
        """The choices of a list; what was chosen stands among them even where the list does not know it."""
        if name in SUGGESTED:
            return []
        pairs = self._grouped(name)
        groups = [
            Group(label, [Choice(value, shown, value == chosen) for value, shown in among]) for label, among in pairs
        ]
        if chosen and not any(choice.chosen for group in groups for choice in group.choices):
            label = window_name(chosen) if name == "windows" else chosen
            groups.append(Group("", [Choice(chosen, label, True)]))
        return groups

    def _grouped(self, name: str) -> list[tuple[str, list[tuple[str, str]]]]:
        if name == "lanes":
            return self.lanes
        if name == "yards":
            return self.yards
        if name == "windows":
            return self.windows
        if name == "gates":
            return [("", self.gates)]
        means = MEANINGS.get(name, {})
        pairs = FIXED[name].choices
        return [
            ("", [(value, f"{label} · {means[value]}" if value in means else str(label)) for value, label in pairs])
        ]

    def references(self, name: str, document: dict[str, Any], chosen: list[str]) -> list[Group]:
        """The rows of a list of the document, by their keys."""
        rows = look(document, (name,))
        known = {str(row["key"]): _row_label(name, row) for row in _named(rows)}
        known |= {key: _("%(key)s (not there)") % {"key": key} for key in chosen if key not in known}
        return [Group("", [Choice(key, label, key in chosen) for key, label in known.items()])]


def _named(rows: object) -> list[dict[str, Any]]:
    return [row for row in rows if isinstance(row, dict) and row.get("key")] if isinstance(rows, list) else []


def _row_label(name: str, row: dict[str, Any]) -> str:
    """A key, and a word by which one knows what it stands for."""
    said = row.get("plate") if name == "vehicles" else look(row, ("items", 0, "description"))
    key = str(row["key"])
    return f"{key} · {said[:40]}" if isinstance(said, str) and said else key


def load_options(*, officer: User | None = None) -> Options:
    """Read the places (3 queries); for an officer those of the gates where he is posted."""
    gates_of = Gate.objects.worked_by(officer) if officer else Gate.objects.all()
    gates = list(gates_of.filter(takes_trucks=True).prefetch_related("lanes", "yards").order_by("pk"))
    return Options(
        gates=[(gate.code, gate.name) for gate in gates],
        lanes=[(gate.name, _pairs(gate.lanes.all())) for gate in gates if gate.lanes.all()],
        yards=[(gate.name, _pairs(gate.yards.all())) for gate in gates if gate.yards.all()],
    )


def _pairs(rows: Iterable[Any]) -> list[tuple[str, str]]:
    return [(row.code, row.name) for row in rows]
