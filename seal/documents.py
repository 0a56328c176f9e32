"""The texts that are hashed and signed, each in one way of writing. Pure; docs/seal.md describes them for strangers."""

import base64
import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from declarations.passes import SigningKey, canonical
from seal.merkle import leaf_hash

SETTLE: Final = dt.timedelta(minutes=3)
"""So long after the cut-off everything that bears an earlier instant has been committed."""
SEAL_FORM: Final = "S1"
PROOF_FORM: Final = "P1"


def leaf_of(*, number: str, length: int, head: str) -> bytes:
    """The hash of a leaf: a declaration, how long its chain is, and the hash it ends with."""
    return leaf_hash(canonical({"number": number, "length": length, "head": head}))


def seal_document(
    *, gate: str, date: str, cut_off_at: str, leaves: int, root: str, previous: str | None
) -> dict[str, Any]:
    """What is signed for a gate's day; `previous` is the digest of the gate's seal before, null for its first."""
    return {
        "form": SEAL_FORM, "gate": gate, "date": date, "cut_off_at": cut_off_at, "leaves": leaves, "root": root,
        "previous": previous,
    }  # fmt: skip


def signature_of(document: Mapping[str, Any], *, key: SigningKey) -> str:
    """The key's signature over the document: base64url without padding."""
    return base64.urlsafe_b64encode(key.private.sign(canonical(document))).decode("ascii").rstrip("=")


def is_signed(document: Mapping[str, Any], signature: str, *, public: bytes | None) -> bool:
    """Whether that key signed the document; none is known: no."""
    if public is None:
        return False
    try:
        raw = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
        Ed25519PublicKey.from_public_bytes(public).verify(raw, canonical(document))
    except (InvalidSignature, ValueError):
        return False
    return True


def digest_of(document: Mapping[str, Any]) -> str:
    """The SHA-256 (hex) of what was signed, by which the next seal names this one."""
    return hashlib.sha256(canonical(document)).hexdigest()
