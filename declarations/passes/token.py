"""The text of a pass: what it is bound to in plain characters, signed with Ed25519.

    G1.KEYID.NUMBER.VEHICLE.PLATE.TRAILER.CONTAINER.VERSION.VALIDUNTIL.SIGNATURE

Every character belongs to the small alphabet of QR codes, so the picture stays coarse and a scratched telephone still
shows it. The same facts under the same key always give the same text, so nothing of a pass is stored.
"""

import base64
import binascii
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import quote, unquote

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from declarations.passes.keys import SigningKey

FORM = "G1"
LONGEST_TOKEN = 1000
_PARTS = 10
_SIGNATURE_LENGTH = 64
_PADDING = "=" * (-len(base64.b32encode(bytes(_SIGNATURE_LENGTH)).rstrip(b"=")) % 8)
_NUMBERS = re.compile(r"[0-9]{1,19}")


class Bound(NamedTuple):
    """What a pass is good for: this vehicle of this declaration, with this trailer and container. Absent is empty."""

    number: str
    vehicle_id: int
    plate: str
    trailer: str
    container: str


class Pass(NamedTuple):
    """A pass: the token, and what it says. Plates are in the spelling of `bound_text`."""

    token: str
    key_id: str
    bound: Bound
    version: int
    valid_until: datetime

    @property
    def number(self) -> str:
        return self.bound.number


class PassRefused(ValueError):
    """The pass is not good; `code` is for programs, the sentence (which may be lazy) for people."""

    code = ""

    def __init__(self, detail: str | Promise) -> None:
        super().__init__(detail)
        self.detail = detail

    def __str__(self) -> str:
        return str(self.detail)


class PassMalformed(PassRefused):
    """What was read is no pass, or only a part of one."""

    code = "pass_malformed"

    def __init__(self) -> None:
        super().__init__(_("This is no pass of the gate, or only a part of one; read it again."))


class PassForged(PassRefused):
    """It was not signed by this gate, or was changed afterwards."""

    code = "pass_forged"

    def __init__(self) -> None:
        super().__init__(_("The pass was not signed by this gate, or was changed afterwards."))


class PassExpired(PassRefused):
    """It was good until `of.valid_until`."""

    code = "pass_expired"

    def __init__(self, of: Pass) -> None:
        super().__init__(_("The pass has expired; open it again to get the present one."))
        self.of = of


def bound_text(text: str) -> str:
    """A plate or container number as a pass spells it: letters and digits alone, in capitals (`12C12345`)."""
    return "".join(character for character in text.upper() if character.isalnum())


def sign(bound: Bound, *, version: int, valid_until: datetime, key: SigningKey) -> Pass:
    """Make the pass. `valid_until` is kept to the second."""
    until = int(valid_until.timestamp())
    plates = (quote(text, safe="") for text in (bound.plate, bound.trailer, bound.container))
    said = ".".join([FORM, key.key_id, bound.number, str(bound.vehicle_id), *plates, str(version), str(until)])
    signature = base64.b32encode(key.private.sign(said.encode("ascii"))).decode("ascii").rstrip("=")
    return Pass(f"{said}.{signature}", key.key_id, bound, version, datetime.fromtimestamp(until, UTC))


def read(token: str, *, keys: Mapping[str, bytes], at: datetime) -> Pass:
    """What the pass says, once its signature is found good.

    :param keys: the public keys that are believed, by their ids.
    :raises PassMalformed: no pass.   :raises PassForged: no key here has signed it.
    :raises PassExpired: good once, not at `at` any more.
    """
    said, _dot, signature = token.rpartition(".")
    parts = said.split(".")
    if len(token) > LONGEST_TOKEN or not token.isascii() or len(parts) != _PARTS - 1 or parts[0] != FORM:
        raise PassMalformed
    if not _is_signed(said, _signature(signature), keys.get(parts[1])):
        raise PassForged
    read_pass = _said(token, parts)
    if read_pass.valid_until < at:
        raise PassExpired(read_pass)
    return read_pass


def _signature(text: str) -> bytes:
    """:raises PassMalformed: not the one way to write 64 bytes in base32."""
    try:
        raw = base64.b32decode(text + _PADDING)
    except binascii.Error:
        raw = b""
    if len(raw) != _SIGNATURE_LENGTH or base64.b32encode(raw).decode("ascii").rstrip("=") != text:
        raise PassMalformed
    return raw


def _is_signed(said: str, signature: bytes, public: bytes | None) -> bool:
    if public is None:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, said.encode("ascii"))
    except InvalidSignature:
        return False
    return True


def _said(token: str, parts: list[str]) -> Pass:
    """:raises PassMalformed: signed by this gate, but in no form that is known here."""
    _form, key_id, number, vehicle, plate, trailer, container, version, until = parts
    if not all(_NUMBERS.fullmatch(text) for text in (number, vehicle, version, until)):
        raise PassMalformed
    bound = Bound(number, int(vehicle), unquote(plate), unquote(trailer), unquote(container))
    return Pass(token, key_id, bound, int(version), datetime.fromtimestamp(int(until), UTC))
