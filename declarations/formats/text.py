"""Cleaning of typed text: what real declarations contain (domain §1) is mended where it is harmless, refused where not.

Every function is idempotent, and what they return can be stored, sorted, printed and put into a file.
"""

import re
import unicodedata

# Control characters other than tab and line breaks, direction overrides and marks (a plate must read as it is stored),
# lone surrogates and non-characters (no database or file takes them).
_REFUSED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
# Invisible, without meaning in our texts, and often pasted along: soft hyphen, zero-width space, word joiner, BOM.
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
_SPACE = re.compile(r"\s+")
# Codes are written in ASCII capitals; a Chinese keyboard's full-width letters and digits mean the same.
_CAPITALS = {
    **{ord(small): small.upper() for small in "abcdefghijklmnopqrstuvwxyz"},
    **{0xFF01 + offset: chr(0x21 + offset).upper() for offset in range(0x5E)},
}

# What is mistaken for what on a keyboard and on a plate. Only where the format leaves no choice is it put right.
_AS_DIGITS = str.maketrans("OI", "01")
_AS_LETTERS = str.maketrans("01", "OI")


class BadFormat(ValueError):
    """The text is not of the format; `code` is the code of the finding that says so."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def clean_text(text: str) -> str:
    """Trim, make runs of white space and line breaks one space, and compose (Unicode NFC).

    :raises BadFormat: the text holds a control character or one that turns the direction of writing.
    """
    if not text.isprintable():
        text = _without_unprintable(text)
    return _SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip()


def clean_code(text: str) -> str:
    """Remove white space altogether, write in ASCII capitals, and compose (Unicode NFC).

    :raises BadFormat: as `clean_text`.
    """
    if not text.isprintable():
        text = _without_unprintable(text)
    return unicodedata.normalize("NFC", _SPACE.sub("", text).translate(_CAPITALS))


def as_digits(code: str) -> str:
    """A part of a code in which only digits can stand: the letters O and I in it are meant as 0 and 1."""
    return code.translate(_AS_DIGITS)


def as_letters(code: str) -> str:
    """A part of a code in which only letters can stand: 0 and 1 in it are meant as O and I."""
    return code.translate(_AS_LETTERS)


def capitals(text: str) -> str:
    """Cleaned text in ASCII capitals, its inner spaces kept.

    :raises BadFormat: as `clean_text`.
    """
    return clean_text(clean_text(text).translate(_CAPITALS))


def has_content(text: str) -> bool:
    """Whether there is a letter or a digit in it: "." in a mandatory field says nothing."""
    return any(character.isalnum() for character in text)


def has_letters(text: str) -> bool:
    """Whether there is a letter in it: a name without one is usually the phone number."""
    return any(character.isalpha() for character in text)


def _without_unprintable(text: str) -> str:
    if _REFUSED.search(text):
        raise BadFormat("control_character")
    return text.translate(_INVISIBLE)
