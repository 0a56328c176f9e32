"""What a text is that was typed, or read by a hand scanner or a camera: a pass, a declaration's number, or a plate."""

import re

from declarations.operations.scanning import Read

_PASS = re.compile(r"[A-Za-z][0-9]\.")
_NUMBER = re.compile(r"[0-9]{13}")
LONGEST_PLATE = 24


def read_text(text: str, *, plate: str = "", trailer_plate: str = "", container: str = "") -> Read:
    """The text as a scan is told of it. static/js/scan/read.js reads it in the same way.

    :param plate: what the truck itself wears, beside a pass; or which vehicle of a number is meant.
    """
    trailer, box, worn = trailer_plate.strip(), container.strip(), plate.strip()
    text = "".join(text.split())
    if _PASS.match(text) or len(text) > LONGEST_PLATE:
        return Read(token=text, plate=worn, trailer_plate=trailer, container=box)
    if _NUMBER.fullmatch(text):
        return Read(number=text, plate=worn, trailer_plate=trailer, container=box)
    return Read(plate=text, trailer_plate=trailer, container=box)
