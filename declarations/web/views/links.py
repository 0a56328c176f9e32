"""The company's side of a driver's link: make it, send it, print it, take it back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.acting import acting_user
from contract.errors import DomainError
from declarations.models import Vehicle
from declarations.operations.linking import link_for, revoke_link
from declarations.passes import qr_svg
from declarations.web.driver.address import key_of
from declarations.web.who import for_companies, own_declaration


@for_companies
@require_http_methods(["GET", "HEAD", "POST"])
def drivers_link(request: HttpRequest, ref: str, vehicle_id: int) -> HttpResponse:
    """The link of one vehicle; a POST makes one or takes it back."""
    user, at = acting_user(request), timezone.now()
    row = own_declaration(user, ref)
    vehicle = Vehicle.objects.visible_to(user).filter(pk=vehicle_id, declaration=row).first()
    if vehicle is None or row.is_draft:
        raise Http404
    if request.method == "POST":
        try:
            if request.POST.get("do") == "revoke":
                revoke_link(vehicle_id=vehicle.pk, by=user, at=at)
                messages.success(request, _("The link is taken back: whoever has it sees nothing any more."))
            else:
                link_for(vehicle_id=vehicle.pk, by=user, at=at)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        return redirect("driver-link", row, vehicle.pk)
    link = vehicle.driver_links.live(at).first()
    address = request.build_absolute_uri(reverse("driver", args=[key_of(link.pk)])) if link else ""
    context = {
        "row": row, "vehicle": vehicle, "link": link, "address": address, "picture": qr_svg(address) if link else "",
        "message": _("%(plate)s at %(gate)s: pass and place in line %(address)s")
        % {"plate": vehicle.plate, "gate": row.gate.name if row.gate else "", "address": address},
    }  # fmt: skip
    answer = render(request, "declarations/driver_link.html", context)
    answer["Cache-Control"] = "private, no-store"
    return answer
