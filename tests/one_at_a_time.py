"""Requests one after the other, where all threads of the live server share one connection to a database in memory.

A page that asks while it saves would else meet "table is locked", which no database in a file says.
"""

from collections.abc import Callable
from threading import Lock

from django.http import HttpRequest, HttpResponse

_TURN = Lock()


class OneAtATime:
    """A middleware that lets nobody in before the one before is out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with _TURN:
            return self.get_response(request)
