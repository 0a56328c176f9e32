"""The driver's page: opened by a signed link, read without an account, an app or script, and again without signal."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from contract.errors import DomainError
from declarations.models import DriverLink
from declarations.operations.calling import acknowledge_call
from declarations.operations.linking import note_opened
from declarations.web.driver.address import id_in
from declarations.web.driver.shown import view_of
from declarations.web.who import gone_is_404

BRAND, PAPER = "#0b4841", "#f5f4ef"


@gone_is_404
@require_safe
def page(request: HttpRequest, key: str) -> HttpResponse:
    """The truck, its pass, its place, what is missing."""
    if (chosen := request.GET.get("language")) in dict(settings.LANGUAGES):
        answer = redirect("driver", key)
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, chosen, max_age=365 * 86400, httponly=True, samesite="Lax",
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )  # fmt: skip
        return _private(answer)
    link = _link(key)
    if link is None:
        return _gone(request)
    note_opened(link_id=link.pk, at=timezone.now())
    return _show(request, key, link)


@csrf_exempt  # the key in the address is all the right there is; without it nobody can send this
@gone_is_404
@require_POST
def acknowledge(request: HttpRequest, key: str) -> HttpResponse:
    """The driver has read that he is called, and comes."""
    link = _link(key)
    if link is None:
        return _gone(request)
    try:
        acknowledge_call(vehicle_id=link.vehicle_id, at=timezone.now())
    except DomainError as refusal:
        return _show(request, key, link, said=str(refusal), status=refusal.status)
    return _private(redirect("driver", key))


@require_safe
def manifest(_request: HttpRequest, key: str) -> HttpResponse:
    """What makes the page installable: its own truck's name, opened at its own address."""
    link = _link(key)
    if link is None:
        raise Http404
    address = reverse("driver", args=[key])
    said = {
        "name": f"{link.vehicle.plate} · {_('Digital border gate')}", "short_name": link.vehicle.plate,
        "id": address, "start_url": address, "scope": address, "display": "standalone",
        "theme_color": BRAND, "background_color": PAPER,
        "icons": [{"src": static("img/favicon.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }  # fmt: skip
    return _private(JsonResponse(said, content_type="application/manifest+json"))


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the page for when there is no signal. It lies here so that it may speak for /d/ alone."""
    answer = render(request, "driver/worker.js", content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


def _link(key: str) -> DriverLink | None:
    """The link, when it is good now. :raises Http404: it was never one of ours."""
    link_id = id_in(key)
    rows = DriverLink.objects.select_related(
        "vehicle__declaration__gate", "vehicle__declaration__lane", "vehicle__declaration__yard"
    )
    link: DriverLink | None = rows.filter(pk=link_id).first() if link_id is not None else None
    if link is None:
        raise Http404
    is_live = link.revoked_at is None and link.expires_at > timezone.now()
    return link if is_live else None


def _show(request: HttpRequest, key: str, link: DriverLink, *, said: str = "", status: int = 200) -> HttpResponse:
    link.vehicle.refresh_from_db()
    context: dict[str, Any] = {
        "key": key,
        "view": view_of(link.vehicle, at=timezone.now()),
        "said": said,
        "languages": [(code, translation.get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES],
    }
    return _private(render(request, "driver/page.html", context, status=status))


def _gone(request: HttpRequest) -> HttpResponse:
    """Taken back, or expired: it says so and nothing else."""
    return _private(render(request, "driver/gone.html", status=410))


def _private(answer: HttpResponse) -> HttpResponse:
    """The address is the key: it is told to nobody, indexed nowhere, kept by no cache between here and the phone."""
    answer["Cache-Control"] = "private, no-store"
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
