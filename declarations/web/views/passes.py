"""The pass of a truck: on screen to be held under a scanner, as a picture and on paper; and the public keys."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from accounts.acting import acting_user
from contract import printing
from contract.errors import DomainError
from declarations import paper
from declarations.models import Vehicle
from declarations.passes import Pass, key_set, public_keys, qr_svg
from declarations.queries.passing import pass_of
from declarations.web.who import for_companies, own_declaration


@require_safe
@cache_control(public=True, max_age=3600)
def keys(_request: HttpRequest) -> HttpResponse:
    """The public keys of passes, for whoever checks them: present one first (JSON Web Key Set). Secret to nobody."""
    return JsonResponse(key_set(public_keys()), headers={"Access-Control-Allow-Origin": "*"})


@for_companies
@require_safe
@never_cache
def on_screen(request: HttpRequest, ref: str, vehicle_id: int) -> HttpResponse:
    """The code as large as the screen allows, the number under it."""
    vehicle = _own_vehicle(request, ref, vehicle_id)
    try:
        held = pass_of(vehicle, at=timezone.now())
    except DomainError as refusal:
        return render(request, "declarations/pass.html", {"vehicle": vehicle, "refusal": refusal}, status=409)
    context = {
        "vehicle": vehicle,
        "held": held,
        "code": mark_safe(qr_svg(held.token)),
        "pdf": printing.is_available(),
    }
    return render(request, "declarations/pass.html", context)


@for_companies
@require_safe
@never_cache
def png(request: HttpRequest, ref: str, vehicle_id: int) -> HttpResponse:
    """The picture, to be sent to the driver."""
    vehicle = _own_vehicle(request, ref, vehicle_id)
    try:
        held = pass_of(vehicle, at=timezone.now())
    except DomainError:
        return redirect("pass", vehicle.declaration, vehicle.pk)
    return _download(vehicle, held, "png", paper.pass_png(vehicle, held), "image/png")


@for_companies
@require_safe
@never_cache
def pdf(request: HttpRequest, ref: str, vehicle_id: int) -> HttpResponse:
    """The pass on an A6 page; where this machine cannot print, the page says so."""
    vehicle = _own_vehicle(request, ref, vehicle_id)
    try:
        held = pass_of(vehicle, at=timezone.now())
        content = paper.pass_pdf(vehicle, held)
    except DomainError:
        return redirect("pass", vehicle.declaration, vehicle.pk)
    return _download(vehicle, held, "pdf", content, "application/pdf")


def _own_vehicle(request: HttpRequest, ref: str, vehicle_id: int) -> Vehicle:
    """The company's vehicle with its declaration. :raises Http404: there is none, or it is not this company's."""
    user = acting_user(request)
    row = own_declaration(user, ref)
    vehicle: Vehicle | None = (
        Vehicle.objects.visible_to(user).filter(pk=vehicle_id, declaration=row).select_related("gate").first()
    )
    if vehicle is None:
        raise Http404
    vehicle.declaration = row
    return vehicle


def _download(vehicle: Vehicle, held: Pass, suffix: str, content: bytes, media_type: str) -> HttpResponse:
    name = paper.pass_file_name(vehicle, held, suffix)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=media_type, headers=headers)
