"""What every request passes through: its id, its line in the log."""

from django.http import HttpRequest, HttpResponseBase
from django_structlog.middlewares import RequestMiddleware
from structlog.contextvars import get_contextvars


class RequestLog(RequestMiddleware):
    """One id for each request, said in the log and in the answer's `X-Request-ID`; paths without their query."""

    def handle_response(self, request: HttpRequest, response: HttpResponseBase) -> None:
        response["X-Request-ID"] = get_contextvars().get("request_id", "")
        super().handle_response(request, response)  # type: ignore[arg-type]

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {request.path}"
