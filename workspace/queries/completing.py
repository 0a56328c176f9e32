"""What a company's saved things know of goods and owners that were read from a sheet."""

from typing import Any

from accounts.models import User
from workspace.models import SavedGoods, SavedOwner, SavedRow
from workspace.shelves import GOODS, OWNERS, Shelf, look


def complete(consignments: list[dict[str, Any]], *, user: User) -> None:
    """Fill in what the sheet did not say: an owner's name by his tax code, the kind of cargo by the goods."""
    owners = {row.key: row for row in _known(OWNERS, consignments, user)}
    goods = {row.key: row for row in _known(GOODS, consignments, user)}
    for consignment in consignments:
        if owner := owners.get(_key(OWNERS, consignment)):
            _fill(OWNERS, consignment, owner)
        if known := goods.get(_key(GOODS, consignment)):
            _fill(GOODS, consignment, known)


def _known(shelf: Shelf, consignments: list[dict[str, Any]], user: User) -> list[SavedOwner | SavedGoods]:
    keys = {_key(shelf, consignment) for consignment in consignments}
    return list(shelf.model.objects.at_hand(user).filter(key__in=keys))


def _key(shelf: Shelf, consignment: dict[str, Any]) -> str:
    values = shelf.taken_from({"consignments": [consignment]})
    return shelf.key({column: value if isinstance(value, str) else "" for column, value in values.items()})


def _fill(shelf: Shelf, consignment: dict[str, Any], row: SavedRow) -> None:
    for column, (*way, last) in shelf.places.items():
        value = getattr(row, column)
        holder = look(consignment, way)
        if holder is None:
            holder = consignment[str(way[0])] = {}
        if value not in ("", None) and holder.get(last) in ("", None):
            holder[last] = value
