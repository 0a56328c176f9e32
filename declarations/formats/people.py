"""What identifies and reaches a person: identity numbers and phones."""

import re
from typing import NamedTuple

from declarations.formats.text import BadFormat, as_digits, clean_code

_CITIZEN_ID = re.compile(r"[0-9]{12}")
_OLD_ID = re.compile(r"[0-9]{9}")
_TRAVEL_DOCUMENT = re.compile(r"[A-Z0-9]{5,20}")
_VN_PHONE = re.compile(r"(?:0|\+84)([35789][0-9]{8})")
_CN_PHONE = re.compile(r"(?:\+86)?(1[0-9]{10})")
_SEPARATORS = str.maketrans("", "", ".-()")


class IdNumber(NamedTuple):
    """An identity number that was read. `is_old`: a Vietnamese one of nine digits, no longer issued."""

    number: str
    is_old: bool = False


def read_id_number(text: str, *, country: str | None) -> IdNumber:
    """Read the ID of who drives a vehicle of that country: a citizen ID for `VN`, else a passport or permit.

    :raises BadFormat: bad_citizen_id, bad_travel_document.
    """
    number = clean_code(text).translate(_SEPARATORS)
    if country == "VN":
        number = as_digits(number)
        if _CITIZEN_ID.fullmatch(number):
            return IdNumber(number)
        if _OLD_ID.fullmatch(number):
            return IdNumber(number, is_old=True)
        raise BadFormat("bad_citizen_id")
    if not _TRAVEL_DOCUMENT.fullmatch(number):
        raise BadFormat("bad_travel_document")
    return IdNumber(number)


def read_phone(text: str) -> str:
    """Read a Vietnamese or Chinese mobile number and write it as E.164 (`+84912345678`).

    :raises BadFormat: bad_phone.
    """
    digits = as_digits(clean_code(text).translate(_SEPARATORS))
    if found := _VN_PHONE.fullmatch(digits):
        return f"+84{found[1]}"
    if found := _CN_PHONE.fullmatch(digits):
        return f"+86{found[1]}"
    raise BadFormat("bad_phone")
