"""Files as people and attackers send them."""

import io
import struct
import zlib

from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


def picture(form: str = "PNG", *, size: tuple[int, int] = (40, 30), colour: int = 7) -> bytes:
    """A small picture, whole."""
    file = io.BytesIO()
    Image.new("RGB", size, (colour, 90, 120)).save(file, form)
    return file.getvalue()


def png_claiming(width: int, height: int) -> bytes:
    """A PNG whose head claims a size that its pixels do not have."""
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"")),
        (b"IEND", b""),
    ]
    parts = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


HTML = b"<!doctype html><script>alert(document.cookie)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
REFUSED: dict[str, bytes] = {
    "html": HTML,
    "svg": SVG,
    "nothing": b"",
    "a GIF": b"GIF89a" + bytes(40),
    "a zip": b"PK\x03\x04" + bytes(40),
    "HTML before a PDF": HTML + PDF,
    "a PDF without an end": PDF.replace(b"%%EOF", b""),
    "a PDF of no version": PDF.replace(b"%PDF-1.7", b"%PDF-x.y"),
    "a JPEG cut off": picture("JPEG", size=(200, 200))[:-40],
    "the head of a JPEG": picture("JPEG")[:30],
    "a JPEG that is only said to be one": b"\xff\xd8\xff\xe0" + HTML,
    "a PNG cut off": picture()[:-8],
    "a PNG with HTML behind it": picture() + HTML,
    "a PNG of a signature": b"\x89PNG\r\n\x1a\n" + HTML,
    "a PNG of no size": png_claiming(0, 5),
    "a PNG larger than any paper": png_claiming(100_000, 100_000),
}
