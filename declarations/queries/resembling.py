"""Vehicles whose plate is easily mistaken for one that was read: O for 0, I for 1, B for 8, either way.

A proposal for a person to choose from; nothing is ever accepted by resemblance.
"""

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Replace

from declarations.models import Vehicle

MISTAKEN: dict[str, str] = {"O": "0", "I": "1", "B": "8"}
"""What is read for what, on plates in the rain and on keyboards (domain §5 knows the first two)."""

_MOST = 20


def folded(key: str) -> str:
    """What all readings of a plate's key share."""
    return key.translate({ord(letter): digit for letter, digit in MISTAKEN.items()})


def resembling(key: str, *, among: "QuerySet[Vehicle]") -> list[Vehicle]:
    """Those of `among` whose plate reads like `key`, itself included, at most twenty; with their declarations."""
    if not key:
        return []
    reading: F | Replace = F("plate_key")
    for letter, digit in MISTAKEN.items():
        reading = Replace(reading, Value(letter), Value(digit))
    rows = among.annotate(reading=reading).filter(reading=folded(key))
    return list(rows.select_related("declaration").order_by("role", "pk")[:_MOST])
