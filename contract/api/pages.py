"""The answers of last resort (`handler400` … `handler500`): problem+json under /api/, a page everywhere else."""

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views import defaults

from contract.api.problems import http_problem


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """`handler400`."""
    if _is_api(request):
        return http_problem(400, "malformed", _("The request cannot be read."))
    return defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """`handler403`."""
    if _is_api(request):
        return http_problem(403, "not_allowed", _("You may not do this."))
    return defaults.permission_denied(request, exception)


def csrf_failure(request: HttpRequest, reason: str | Promise = "") -> HttpResponse:  # noqa: ARG001
    """`CSRF_FAILURE_VIEW`: the same page as any other 403, which says to reload and try again."""
    return permission_denied(request, PermissionError())


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """`handler404`."""
    if _is_api(request):
        return http_problem(404, "not_found", _("There is no such address."))
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """`handler500`. It promises nothing that needs the database or a context processor."""
    if _is_api(request):
        return http_problem(500, "internal_error", _("Something broke here. Nothing was saved."))
    return defaults.server_error(request)


def _is_api(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")
