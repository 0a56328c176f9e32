"""What is offered while somebody types: his company's saved things, the most recently used first.

One query; for trucks a second one, which tells those that stand in an open declaration already. These come last.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.companies import companies_of
from accounts.models import User
from declarations.findings.limits import GATE_TIME
from declarations.models import Vehicle
from declarations.web import written
from workspace.models import SavedRow, SavedTruck
from workspace.shelves import DRIVERS, TRUCKS, Shelf

MOST: Final = 8
LOOKED_AT: Final = 40
"""Trucks among which the free ones are put first."""


class Suggestion(NamedTuple):
    """One thing: how it is called, what it is told apart by, what fills which field of its row; `note`: why a filing
    with it would be refused now, empty when nothing is known against it.
    """

    text: str
    more: str
    fill: dict[str, str]
    note: str = ""


def suggest(*, shelf: Shelf, user: User, typed: str, at: datetime, country: str = "") -> list[Suggestion]:
    """The saved things that `typed` begins a word of; of nothing typed, the latest ones.

    :param country: of the trucks that are likelier here, `VN` or `CN`; empty where either may be.
    """
    rows = found(shelf, user, typed)
    if shelf is TRUCKS:
        rows = rows.select_related("driver")
    today = at.astimezone(GATE_TIME).date()
    offered = list(rows[: LOOKED_AT if shelf is TRUCKS else MOST])
    standing = _standing([row.key for row in offered], user) if shelf is TRUCKS else {}
    if shelf is TRUCKS:
        offered.sort(key=lambda row: (row.key in standing, bool(country) and row.country != country))
    return [_suggestion(shelf, row, today)._replace(note=standing.get(row.key, "")) for row in offered[:MOST]]


def covered(shelf: Shelf) -> list[str]:
    """The names of the fields of a row of which a thing of that kind may say something."""
    names = [_field(place) for place in shelf.places.values()]
    return names + covered(DRIVERS) if shelf is TRUCKS else names


def _standing(plate_keys: Iterable[str], user: User) -> dict[str, str]:
    """What is said of those plates that stand in an open declaration; its number only where he acts for its company."""
    rows = Vehicle.objects.is_open().filter(plate_key__in=plate_keys)
    own = companies_of(user)
    said = {}
    for key, number, company in rows.values_list("plate_key", "declaration__number", "declaration__organisation_id"):
        named = _("In your open declaration %(number)s") % {"number": written.number(number)}
        said[key] = named if company in own else _("In another open declaration")
    return said


def found(shelf: Shelf, user: User, typed: str) -> "QuerySet[Any]":
    """The rows at his hand that are found by what is typed, latest first. Punctuation alone finds nothing."""
    words = shelf.looked_for(typed)
    if typed.strip() and not words:
        return shelf.model.objects.none()
    return shelf.model.objects.at_hand(user).said(words).latest_first()


def after(rows: "QuerySet[Any]", row: SavedRow) -> "QuerySet[Any]":
    """Those of the rows, latest first, that follow that one."""
    return rows.filter(Q(last_used_at__lt=row.last_used_at) | Q(last_used_at=row.last_used_at, pk__lt=row.pk))


def named(shelf: Shelf, row: SavedRow) -> tuple[str, str]:
    """What a saved thing is called, and what tells it from others."""
    values = shelf.values(row)
    shown = {column: str(value) for column, value in values.items() if value and column not in _CODES}
    first = "description" if shelf.name == "goods" else "name" if "name" in shown else next(iter(shelf.needed))
    name = shown.pop(first, row.key)
    return name, " · ".join([*_labels(row), *(value for column, value in shown.items() if column in _TOLD)])


_CODES: Final = frozenset({"country", "kind", "cargo_kind", "special_plate"})
_TOLD: Final = frozenset({"fee_class", "trailer_plate", "id_number", "phone", "tax_code", "hs_code", "origin"})


def _labels(row: SavedRow) -> list[str]:
    labels = [getattr(row, f"get_{column}_display")() for column in ("kind", "cargo_kind") if hasattr(row, column)]
    if isinstance(row, SavedTruck) and row.driver:
        labels.append(row.driver.name)
    return [str(label) for label in labels if label]


def _suggestion(shelf: Shelf, row: SavedRow, today: date) -> Suggestion:
    fill = _fields(shelf, row, today)
    if isinstance(row, SavedTruck) and row.driver:
        fill |= _fields(DRIVERS, row.driver, today)
    return Suggestion(*named(shelf, row), fill)


def _fields(shelf: Shelf, row: SavedRow, today: date) -> dict[str, str]:
    """The values by the names of the form's fields within their row. An insurance that ran out is left to be given."""
    fields: dict[str, str] = {}
    for column, place in shelf.places.items():
        value = getattr(row, column)
        if value in ("", None, False) or (isinstance(value, date) and value < today):
            continue
        text = "on" if value is True else value.isoformat() if isinstance(value, date) else str(value)
        fields[_field(place)] = text
    return fields


def _field(place: tuple[str | int, ...]) -> str:
    """The name of a member's field within its row."""
    return "-".join(str(step) for step in place if step not in ("items", 0))
