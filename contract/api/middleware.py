"""Hearing a request out before answering it."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError

_WORTH_IT: Final = 64 * 1024  # less than this lies in the buffers of the connection anyway
_PATIENCE: Final = 32 * 1024 * 1024
_CHUNK: Final = 64 * 1024


class ReadToTheEnd:
    """Reads and forgets what a refusal left unread of a large body.

    Otherwise the server closes a connection on which the sender is still writing, and he sees a broken line instead
    of the 413 that tells him why. Beyond 32 MiB the line is broken all the same.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if len(announced) > 5 or not announced.isdecimal() or int(announced) > _WORTH_IT:
            _forget_the_rest(request)
        return response


def _forget_the_rest(request: HttpRequest) -> None:
    left = _PATIENCE
    try:
        while left > 0 and (chunk := request.read(_CHUNK)):
            left -= len(chunk)
    except UnreadablePostError:
        return  # the sender is gone
