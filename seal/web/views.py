"""The sealed days, for everybody to read; and a company's own proof, to take away."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from accounts.acting import acting_user
from declarations.models import Gate
from declarations.web.who import for_companies, own_declaration
from seal.queries.proving import proof_of, seals_of

SHOWN = 31


@require_safe
@cache_control(max_age=60)
def seals(request: HttpRequest, code: str = "") -> HttpResponse:
    """What a seal is, the last days of a gate, and how to check one."""
    gates = list(Gate.objects.filter(takes_trucks=True).order_by("pk"))
    gate = get_object_or_404(Gate, code=code) if code else gates[0]
    found = list(seals_of(gate).order_by("-date")[:SHOWN])
    return render(request, "seal/seals.html", {"gates": gates, "gate": gate, "seals": found})


@for_companies
@require_safe
@never_cache
def proof(request: HttpRequest, ref: str) -> HttpResponse:
    """The proof of a declaration as a file."""
    declaration = own_declaration(acting_user(request), ref)
    name = f"{declaration.number or declaration.pk}-proof.json"
    answer = JsonResponse(proof_of(declaration), json_dumps_params={"ensure_ascii": False})
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
