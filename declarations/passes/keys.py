"""The gate's signing key, and the public keys by which its passes are checked: the present one and former ones."""

import base64
import hashlib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

_KEY_ID_LENGTH = 8


class SigningKey(NamedTuple):
    """What signs passes. `key_id` stands in every pass that it signs."""

    private: Ed25519PrivateKey
    public: bytes

    @property
    def key_id(self) -> str:
        return key_id(self.public)

    @classmethod
    def from_seed(cls, seed: bytes) -> "SigningKey":
        """The key that these 32 random bytes stand for (RFC 8032)."""
        private = Ed25519PrivateKey.from_private_bytes(seed)
        return cls(private, private.public_key().public_bytes_raw())


def key_id(public: bytes) -> str:
    """The name of a public key, made of itself: the first 8 characters of base32(SHA-256)."""
    return base64.b32encode(hashlib.sha256(public).digest()).decode()[:_KEY_ID_LENGTH]


def signing_key() -> SigningKey:
    """The gate's own (setting PASS_SIGNING_KEY)."""
    return _from_seed(settings.PASS_SIGNING_KEY)


@lru_cache(maxsize=4)
def _from_seed(seed: bytes) -> SigningKey:
    return SigningKey.from_seed(seed)


def public_keys() -> dict[str, bytes]:
    """Every public key whose passes are good, by its id: the present one first, then those of PASS_FORMER_KEYS."""
    present = signing_key().public
    return {key_id(public): public for public in (present, *settings.PASS_FORMER_KEYS)}


def key_set(keys: Mapping[str, bytes]) -> dict[str, Any]:
    """The keys as a JSON Web Key Set (RFC 7517, RFC 8037)."""
    return {
        "keys": [
            {"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": name, "x": _base64url(public)}
            for name, public in keys.items()
        ]
    }


def keys_of(document: Any) -> dict[str, bytes]:
    """The keys of a JSON Web Key Set, each by the id that it makes itself; those of other kinds are left out.

    :raises ValueError: it is no such set, or holds no key of ours.
    """
    entries = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(entries, list):
        raise ValueError("no key set")
    found = [
        base64.urlsafe_b64decode(str(entry.get("x", "")) + "=")
        for entry in entries
        if isinstance(entry, dict) and (entry.get("kty"), entry.get("crv")) == ("OKP", "Ed25519")
    ]
    if not found or any(len(public) != 32 for public in found):
        raise ValueError("no Ed25519 key")
    return {key_id(public): public for public in found}


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
