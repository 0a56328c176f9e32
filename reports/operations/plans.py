"""Entering plans: what the province wants to reach. A change is a new row; what was planned before stays readable."""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contract.errors import Conflict, Invalid
from declarations.errors import NotYours
from declarations.formats import BadFormat, read_currency
from declarations.models import Gate
from reports.alone import write_alone
from reports.bases import COUNTS, TRADES, WEIGHTS
from reports.models import Plan
from reports.spans import read_span_code

HIGHEST = Decimal(10) ** 17


class BadPlan(Invalid):
    """There is no such period, gate, figure or currency, or no such amount of it."""

    code = "bad_plan"


class PlanMoved(Conflict):
    """Somebody else has changed this plan since it was looked at."""

    code = "plan_moved"


def may_plan(user: User) -> bool:
    """Managers of the whole province enter plans."""
    return user.is_active and user.is_manager and user.province_wide


@transaction.atomic
def enter_plan(
    *,
    period: str,
    gate_code: str,
    measure: str,
    value: Decimal | None,
    seen: int,
    by: User,
    at: dt.datetime,
    basis: str = "",
) -> Plan:
    """Enter a planned figure, change it, or (with `value` None) withdraw it.

    :param period: `2026`, `2026-Q3` or `2026-08`.   :param gate_code: empty for all gates together.
    :param measure: a path of `reports.bases.MEASURES`, trade values with their currency.
    :param value: vehicles, kilograms or money, more than nothing.   :param seen: the revision that `by` has seen; 0
        where there was none.   :param basis: the decision that it was made in.
    :raises NotYours: `by` is no manager of the province.   :raises BadPlan: it cannot be planned so.
    :raises PlanMoved: there is another revision by now. Each of these changes nothing.
    """
    if not may_plan(by):
        raise NotYours(_("Only managers of the whole province enter plans."))
    span = read_span_code(period)
    if span is None:
        raise BadPlan(_("Choose a year, a quarter or a month."))
    _require_measure(measure, gate_code)
    if value is not None:
        _require_value(measure, value)
    write_alone(Plan)
    row = {"kind": span[0], "starts_on": span[1], "gate_code": gate_code, "measure": measure}
    last = Plan.objects.filter(**row).order_by("-revision").first()
    revision = last.revision if last else 0
    if revision != seen:
        raise PlanMoved(_("This plan was changed meanwhile; look at it again."))
    if last is None and value is None:
        raise BadPlan(_("There is no such plan to withdraw."))
    if last and (last.value, last.basis) == (value, basis):
        return last
    return Plan.objects.create(**row, revision=revision + 1, value=value, basis=basis, set_at=at, set_by=by)


def _require_measure(measure: str, gate_code: str) -> None:
    if gate_code and not Gate.objects.filter(code=gate_code).exists():
        raise BadPlan(_("There is no such gate."))
    path, _dot, currency = measure.rpartition(".")
    if measure in (*COUNTS, *WEIGHTS):
        return
    if path not in TRADES:
        raise BadPlan(_("There is no such figure to plan."))
    try:
        if read_currency(currency) == currency:
            return
    except BadFormat:
        pass  # said below, as for a code in small letters
    raise BadPlan(_("There is no such currency; write its code, as in USD."))


def _require_value(measure: str, value: Decimal) -> None:
    is_money = measure.startswith(TRADES)
    if not value.is_finite() or not 0 < value < HIGHEST or value != round(value, 2 if is_money else 0):
        raise BadPlan(
            _("A plan is an amount above nothing, with at most two decimals.")
            if is_money
            else _("A plan is a whole number above nothing.")
        )
