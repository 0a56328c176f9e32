"""Instants and dates as the API writes them: ISO 8601, an instant always with its offset."""

import re
from datetime import UTC, date, datetime

from declarations.formats.text import BadFormat

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?([Zz]|[+-][0-9]{2}:[0-9]{2})?"
)


def read_instant(text: str) -> datetime:
    """Read `2026-11-22T09:00:00+07:00` into UTC.

    :raises BadFormat: bad_instant, instant_without_offset.
    """
    found = _INSTANT.fullmatch(text.strip())
    if found is None:
        raise BadFormat("bad_instant")
    if found[1] is None:
        raise BadFormat("instant_without_offset")
    try:
        return datetime.fromisoformat(found[0].upper()).astimezone(UTC)
    except (ValueError, OverflowError):  # 31 February; the first and the last day of the calendar
        raise BadFormat("bad_instant") from None


def read_date(text: str) -> date:
    """Read `2027-01-31`.

    :raises BadFormat: bad_date.
    """
    found = _DATE.fullmatch(text.strip())
    if found is None:
        raise BadFormat("bad_date")
    try:
        return date.fromisoformat(found[0])
    except ValueError:
        raise BadFormat("bad_date") from None
