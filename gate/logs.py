"""Logs: one JSON object a line with the request's id, and nothing that tells who a person is.

No query strings, bodies, names or addresses are written. An exception is told by its type and where it was raised,
never by its message, because a database's message repeats the values of the row.
"""

import logging
import re
import sys
import traceback
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger


def _tell_exception(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace the exception by its type and the places it passed through."""
    info = event.pop("exc_info", None)
    told = event.pop("exception", None)
    record = event.get("_record")
    if not info and isinstance(record, logging.LogRecord):
        info = record.exc_info
    if info is True:
        info = sys.exc_info()
    error = info[1] if isinstance(info, tuple) else info
    if not isinstance(error, BaseException):
        error = told
    if isinstance(error, BaseException):
        event["exception"] = f"{type(error).__module__}.{type(error).__qualname__}"
        frames = traceback.extract_tb(error.__traceback__)[-12:]
        event["raised_at"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    if event.get("event") in {"task_failed", "task_retrying"}:
        for member in ("error", "reason"):
            event.pop(member, None)  # the exception's message again
    return event


def _without_query(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Cut query strings and drop the browser's name, whoever logged them."""
    event.pop("user_agent", None)
    if isinstance(event.get("event"), str):
        event["event"] = re.sub(r"\?\S*", "", event["event"])
    return event


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.PositionalArgumentsFormatter(),
    _tell_exception,
    _without_query,
]


class JSONFormatter(structlog.stdlib.ProcessorFormatter):
    """Every record, from structlog or from the standard library, as one line of JSON on standard error."""

    def __init__(self) -> None:
        super().__init__(
            foreign_pre_chain=_SHARED,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
            keep_exc_info=False,
            keep_stack_info=False,
        )


def configure(options: dict[str, str]) -> None:
    """Set up logging for the whole process (Django calls this once, as its LOGGING_CONFIG)."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(JSONFormatter())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(options["level"])
    # The axes logger tells names and addresses of those who failed to sign in; its rows in the database are enough.
    logging.getLogger("axes").setLevel(logging.CRITICAL)
    # These repeat a failed task's message or body; the lines of django-structlog tell the same without it.
    logging.getLogger("celery.app.trace").setLevel(logging.CRITICAL)
    logging.getLogger("celery.worker.consumer.consumer").setLevel(logging.CRITICAL)
    # One line a request is written by gate.middleware.RequestLog.
    logging.getLogger("django.server").setLevel(logging.ERROR)
    logging.getLogger("django.request").setLevel(logging.ERROR)
