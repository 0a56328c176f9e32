"""What attached files are, by their content: PDF, JPEG and PNG that are whole; and names that are safe to show.

The name and the type that a browser claims are never believed.
"""

import re
import struct
import unicodedata
from typing import Final

from declarations.formats.text import BadFormat

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
ENDINGS: Final = {PDF: (".pdf",), JPEG: (".jpg", ".jpeg"), PNG: (".png",)}
LARGEST_SIDE: Final = 20_000
"""Pixels; what is larger is no photo of a paper, and fills a viewer's memory."""
LONGEST_NAME: Final = 120

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_SIZED = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def read_kind(content: bytes) -> str:
    """The media type of a whole PDF, JPEG or PNG.

    :raises BadFormat: document_type (none of the three), document_damaged (one of them, not whole, or absurd).
    """
    if content.startswith(b"%PDF-"):
        _require(re.match(rb"%PDF-[12]\.\d", content) and b"%%EOF" in content[-2048:])
        return PDF
    if content.startswith(b"\xff\xd8\xff"):
        _require(_jpeg_is_whole(content))
        return JPEG
    if content.startswith(_SIGNATURE):
        _require(_png_is_whole(content))
        return PNG
    raise BadFormat("document_type")


def shown_name(name: str, kind: str) -> str:
    """A name without a path, without characters that hide or turn others, ending as its kind does."""
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    name = "".join(" " if char.isspace() else char for char in name if char.isspace() or not _is_hidden(char))
    name = re.sub(r"\s+", " ", re.sub(r'[<>:"|?*]', "_", name)).strip(" .")
    endings = ENDINGS[kind]
    stem = next((name[: -len(end)] for end in endings if name.lower().endswith(end)), name).strip(" .")
    return (stem[:LONGEST_NAME] or "document") + endings[0]


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character) in _HIDDEN


def _require(is_whole: object) -> None:
    if not is_whole:
        raise BadFormat("document_damaged")


def _sensible(width: int, height: int) -> bool:
    return 0 < width <= LARGEST_SIDE and 0 < height <= LARGEST_SIDE


def _png_is_whole(content: bytes) -> bool:
    """Chunk by chunk to its end: a size first, pixels between, nothing after."""
    at, types = len(_SIGNATURE), []
    while at + 12 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        types.append(kind)
        at += 12 + length
        if kind == b"IEND":
            break
    if at != len(content) or types[:1] != [b"IHDR"] or types[-1] != b"IEND" or b"IDAT" not in types:
        return False
    return _sensible(*struct.unpack_from(">II", content, 16))


def _jpeg_is_whole(content: bytes) -> bool:
    """Segment by segment to the pixels: a size before them, and an end after them (phones write more behind it)."""
    at, size = 2, (0, 0)
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker in _ALONE or marker == 0xFF:
            at += 1 if marker == 0xFF else 2
            continue
        (length,) = struct.unpack_from(">H", content, at + 2)
        if marker in _SIZED and at + 9 <= len(content):
            height, width = struct.unpack_from(">HH", content, at + 5)
            size = (width, height)
        at += 2 + length
        if marker == 0xDA:
            return _sensible(*size) and content.find(b"\xff\xd9", at) >= 0
    return False
