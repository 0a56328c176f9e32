"""Text folded for comparing and searching, so that `Sầu riêng` and `sau rieng` agree. Pure."""

import unicodedata

_STROKES = str.maketrans({"đ": "d", "Đ": "d", "ð": "d", "Ð": "d"})


def fold(text: str) -> str:
    """Small letters and digits with single spaces between words; Chinese characters stay as they are."""
    plain = unicodedata.normalize("NFKD", text.translate(_STROKES)).casefold()
    kept = (
        " " if not character.isalnum() else character for character in plain if not unicodedata.combining(character)
    )
    return " ".join("".join(kept).split())


def compact(text: str) -> str:
    """The same without spaces, for codes: `12C-123.45` and `12c 12345` agree."""
    return fold(text).replace(" ", "")
