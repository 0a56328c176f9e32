"""What the corrections of a published bulletin changed: old and new figures, and which trucks."""

import datetime as dt
from collections.abc import Collection, Iterable
from itertools import pairwise
from typing import Any, Final, NamedTuple

from reports import lists
from reports.figures import Figures, cut
from reports.lists import Change, Row
from reports.models import Bulletin
from reports.queries import listing
from reports.sums import differences

NAMED_AT_MOST: Final = 500
"""Trucks that a correction names; of more, how many they are."""
TOTAL: Final = "total"


class FigureChange(NamedTuple):
    """A figure of a gate, or of all that are shown (`total`), by its path: before and after. None: not said."""

    place: str
    figure: str
    old: Any
    new: Any


class Said(NamedTuple):
    """A truck as a revision counts it; `fees` in đồng."""

    counted_as: list[str]
    gate: str
    lane: str
    direction: str
    cargo: str
    farm_produce_kg: int
    value: dict[str, str]
    fees: int


class TruckChange(NamedTuple):
    """A truck that the correction counts otherwise. None: the revision does not count it."""

    number: str
    plate: str
    old: Said | None
    new: Said | None


class DayChange(NamedTuple):
    """A day that a period sums in another revision."""

    date: dt.date
    old: int | None
    new: int | None


class Correction(NamedTuple):
    """A revision beside the one before it."""

    revision: int
    published_at: dt.datetime
    figures: list[FigureChange]
    trucks: list[TruckChange]
    trucks_changed: int | None
    """How many they are; None where one of the two kept no list, as no period does."""
    days: list[DayChange]


def corrections(revisions: Iterable[Bulletin], *, gates: Collection[str]) -> list[Correction]:
    """What every revision after the first changed at these gates, in their order.

    :param revisions: the published ones of one day or period.
    """
    ordered = sorted(revisions, key=lambda bulletin: bulletin.revision)
    return [_correction(old, new, gates) for old, new in pairwise(ordered)]


def _correction(old: Bulletin, new: Bulletin, gates: Collection[str]) -> Correction:
    if new.published_at is None:
        raise ValueError(f"{new} is provisional")
    is_listed = old.keeps_its_list and new.keeps_its_list
    changes = _cut(lists.changes(listing.kept(old), listing.kept(new)), gates) if is_listed else []
    return Correction(
        revision=new.revision,
        published_at=new.published_at,
        figures=_figures(cut(old.figures, gates), cut(new.figures, gates)),
        trucks=[_truck(*change) for change in changes[:NAMED_AT_MOST]],
        trucks_changed=len(changes) if is_listed else None,
        days=_days(old.figures.get("days", {}), new.figures.get("days", {})),
    )


def _figures(old: Figures, new: Figures) -> list[FigureChange]:
    places = {TOTAL: (old["total"], new["total"])}
    for code in dict.fromkeys([*old["gates"], *new["gates"]]):
        places[code] = (old["gates"].get(code, {}), new["gates"].get(code, {}))
    return [FigureChange(place, *change) for place, pair in places.items() for change in differences(*pair)]


def _cut(changes: list[Change], gates: Collection[str]) -> list[Change]:
    seen = [tuple(row if row and row.gate_code in gates else None for row in change) for change in changes]
    return [(old, new) for old, new in seen if old or new]


def _truck(old: Row | None, new: Row | None) -> TruckChange:
    row = new or old
    if row is None:
        raise ValueError("neither revision counts this truck")
    return TruckChange(row.number, row.plate, old and _said(old), new and _said(new))


def _said(row: Row) -> Said:
    counted_as = ["arrived"] * row.has_arrived + [row.fate] * bool(row.fate) + ["paid"] * bool(row.payments)
    fees = sum(amount for _event, _gate, _kind, amount in row.payments)
    return Said(
        counted_as, row.gate_code, row.lane_code, row.direction, row.cargo, row.farm_produce_kg, row.value, fees
    )


def _days(old: dict[str, int], new: dict[str, int]) -> list[DayChange]:
    return [
        DayChange(dt.date.fromisoformat(date), old.get(date), new.get(date))
        for date in sorted(old.keys() | new.keys())
        if old.get(date) != new.get(date)
    ]
