"""Codes of goods, money, customs and containers."""

import re
from typing import NamedTuple

from stdnum import iso6346

from accounts.tax_codes import normal_tax_code
from declarations.formats.lists import COUNTRIES, CURRENCIES
from declarations.formats.text import BadFormat, as_digits, as_letters, clean_code

_CUSTOMS_NUMBER = re.compile(r"[0-9]{12}")
_HS_CODE = re.compile(r"[0-9]{8}")
_CONTAINER = re.compile(r"[A-Z]{3}[UJZ][0-9]{7}")
_SEPARATORS = str.maketrans("", "", ".-/")
_DIRECTIONS = {"1": "import", "3": "export"}
IDENTITY_LENGTH = 11


class CustomsNumber(NamedTuple):
    """A customs declaration's number. The 12th digit counts amendments, so `identity` is the first eleven."""

    number: str
    identity: str
    direction: str | None


class Container(NamedTuple):
    """A container's number (ISO 6346); a wrong check digit occurs in real traffic and is only worth a warning."""

    number: str
    check_digit_agrees: bool


def read_tax_code(text: str) -> str:
    """Read 10 digits, 10 and a branch (`0100005019-001`), or the 12 digits of a person.

    :raises BadFormat: bad_tax_code.
    """
    code = normal_tax_code(as_digits(clean_code(text)))
    if code is None:
        raise BadFormat("bad_tax_code")
    return code


def read_customs_number(text: str) -> CustomsNumber:
    """Read the 12 digits, with or without dots between them; the first one says the direction (1 import, 3 export).

    :raises BadFormat: bad_customs_number.
    """
    number = as_digits(clean_code(text).translate(_SEPARATORS))
    if not _CUSTOMS_NUMBER.fullmatch(number):
        raise BadFormat("bad_customs_number")
    return CustomsNumber(number, number[:IDENTITY_LENGTH], _DIRECTIONS.get(number[0]))


def read_hs_code(text: str) -> str:
    """Read the 8 digits of the tariff, with or without dots (`0810.60.00`).

    :raises BadFormat: bad_hs_code.
    """
    code = as_digits(clean_code(text).translate(_SEPARATORS))
    if not _HS_CODE.fullmatch(code):
        raise BadFormat("bad_hs_code")
    return code


def read_currency(text: str) -> str:
    """Read an ISO 4217 code of money in use.

    :raises BadFormat: bad_currency.
    """
    code = clean_code(text)
    if code not in CURRENCIES:
        raise BadFormat("bad_currency")
    return code


def read_country(text: str) -> str:
    """Read an ISO 3166 code of two letters.

    :raises BadFormat: bad_country.
    """
    code = clean_code(text)
    if code not in COUNTRIES:
        raise BadFormat("bad_country")
    return code


def read_container(text: str) -> Container:
    """Read four letters (the fourth U, J or Z) and seven digits.

    :raises BadFormat: bad_container.
    """
    code = clean_code(text).translate(_SEPARATORS)
    number = as_letters(code[:3]) + code[3:4] + as_digits(code[4:])
    if not _CONTAINER.fullmatch(number):
        raise BadFormat("bad_container")
    return Container(number, iso6346.calc_check_digit(number[:-1]) == number[-1])
