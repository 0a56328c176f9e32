"""A signed JSON document: the gate's key over the one way to write it (RFC 8785), so that spaces and order are free."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from declarations.passes.keys import SigningKey

SIGNATURE = "signature"


def canonical(document: Mapping[str, Any]) -> bytes:
    """The document as RFC 8785 writes it. Its names are ASCII and its numbers whole, so Python's JSON writes the same.

    :raises TypeError: it holds what is no JSON.
    """
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def signed(document: Mapping[str, Any], *, key: SigningKey) -> dict[str, Any]:
    """The document with its signature as one more member: base64url without padding."""
    raw = key.private.sign(canonical(document))
    return {**document, SIGNATURE: base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")}
