"""How the things of a declaration are written (domain §5): pure functions, one per format.

Each `read_…` takes what a person typed and gives back the form in which it is kept and shown; each is idempotent.

Every one raises `BadFormat` with the code of the finding when the text is not of that format.
"""

from declarations.formats.codes import (
    Container,
    CustomsNumber,
    read_container,
    read_country,
    read_currency,
    read_customs_number,
    read_hs_code,
    read_tax_code,
)
from declarations.formats.people import IdNumber, read_id_number, read_phone
from declarations.formats.plates import Plate, plate_key, read_plate, read_trailer
from declarations.formats.text import BadFormat, clean_code, clean_text, has_content, has_letters
from declarations.formats.times import read_date, read_instant

__all__ = [
    "BadFormat", "Container", "CustomsNumber", "IdNumber", "Plate", "clean_code", "clean_text", "has_content",
    "has_letters", "plate_key", "read_container", "read_country", "read_currency", "read_customs_number", "read_date",
    "read_hs_code", "read_id_number", "read_instant", "read_phone", "read_plate", "read_tax_code", "read_trailer",
]  # fmt: skip
