"""A correction as a page tells it: figures old and new, trucks as they were and are counted, days summed otherwise."""

from typing import Any, Final

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from declarations.stages import CargoKind, Direction
from reports import addresses, showing, words
from reports.models import Fate
from reports.periods import of_day
from reports.queries.correcting import TOTAL, Correction, DayChange, FigureChange, Said, TruckChange
from reports.reading import Shown
from reports.words import numbers

IN_ANY_CASE: Final = frozenset({"counted_as"})
WHAT_IT_IS: Final = frozenset({"gate", "direction", "cargo"})


def correction_of(changed: Correction, found: Shown) -> dict[str, Any]:
    """What the revision that is shown changed of the one before it, in the active language."""
    labels = dict(words.named(found.figures))
    labels |= {path: label for path, _way, _currency, label in words.trades(found.figures)}
    return {
        "figures": [_figure(one, labels) for one in changed.figures],
        "trucks": [_truck(one) for one in changed.trucks],
        "trucks_changed": changed.trucks_changed,
        "trucks_unnamed": (changed.trucks_changed or 0) - len(changed.trucks),
        "days": [_day(one) for one in changed.days],
        "before": addresses.page(found.period, revision=found.revision - 1),
    }


def _figure(one: FigureChange, labels: dict[str, str]) -> dict[str, str]:
    lane = one.figure.removeprefix("lanes.")
    is_of_lane = lane != one.figure
    return {
        "gate": "" if one.place == TOTAL else one.place,
        "label": _of_lane(lane) if is_of_lane else labels.get(one.figure, one.figure),
        "old": _value(one.old, one.figure),
        "new": _value(one.new, one.figure),
    }


def _of_lane(rest: str) -> str:
    """What the figure of a lane is called; a lane that only one revision knows is told by its vehicles."""
    called = {"cleared": _("Vehicles cleared"), "export": _("Export"), "import": _("Import")}
    lane, _dot, name = rest.rpartition(".")
    if name not in called:
        lane, name = rest, "cleared"
    return _("%(figure)s, %(lane)s") % {"figure": called[name], "lane": _lane(lane)}


def _lane(code: str) -> str:
    return _("lane %(lane)s") % {"lane": code} if code else _("no lane named")


def _value(value: Any, path: str) -> str:
    return showing.written(value["cleared"] if isinstance(value, dict) else value, path)


def _truck(one: TruckChange) -> dict[str, str]:
    return {"plate": one.plate, "number": one.number, "old": _said(one.old, one.new), "new": _said(one.new, one.old)}


def _said(one: Said | None, other: Said | None) -> str:
    """How a revision counts a truck: as what, and whatever else of it the other revision says otherwise."""
    if one is None:
        return _("not counted")
    said, against = _members(one), _members(other) if other else None
    told = [text for name, text in said.items() if name in IN_ANY_CASE or _is_worth_saying(name, text, against)]
    return "; ".join(filter(None, told)) or _("not counted")


def _is_worth_saying(name: str, text: str, against: dict[str, str] | None) -> bool:
    """What the other revision says otherwise; beside one that does not count the truck, what it is."""
    return name in WHAT_IT_IS if against is None else text != against[name]


def _members(one: Said) -> dict[str, str]:
    values = ", ".join(f"{numbers.decimal(amount)} {currency}" for currency, amount in sorted(one.value.items()))
    return {
        "counted_as": capfirst(", ".join(_counted_as(code) for code in one.counted_as)),
        "gate": one.gate,
        "lane": _lane(one.lane),
        "direction": str(Direction(one.direction).label) if one.direction else "",
        "cargo": str(CargoKind(one.cargo).label) if one.cargo else _("Empty"),
        "produce": _("%(weight)s kg of farm produce") % {"weight": numbers.whole(one.farm_produce_kg)},
        "value": values or _("no value"),
        "fees": _("%(amount)s đồng paid") % {"amount": numbers.whole(one.fees)},
    }


def _counted_as(code: str) -> str:
    others = {"arrived": _("newly arrived"), "paid": _("paid")}
    return others.get(code) or str(Fate(code).label).lower()


def _day(one: DayChange) -> dict[str, Any]:
    return {
        "date": one.date,
        "old": one.old,
        "new": one.new,
        "page": addresses.page(of_day(one.date), revision=one.new),
    }
