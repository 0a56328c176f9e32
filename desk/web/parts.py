"""What the scan page's script asks for: who is signed in, the worker that keeps the page, and what makes it an app."""

import hashlib
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

BRAND, PAPER = "#0b4841", "#f5f4ef"
LINKED: Final = (
    "admin/css/base.css", "admin/css/responsive.css", "css/tokens.css", "css/admin.css", "css/scan.css",
    "img/icons.svg", "img/favicon.svg", "js/scan/main.js", "js/scan/forget.js",
    "vendor/qr/decode.js", "vendor/noble-ed25519/index.js",
)  # fmt: skip
"""Files that the page names itself, by the address that it names."""


def imported() -> list[str]:
    """Files that modules name by the name they lie under: the page's own, and the library's second half."""
    folder = Path(settings.BASE_DIR) / "static/js/scan"
    return [*sorted(f"js/scan/{file.name}" for file in folder.glob("*.js")), "vendor/qr/index.js"]


@never_cache
@require_safe
def who(request: HttpRequest) -> HttpResponse:
    """Who is signed in here, and the token without which he cannot send; 401 for whoever is no officer."""
    if not (request.user.is_authenticated and request.user.is_officer):
        return JsonResponse({"officer": None}, status=401)
    return JsonResponse({"officer": request.user.pk, "csrf": get_token(request)})


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the page for when there is no network. Its text changes whenever a kept file does."""
    names = dict.fromkeys([*LINKED, *imported()])
    digest = hashlib.sha256()
    for name in names:
        if found := finders.find(name):
            digest.update(Path(found).read_bytes())
    files = dict.fromkeys([*map(static, LINKED), *(settings.STATIC_URL + name for name in imported())])
    context = {"version": digest.hexdigest()[:16], "files": list(files), "page": reverse("scan")}
    answer = render(request, "admin/desk/scan_worker.js", context, content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@require_safe
def manifest(_request: HttpRequest) -> HttpResponse:
    """What makes the page an app of its own on a telephone."""
    address = reverse("scan")
    said = {
        "name": f"{_('Scan')} · {_('Digital border gate')}", "short_name": _("Scan"), "id": address,
        "start_url": address, "scope": address, "display": "standalone", "theme_color": BRAND,
        "background_color": PAPER,
        "icons": [{"src": static("img/favicon.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }  # fmt: skip
    return JsonResponse(said, content_type="application/manifest+json")
