"""What every request passes through: its id, its line in the log, and the page that says there is nothing here."""

import re
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import has_vary_header
from django.utils.functional import SimpleLazyObject
from django_structlog.middlewares import RequestMiddleware
from structlog.contextvars import bind_contextvars, get_contextvars

from contract.api.pages import page_not_found


class RequestLog(RequestMiddleware):
    """One id for each request, said in the log and in the answer's `X-Request-ID`; paths without their query."""

    def handle_response(self, request: HttpRequest, response: HttpResponse) -> None:
        response["X-Request-ID"] = get_contextvars().get("request_id", "")
        super().handle_response(request, response)

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {_unsigned(request.path)}"

    @staticmethod
    def bind_user_id(request: HttpRequest) -> None:
        """Name the user by number, where the view has asked who it is; the log asks no database for it."""
        user = request.__dict__.get("user")
        if isinstance(user, SimpleLazyObject):
            user = request.__dict__.get("_cached_user")
        bind_contextvars(user_id=getattr(user, "pk", None))


def _unsigned(path: str) -> str:
    """The address of a driver's page is the key to it: the log keeps the rest."""
    return re.sub(r"\A/d/[^/]+/", "/d/…/", path)


class Packed(GZipMiddleware):
    """Pages travel compressed: a form of 78 kB is 10 kB on a phone with bad signal.

    Only pages: what has an ETag keeps it strong (`If-Match` of the API), files compress themselves or would not gain.
    The length is blurred at random, so that it tells nothing of what stands in a page.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_page = response.get("Content-Type", "").startswith("text/html") and not response.has_header("ETag")
        return super().process_response(request, response) if is_page else response


class Private:
    """What was made for one person is kept by his browser alone, never on the way to it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if not answer.has_header("Cache-Control") and has_vary_header(answer, "Cookie"):
            answer["Cache-Control"] = "private"
        return answer


class Unequipped:
    """No page uses camera, microphone or place, unless it says itself that it does (the scan page)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        answer.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        return answer


class AskedByNobody:
    """The public boards ask no session who reads them: they answer without the database (ADR 140)."""

    BOARDS = re.compile(r"/(?:board/|api/v1/gates/[^/]+/board$)")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self.BOARDS.match(request.path_info):
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        return self.get_response(request)


class OwnNotFound:
    """With DEBUG=1 too, whoever looks for what is not there (or not his) reads the page that a server would show."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.DEBUG:
            raise MiddlewareNotUsed  # Django shows that page by itself
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return page_not_found(request, exception) if isinstance(exception, Http404) else None
