"""Every address of the site. Each room brings its own; here is only where they hang."""

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import include, path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView

from contract.api.pages import page_not_found
from gate import docs, health


def no_such_address(request: HttpRequest, rest: str) -> HttpResponse:
    """Our own 404, the same with DEBUG=1."""
    return page_not_found(request, Http404(rest))


def favicon(_request: HttpRequest) -> HttpResponse:
    """Pages that name no icon of their own, the admin's among them, are asked for this address."""
    return redirect(static("img/favicon.svg"))


urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("favicon.ico", favicon),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", docs.DocsView.as_view(url_name="schema"), name="api-docs"),
    path("api/v1/", include("declarations.api.urls")),
    path("api/v1/", include("desk.api.urls")),
    path("api/v1/", include("reports.api.urls")),
    path("api/v1/", include("seal.api.urls")),
    path("api/v1/", include("delivery.api.urls")),
    path("api/v1/", include("forecast.api.urls")),
    path("api/v1/", include("release.api.urls")),
    path("api/v1/", include("promise.api.urls")),
    path("api/v1/", include("estimate.api.urls")),
    path("api/<path:rest>", no_such_address),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/login/", RedirectView.as_view(pattern_name="sign-in", query_string=True)),  # one door for all
    path("admin/scan/", include("desk.web.urls")),
    path("admin/", admin.site.urls),
    path("", include("accounts.urls")),
    path("", include("declarations.web.urls")),
    path("", include("seal.web.urls")),
    path("", include("reports.web.urls")),
    path("", include("release.web.urls")),
    path("", include("promise.web.urls")),
    path("", include("estimate.web.urls")),
    path("", include("forecast.web.urls")),
    path("", include("delivery.web.urls")),
    path("", include("opendata.web.urls")),
    path("", include("notices.web.urls")),
    path("", include("workspace.web.urls")),
    path("<path:rest>", no_such_address),
]

handler400 = "contract.api.pages.bad_request"
handler403 = "contract.api.pages.permission_denied"
handler404 = "contract.api.pages.page_not_found"
handler500 = "contract.api.pages.server_error"
