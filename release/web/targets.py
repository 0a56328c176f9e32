"""The page of targets: which hold, since when; a manager of the whole province enters them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.acting import acting_user
from accounts.models import Agency
from contract.errors import DomainError
from declarations.models import Gate
from release.models import Target
from release.models.target import MOST_MINUTES
from release.operations.targets import AGENCIES, may_set_targets, set_target
from release.queries import targets as queries
from release.web.views import gates_of
from reports.web.views import for_managers


class TargetForm(forms.Form):
    """A target from a day on."""

    agency = forms.ChoiceField(label=gettext_lazy("Of"), required=False)
    gate = forms.ChoiceField(label=gettext_lazy("Gate"), required=False)
    starts_on = forms.DateField(
        label=gettext_lazy("From"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("At most, in minutes"), required=False, min_value=1, max_value=MOST_MINUTES,
        help_text=gettext_lazy("Net: without pauses and closed hours. Leave it empty: from that day on no target."),
    )  # fmt: skip

    def __init__(self, *args: Any, gates: list[Gate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of = [("", _("The whole passage")), *((code, capfirst(str(Agency(code).label))) for code in AGENCIES)]
        at = [("", _("All gates")), *((str(gate.pk), gate.name) for gate in gates)]
        self.fields["agency"].choices = of  # type: ignore[attr-defined]
        self.fields["gate"].choices = at  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@for_managers
@never_cache
def targets(request: HttpRequest) -> HttpResponse:
    """The targets; one is entered or changed."""
    by = acting_user(request)
    gates = gates_of(by)
    form = TargetForm(request.POST or None, gates=gates, initial={"starts_on": timezone.localdate()})
    if request.method == "POST":
        if not may_set_targets(by):
            raise PermissionDenied
        if form.is_valid() and _entered(request, form):
            return redirect("release-targets")
    rows = [_row(target) for target in queries.listed(gate.pk for gate in gates)]
    context = {"form": form, "rows": rows, "may": may_set_targets(by)}
    return render(request, "release/targets.html", context, status=422 if form.errors else 200)


def _entered(request: HttpRequest, form: TargetForm) -> bool:
    said = form.cleaned_data
    try:
        set_target(
            agency=said["agency"], gate_id=int(said["gate"]) if said["gate"] else None, starts_on=said["starts_on"],
            minutes=said["minutes"], by=acting_user(request), at=timezone.now(),
        )  # fmt: skip
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("The target is entered; every study from now on is held against it."))
    return True


def _row(target: Target) -> dict[str, Any]:
    name = capfirst(str(Agency(target.agency).label)) if target.agency else _("The whole passage")
    return {"target": target, "name": name, "seconds": target.minutes and target.minutes * 60}
