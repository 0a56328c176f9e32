"""An SMS gateway over HTTP: one POST an SMS (docs/notices.md has the contract)."""

from http import HTTPStatus
from typing import Final

import httpx

from notices.carrying import NotNow, Undeliverable, Unreachable

TIMEOUT_SECONDS: Final = 10.0
_OURS: Final = frozenset(
    {
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.PAYMENT_REQUIRED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.METHOD_NOT_ALLOWED,
    }
)
"""What says that address, token or account are wrong: no SMS is at fault, and none is lost over it."""
_LATER: Final = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_EARLY})


class HttpGateway:
    """Speaks to the gateway at `url`."""

    def __init__(self, url: str, *, token: str, timeout: float = TIMEOUT_SECONDS) -> None:
        self.url, self.token, self.timeout = url, token, timeout

    def send(self, to: str, text: str, key: str) -> None:
        """POST it; 2xx is taken.

        :raises Undeliverable: the gateway will never take this SMS (400, 422 and the like).
        :raises NotNow: it may later (409, 425).   :raises Unreachable: no answer, 401–405, 429, 5xx, or a redirect.
        """
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": key}
        try:
            answer = httpx.post(self.url, json={"to": to, "text": text}, headers=headers, timeout=self.timeout)
        except httpx.TransportError as error:
            raise Unreachable(type(error).__name__) from error
        if not answer.is_success:
            raise _refusal(answer.status_code)(f"{answer.status_code} {answer.text[:200]}".strip())


def _refusal(status: int) -> type[NotNow | Undeliverable]:
    if status in _LATER:
        return NotNow
    if status in _OURS or status == HTTPStatus.TOO_MANY_REQUESTS or status < 400 or status >= 500:
        return Unreachable
    return Undeliverable
