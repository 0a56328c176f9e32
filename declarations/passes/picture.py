"""The picture of a pass: a QR code that stands small damage (level M), black on white whatever surrounds it."""

import io
import struct
import zlib
from collections.abc import Sequence

import segno

from declarations.passes.letters import drawn

QUIET_ZONE = 4
"""Modules of white around the code; scanners need them."""

_MARGIN_PX = 48
_LARGEST_DOT_PX = 8

Rows = list[tuple[Sequence[bool], int]]
"""Rows of pixels, black where True, and how often each stands below itself."""


def qr_svg(token: str) -> str:
    """The code as SVG: a view box of one unit a module, its own white ground, no size and no colour of the page's."""
    picture = io.BytesIO()
    segno_code(token).save(
        picture, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=QUIET_ZONE, dark="#000", light="#fff",
        svgclass=None, lineclass=None,
    )  # fmt: skip
    return picture.getvalue().decode("utf-8").strip()


def qr_png(token: str, *, lines: Sequence[str] = (), module_px: int = 12) -> bytes:
    """The code as PNG, `module_px` pixels a module, and under it these lines in capitals and digits.

    A letter that is none of these is left out of the picture (never of the token).
    """
    matrix = segno_code(token).matrix_iter(border=QUIET_ZONE)
    rows: Rows = [([bool(module) for module in row for _pixel in range(module_px)], module_px) for row in matrix]
    width = len(rows[0][0])
    for line in lines:
        rows += [*_line(line, width), ([False] * width, _MARGIN_PX)]
    return _png(rows, width)


def segno_code(token: str) -> segno.QRCode:
    """The code itself, of the smallest size that holds the token."""
    return segno.make(token, error="m", micro=False, boost_error=False)


def _line(text: str, width: int) -> Rows:
    dots = drawn(text)
    count = len(dots[0]) or 1
    scale = max(1, min(_LARGEST_DOT_PX, (width - 2 * _MARGIN_PX) // count))
    left = max(0, (width - count * scale) // 2)
    return [
        (([False] * left + [dot for dot in row for _pixel in range(scale)] + [False] * width)[:width], scale)
        for row in dots
    ]


def _png(rows: Rows, width: int) -> bytes:
    """Black where a row says so, one bit a pixel (PNG specification, colour type 0)."""
    filler = [False] * (-width % 8)
    lines = b"".join((b"\0" + _bits([*row, *filler])) * often for row, often in rows)
    header = struct.pack(">IIBBBBB", width, sum(often for _row, often in rows), 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def _bits(row: Sequence[bool]) -> bytes:
    white = "".join("0" if dark else "1" for dark in row)
    return int(white, 2).to_bytes(len(row) // 8, "big")
