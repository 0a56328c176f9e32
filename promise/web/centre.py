"""The gate centre's side: appeals to be answered, and faults of the system to be declared."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.acting import acting_user
from contract.errors import DomainError
from declarations.models import Gate, Outage
from declarations.operations import appealing, outages
from declarations.operations.placing import may_keep
from promise.queries.hauliers import waiting_appeals
from promise.web import words

MOST = 100
LATEST_OUTAGES = 20
View = Callable[..., HttpResponseBase]


def _instant() -> forms.DateTimeInput:
    return forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})


class FaultForm(forms.Form):
    """From when until when the system failed, at which gate, and how."""

    gate = forms.ModelChoiceField(queryset=Gate.objects.none(), label=gettext_lazy("Gate"), empty_label=None)
    started_at = forms.DateTimeField(label=gettext_lazy("From"), widget=_instant())
    ended_at = forms.DateTimeField(label=gettext_lazy("Until"), widget=_instant())
    reason = forms.CharField(label=gettext_lazy("What failed"), max_length=outages.MOST_REASON)

    def __init__(self, *args: Any, gates: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["gate"].queryset = gates  # type: ignore[attr-defined]
        self.fields["gate"].label_from_instance = lambda gate: gate.name  # type: ignore[attr-defined]


def for_centre(view: View) -> View:
    """Only for officers of the gate centre; whoever is not signed in is asked to."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_keep(acting_user(request)):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return login_required(guarded)


@require_safe
@for_centre
@never_cache
def appeals(request: HttpRequest) -> HttpResponse:
    """Appeals that wait at his gates, and the form by which a fault is declared."""
    return _page(request, FaultForm(gates=_gates(request)))


@require_POST
@for_centre
def answer(request: HttpRequest, strike_id: int) -> HttpResponse:
    """Grant or deny."""
    if not waiting_appeals(_gates(request).values_list("pk", flat=True)).filter(strike=strike_id).exists():
        raise Http404
    try:
        appealing.answer(
            strike_id=strike_id, is_granted=request.POST.get("do") == "grant",
            reason=request.POST.get("reason", "").replace("\0", ""), by=acting_user(request), at=timezone.now(),
        )  # fmt: skip
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Answered; the company is told."))
    return redirect("appeals")


@require_POST
@for_centre
def fault(request: HttpRequest) -> HttpResponse:
    """Declare that the system failed."""
    form = FaultForm(request.POST, gates=_gates(request))
    if form.is_valid() and _declared(request, form):
        messages.success(request, _("The fault is declared; strikes of trucks caught in it fall by themselves."))
        return redirect("appeals")
    return _page(request, form, status=422)


def _declared(request: HttpRequest, form: FaultForm) -> bool:
    said = form.cleaned_data
    started_at: datetime = said["started_at"]
    try:
        outages.declare_fault(
            gate_id=said["gate"].pk, started_at=started_at, ended_at=said["ended_at"], reason=said["reason"],
            by=acting_user(request), at=timezone.now(),
        )  # fmt: skip
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _page(request: HttpRequest, form: FaultForm, *, status: int = 200) -> HttpResponse:
    gates = [gate.pk for gate in _gates(request)]
    waiting = list(waiting_appeals(gates)[:MOST])
    known = Outage.objects.filter(gate__in=gates) | Outage.objects.filter(gate=None)
    context = {
        "rows": [{"appeal": one, "strike": one.strike, "verdict": words.verdict(one.strike)} for one in waiting],
        "form": form,
        "outages": known.select_related("gate", "noted_by").order_by("-started_at", "-pk")[:LATEST_OUTAGES],
        "most": appealing.MOST_REASON,
    }
    return render(request, "promise/appeals.html", context, status=status)


def _gates(request: HttpRequest) -> Any:
    return Gate.objects.worked_by(acting_user(request)).filter(takes_trucks=True).order_by("pk")
