"""The address of a driver's page: the link's id and a signature over it, short enough for an SMS.

Nothing of it is kept: it is made again from the row. Whoever has not been given it cannot make it (120 bits).
"""

import base64

from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import base36_to_int, int_to_base36

_SALT = "declarations.driver-link"
_BYTES = 15


def key_of(link_id: int) -> str:
    """`1f-Qm3…`: what stands in the address."""
    return f"{int_to_base36(link_id)}-{_signature(link_id)}"


def id_in(key: str) -> int | None:
    """The link's id, if the signature is ours."""
    name, _dash, signature = key.partition("-")
    try:
        link_id = base36_to_int(name)
    except ValueError:
        return None
    return link_id if constant_time_compare(key, f"{name}-{_signature(link_id)}") and signature else None


def _signature(link_id: int) -> str:
    digest = salted_hmac(_SALT, str(link_id), algorithm="sha256").digest()[:_BYTES]
    return base64.urlsafe_b64encode(digest).decode("ascii")
