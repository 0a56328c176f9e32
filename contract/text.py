"""What happens to text that people and machines send: trimmed, one line, NFC, and no control characters."""

import re
import unicodedata

_BREAKS = re.compile(r"[ ]*[\t\n\r\u2028\u2029]+\s*")
# Marks that turn the direction of what follows: a plate or a name that hides one reads differently from what it is.
_DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class ControlCharacter(ValueError):
    """The text holds a character that no keyboard writes."""


def clean_text(text: str) -> str:
    """Return the text as it is stored: NFC, trimmed, tabs and line breaks inside become one space.

    :raises ControlCharacter: it holds another control character, a direction mark or half a surrogate pair.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    cleaned = _BREAKS.sub(" ", unicodedata.normalize("NFC", text).strip())
    for character in cleaned:
        if character in _DIRECTION_MARKS or unicodedata.category(character) in ("Cc", "Cs"):
            raise ControlCharacter(f"U+{ord(character):04X}")
    return cleaned
