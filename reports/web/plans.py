"""The pages of plans: those of a year, and one with everything that it ever was."""

import re
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.acting import acting_user
from accounts.models import User
from contract.errors import DomainError
from declarations.models import Gate
from reports import reading
from reports.models import Plan
from reports.operations import plans as writing
from reports.queries import planned
from reports.spans import span_code
from reports.web.planning import ChangeForm, PlanForm, in_unit, measure_name, period_name, typed, written
from reports.web.views import for_managers

YEARS = range(2000, 2101)


@require_http_methods(["GET", "HEAD", "POST"])
@for_managers
@never_cache
def plans(request: HttpRequest) -> HttpResponse:
    """The plans of a year; a manager of the province adds one."""
    by, at = acting_user(request), timezone.now()
    asked = request.GET.get("year", "")
    year = int(asked) if re.fullmatch("[0-9]{4}", asked) and int(asked) in YEARS else timezone.localtime(at).year
    gates = list(Gate.objects.order_by("pk"))
    form = PlanForm(request.POST or None, year=year, gates=gates)
    if request.method == "POST":
        if not writing.may_plan(by):
            raise PermissionDenied
        if form.is_valid() and _entered(request, form, by=by, at=at):
            return redirect(f"{request.path}?year={year}")
    rows = [_line(plan) for plan in planned.of_year(_visible(by), year)]
    context = {
        "rows": rows,
        "form": form,
        "may": writing.may_plan(by),
        "year": year,
        "before": year - 1,
        "next": year + 1,
    }
    return render(request, "reports/plans.html", context, status=422 if form.errors else 200)


def _entered(request: HttpRequest, form: PlanForm, **by: Any) -> bool:
    try:
        writing.enter_plan(**form.asked(), **by)
    except writing.PlanMoved:
        form.add_error(None, _("There is such a plan already, or there was one; change it on its own page."))
    except DomainError as refusal:
        form.add_error(None, str(refusal))
    else:
        messages.success(request, _("The plan is entered."))
        return True
    return False


@require_http_methods(["GET", "HEAD", "POST"])
@for_managers
@never_cache
def plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """One planned figure with its history; a manager of the province changes or withdraws it."""
    by = acting_user(request)
    rows = planned.history(_visible(by), get_object_or_404(_visible(by), pk=plan_id))
    last = rows[0]
    said = {"value": typed(last) if last.value is not None else None, "basis": last.basis, "seen": last.revision}
    form = ChangeForm(request.POST or None, initial=said)
    if request.method == "POST":
        if not writing.may_plan(by):
            raise PermissionDenied
        if form.is_valid() and _changed(request, form, last, by):
            return redirect("plan", plan_id)
    context = {"rows": [_line(row) for row in rows], "one": _line(last), "form": form, "may": writing.may_plan(by)}
    return render(request, "reports/plan.html", context, status=422 if form.errors else 200)


def _changed(request: HttpRequest, form: ChangeForm, last: Plan, by: User) -> bool:
    said = form.cleaned_data
    try:
        writing.enter_plan(
            period=span_code(last.kind, last.starts_on),
            gate_code=last.gate_code,
            measure=last.measure,
            value=in_unit(last.measure, said["value"]),
            basis=said["basis"],
            seen=said["seen"],
            by=by,
            at=timezone.now(),
        )
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("The plan is changed.") if said["value"] is not None else _("The plan is withdrawn."))
    return True


def _visible(by: User) -> Any:
    return planned.visible(gates=reading.gates_of(by), whole=by.province_wide)


def _line(row: Plan) -> dict[str, Any]:
    return {
        "plan": row,
        "period": period_name(row.kind, row.starts_on),
        "measure": measure_name(row.measure),
        "value": written(row),
    }
