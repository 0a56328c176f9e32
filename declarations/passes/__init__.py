"""The pass of a truck: a text that anybody can check without network, and the picture of it (docs/pass.md).

Pure: nothing here asks the database or the clock. `declarations.queries.passing` makes the pass of a vehicle.
"""

from declarations.passes.document import canonical, signed
from declarations.passes.keys import SigningKey, key_id, key_set, keys_of, public_keys, signing_key
from declarations.passes.picture import qr_png, qr_svg
from declarations.passes.token import (
    LONGEST_TOKEN,
    Bound,
    Pass,
    PassExpired,
    PassForged,
    PassMalformed,
    PassRefused,
    bound_text,
    read,
    sign,
)

__all__ = [
    "LONGEST_TOKEN",
    "Bound",
    "Pass",
    "PassExpired",
    "PassForged",
    "PassMalformed",
    "PassRefused",
    "SigningKey",
    "bound_text",
    "canonical",
    "key_id",
    "key_set",
    "keys_of",
    "public_keys",
    "qr_png",
    "qr_svg",
    "read",
    "sign",
    "signed",
    "signing_key",
]
