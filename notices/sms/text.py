"""What fits into one SMS: 160 letters of the telephones' own alphabet (GSM 03.38), or 70 of any other.

Vietnamese is written without its marks, as people write SMS: one message instead of three (docs/adr/0069).
"""

import unicodedata
from collections.abc import Sequence
from typing import Final

GSM: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_DOUBLE: Final = frozenset("^{}\\[~]|€\f")
"""Letters that count twice."""
ONE_GSM, ONE_OTHER = 160, 70
_PLAIN: Final = str.maketrans({"đ": "d", "Đ": "D", "·": ".", "–": "-", "—": "-", "’": "'", "…": "..."})


def plain(text: str) -> str:
    """Latin letters without their marks; other scripts as they are."""
    apart = unicodedata.normalize("NFD", text.translate(_PLAIN))
    return unicodedata.normalize("NFC", "".join(c for c in apart if not unicodedata.combining(c)))


def fits(text: str) -> bool:
    """Whether it is one SMS."""
    if all(c in GSM or c in GSM_DOUBLE for c in text):
        return len(text) + sum(c in GSM_DOUBLE for c in text) <= ONE_GSM
    return len(text.encode("utf-16-be")) // 2 <= ONE_OTHER


def one_sms(parts: Sequence[str], *, latin: bool) -> str:
    """As many of the parts as one SMS holds, the first ones first: they stand in the order of their weight.

    `latin` leaves out what is no letter of the telephones' own: a Chinese plate is known by its Latin part (domain §5),
    and one 桂 would more than halve the room.
    """
    written = [plain(part) for part in parts]
    if latin:
        written = ["".join(c for c in part if c in GSM) for part in written]
    kept = [part for part in written if part]
    while len(kept) > 1 and not fits(", ".join(kept)):
        kept.pop()
    return ", ".join(kept)
