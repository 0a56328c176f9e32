"""What shows a receiver that a POST comes from this gate: `Gate-Signature: t=<unix>,v1=<hex>` (docs/delivery.md)."""

import hmac
from datetime import datetime
from typing import Final

HEADER: Final = "Gate-Signature"


def signed(body: bytes, *, secret: str, at: datetime) -> str:
    """The value of the header: HMAC-SHA256 over the second of sending, a full stop and the body."""
    second = int(at.timestamp())
    digest = hmac.new(secret.encode(), b"%d." % second + body, "sha256").hexdigest()
    return f"t={second},v1={digest}"
