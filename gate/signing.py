"""Readers of the keys by which passes are signed: from the environment, or made of the site's secret."""

import base64
import binascii
import hmac

from gate import env


def seed(name: str, *, else_of: str) -> bytes:
    """32 secret bytes in base64, of which a signing key is made.

    :param else_of: where they are not set, they are made of this secret, always the same ones.
    :raises Refusal: not 32 bytes in base64. The sentence never repeats the value.
    """
    value = env.secret(name)
    return _thirty_two_bytes(name, value) if value else hmac.digest(else_of.encode(), name.encode(), "sha256")


def public_keys(name: str) -> list[bytes]:
    """A comma-separated list of public keys, each 32 bytes in base64.

    :raises Refusal: one is something else.
    """
    return [_thirty_two_bytes(name, value) for value in env.words(name)]


def _thirty_two_bytes(name: str, value: str) -> bytes:
    unpadded = value.rstrip("=").replace("+", "-").replace("/", "_")
    try:
        raw = base64.b64decode(unpadded + "=" * (-len(unpadded) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        raw = b""
    if len(raw) != 32:
        raise env.Refusal(
            f"{name} must be 32 bytes in base64, 43 or 44 characters, as `openssl rand -base64 32` makes them."
        )
    return raw
