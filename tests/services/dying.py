"""gate.wsgi with a trap: the process kills itself at the moment that the request's `X-Dies` header names.

    before_commit   the operation has done all its work, the database has not been told to keep it
    after_commit    the database keeps it, nobody was told
    half_answered   the first bytes of the answer are on the line
    hasty           what must never be: the answer goes out whole before the commit, and then the process dies

Used by tests/services/test_kill.py alone; the program itself holds nothing of this.
"""

import os
import signal
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from django.db.backends.base.base import BaseDatabaseWrapper

from gate.wsgi import application as web

moment, left_open = "", False
_commit = BaseDatabaseWrapper.commit
_set_autocommit = BaseDatabaseWrapper.set_autocommit


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterator[bytes]:
    """Serve one request, and perhaps die of it."""
    global moment
    moment = environ.get("HTTP_X_DIES", "")
    response = web(environ, start_response)
    content = b"".join(response)
    response.close()  # what Django does at the end of a request
    if moment == "half_answered":
        yield content[: len(content) // 2]
        die()
    yield content
    if moment == "hasty":
        die()


def die() -> NoReturn:
    """What the kernel does to a process that took too much memory, and a power cut to all of them."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise SystemExit


def commit(connection: BaseDatabaseWrapper) -> None:
    global left_open
    if moment == "before_commit":
        die()
    left_open = moment == "hasty"
    if not left_open:
        _commit(connection)
    if moment == "after_commit":
        die()


def set_autocommit(connection: BaseDatabaseWrapper, autocommit: bool, *args: Any, **kwargs: Any) -> None:
    if not left_open:  # a transaction that is still open cannot be left
        _set_autocommit(connection, autocommit, *args, **kwargs)


BaseDatabaseWrapper.commit = commit  # type: ignore[method-assign, assignment]
BaseDatabaseWrapper.set_autocommit = set_autocommit  # type: ignore[method-assign, assignment]
