"""Number plates: of trucks and trailers, Vietnamese, Chinese, other and special ones, and of new vehicles.

A plate has a form in which it is shown and a key by which two spellings of it are the same plate. The key never depends
on the declared country, so that a plate read at the barrier finds the declared one, and no flag hides a plate.
"""

import re
import unicodedata
from typing import NamedTuple

from declarations.formats.text import BadFormat, as_digits, capitals, clean_code

_VN_PLATE = re.compile(r"([0-9]{2}[A-Z]{1,2})([0-9]{4,5})")
_VN_TRAILER = re.compile(r"([0-9]{2}RM?)([0-9]{4,5})")
_CN_PLATE = re.compile(r"([一-龥]?[A-Z])([A-Z0-9]{5,6})")
_CN_TRAILER = re.compile(r"([一-龥]?[A-Z])([A-Z0-9]{4,5}挂)")
_CN_ANY = re.compile(r"[一-龥]?([A-Z][A-Z0-9]{4,6})挂?")
_VIN = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
_VN_SEPARATORS = str.maketrans("", "", ".,-")
_CN_SEPARATORS = str.maketrans("", "", "·.-•・‧∙")
VIN_LENGTH = 17
_FREE_LENGTH = range(2, 25)
_TEMPORARY_LENGTH = range(4, VIN_LENGTH)
_UNUSED_PROVINCES = frozenset({"13", "42", "44", "45", "46", "87", "91", "96"})


class Plate(NamedTuple):
    """A plate that was read. `unused_province`: Vietnamese, of a province code that was never given out."""

    shown: str
    key: str
    unused_province: bool = False


def plate_key(text: str) -> str:
    """What all spellings of a plate share: `12C12345`, `F12A45`; empty when there is nothing to compare.

    Takes a declared plate and one that was scanned or typed at the barrier alike, and never refuses.
    """
    try:
        code = clean_code(text)
    except BadFormat:
        return ""
    compact = unicodedata.normalize("NFC", "".join(character for character in code if character.isalnum()))
    chinese = _CN_ANY.fullmatch(compact)
    return chinese[1] if chinese else compact


def read_plate(text: str, *, country: str | None, special: bool = False, new_vehicle: bool = False) -> Plate:
    """Read the plate of a truck.

    :param country: `VN`, `CN`, `other`; None (not yet declared) takes any form.
    :param special: army, diplomatic or temporary: free text.
    :param new_vehicle: goods on their own wheels: a VIN or a temporary plate.
    :raises BadFormat: bad_plate_vn, bad_plate_cn, bad_plate, bad_vin.
    """
    if special:
        return _free(text)
    if new_vehicle:
        return _new_vehicle(text)
    if country == "VN":
        return _vietnamese(text, _VN_PLATE, otherwise="bad_plate_vn")
    if country == "CN":
        return _chinese(text, _CN_PLATE, otherwise="bad_plate_cn")
    return _free(text)


def read_trailer(text: str, *, country: str | None, special: bool = False) -> Plate:
    """Read the plate of a trailer: Vietnamese or Chinese, whoever pulls it (trailers are swapped at the border).

    :raises BadFormat: bad_trailer.
    """
    if special or country == "other":
        return _free(text, otherwise="bad_trailer")
    try:
        return _vietnamese(text, _VN_TRAILER, otherwise="bad_trailer")
    except BadFormat:
        return _chinese(text, _CN_TRAILER, otherwise="bad_trailer")


def _vietnamese(text: str, pattern: re.Pattern[str], *, otherwise: str) -> Plate:
    code = clean_code(text).translate(_VN_SEPARATORS)
    found = pattern.fullmatch(code) or _mended(code, pattern)
    if found is None:
        raise BadFormat(otherwise)
    series, digits = found.groups()
    shown = f"{series}-{digits[:3]}.{digits[3:]}" if len(digits) == 5 else f"{series}-{digits}"
    return Plate(shown, series + digits, series[:2] in _UNUSED_PROVINCES)


def _mended(code: str, pattern: re.Pattern[str]) -> re.Match[str] | None:
    """O and I where only 0 and 1 can stand: the reading of `12C1234O`, when there is exactly one."""
    readings = {as_digits(code[:2]) + code[2:end] + as_digits(code[end:]) for end in (3, 4)}
    found = [match for match in map(pattern.fullmatch, readings) if match]
    return found[0] if len(found) == 1 else None


def _chinese(text: str, pattern: re.Pattern[str], *, otherwise: str) -> Plate:
    found = pattern.fullmatch(clean_code(text).translate(_CN_SEPARATORS))
    if found is None:
        raise BadFormat(otherwise)
    shown = f"{found[1]}·{found[2]}"
    return Plate(shown, plate_key(shown))


def _new_vehicle(text: str) -> Plate:
    key = plate_key(text)
    if _VIN.fullmatch(key):
        return Plate(key, key)
    if len(key) not in _TEMPORARY_LENGTH or not any(character.isdigit() for character in key):
        raise BadFormat("bad_vin")
    return _free(text)


def _free(text: str, *, otherwise: str = "bad_plate") -> Plate:
    shown, key = capitals(text), plate_key(text)
    if len(key) not in _FREE_LENGTH or len(shown) > _FREE_LENGTH[-1]:
        raise BadFormat(otherwise)
    return Plate(shown, key)
