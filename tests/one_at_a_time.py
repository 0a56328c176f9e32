"""Requests one after the other, where all threads of the live server share one connection to a database in memory.

A page that asks while it saves would else meet "table is locked", which no database in a file says.
"""

from collections.abc import Callable
from threading import Condition, Lock

from django.http import HttpRequest, HttpResponse

_TURN = Lock()
_changed = Condition()
_inside = 0


class OneAtATime:
    """A middleware that lets nobody in before the one before is out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        _count(1)
        try:
            with _TURN:
                return self.get_response(request)
        finally:
            _count(-1)


def _count(step: int) -> None:
    global _inside
    with _changed:
        _inside += step
        _changed.notify_all()


def all_are_answered(seconds: float = 60) -> bool:
    """Wait until no request is at work or waits for its turn; False when that did not come in time."""
    with _changed:
        return _changed.wait_for(lambda: not _inside, seconds)
