"""The header by which a program says for whom it asks, where its own account may act for others."""

from typing import Final

from rest_framework.request import Request

HEADER: Final = "On-Behalf-Of"


def asked_for(request: Request) -> str | None:
    """What the request says; None when it speaks for itself."""
    said = request.headers.get(HEADER)
    return None if said is None else said.strip()
