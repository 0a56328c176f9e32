"""How plans are written and typed: what can be planned, in which unit, for which period."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.formats import get_format
from django.utils.translation import gettext_lazy as _

from declarations.models import Gate
from declarations.web.written import amount
from reports.bases import TRADES, WEIGHTS
from reports.models import Plan, PlanKind
from reports.spans import span_code

KG_A_TONNE: Final = 1000
MEASURES: Final = {
    "cleared": _("Vehicles cleared"),
    "export.total": _("Export, vehicles"),
    "import.total": _("Import, vehicles"),
    "farm_produce_kg.export": _("Farm produce exported, tonnes"),
    "farm_produce_kg.import": _("Farm produce imported, tonnes"),
    "trade_value.export": _("Export value, by currency"),
    "trade_value.import": _("Import value, by currency"),
}


def period_name(kind: str, starts_on: dt.date) -> str:
    """`2026`, `quarter 3/2026`, `08/2026`, in the active language."""
    if kind == PlanKind.YEAR:
        return f"{starts_on:%Y}"
    if kind == PlanKind.QUARTER:
        return _("quarter %(quarter)d/%(year)d") % {"quarter": (starts_on.month + 2) // 3, "year": starts_on.year}
    return f"{starts_on:%m/%Y}"


def measure_name(measure: str) -> str:
    """What a planned figure is called; its currency behind."""
    path, _dot, currency = measure.rpartition(".")
    if path in TRADES:
        said = _("Export value, %(currency)s") if path == TRADES[0] else _("Import value, %(currency)s")
        return str(said % {"currency": currency})
    return str(MEASURES[measure])


def written(plan: Plan) -> str:
    """Its value in the unit that its name says, grouped as the language does; weights in tonnes."""
    if plan.value is None:
        return ""
    return grouped(typed(plan))


def grouped(value: Decimal | int | str) -> str:
    """A number as the language writes it: `1.234.567,5` in Vietnamese, `1,234,567.5` elsewhere."""
    whole, _point, rest = f"{Decimal(value):f}".partition(".")
    return f"{amount(int(whole))}{get_format('DECIMAL_SEPARATOR')}{rest}" if rest else amount(int(whole))


def typed(plan: Plan) -> Decimal:
    """Its value as it is typed: the shortest number of the unit that its name says."""
    value = plan.value or Decimal()
    value = value / KG_A_TONNE if plan.measure in WEIGHTS else value
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


class PlanForm(forms.Form):
    """One planned figure. The rules are the operation's; here only its shape."""

    period = forms.ChoiceField(label=_("Period"))
    gate = forms.ChoiceField(label=_("Gate"), required=False)
    measure = forms.ChoiceField(label=_("Figure"), choices=list(MEASURES.items()))
    currency = forms.CharField(
        label=_("Currency, of a value"), max_length=3, required=False, initial="USD",
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip
    value = forms.DecimalField(
        label=_("Plan"), max_digits=20, decimal_places=3, widget=forms.NumberInput({"step": "any"})
    )
    basis = forms.CharField(
        label=_("Decided in"), max_length=200, required=False, help_text=_("Number and date of the decision")
    )

    def __init__(self, *args: Any, year: int, gates: Sequence[Gate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"].choices = _periods(year)  # type: ignore[attr-defined]
        self.fields["gate"].choices = [  # type: ignore[attr-defined]
            ("", _("all gates together")), *((gate.code, f"{gate.code} {gate.name}") for gate in gates),
        ]  # fmt: skip

    def asked(self) -> dict[str, Any]:
        """What the operation is asked for."""
        said = self.cleaned_data
        measure, value = said["measure"], said["value"]
        if measure in TRADES:
            measure = f"{measure}.{said['currency'].strip().upper()}"
        return {
            "period": said["period"], "gate_code": said["gate"], "measure": measure,
            "value": in_unit(measure, value), "basis": said["basis"], "seen": 0,
        }  # fmt: skip


class ChangeForm(forms.Form):
    """Another value of a plan that there is, or none: then it is withdrawn."""

    value = forms.DecimalField(
        label=_("Plan"), max_digits=20, decimal_places=3, required=False, widget=forms.NumberInput({"step": "any"}),
        help_text=_("Leave it empty to withdraw the plan."),
    )  # fmt: skip
    basis = forms.CharField(
        label=_("Decided in"), max_length=200, required=False, help_text=_("Number and date of the decision")
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


def in_unit(measure: str, value: Decimal | None) -> Decimal | None:
    """A typed value as it is kept: weights in kilograms."""
    return value * KG_A_TONNE if value is not None and measure in WEIGHTS else value


def _periods(year: int) -> list[tuple[str, str]]:
    starts = [(PlanKind.YEAR, 1), *((PlanKind.QUARTER, month) for month in (1, 4, 7, 10))]
    starts += [(PlanKind.MONTH, month) for month in range(1, 13)]
    plans_there_could_be = [Plan(kind=kind, starts_on=dt.date(year, month, 1)) for kind, month in starts]
    return [
        (span_code(one.kind, one.starts_on), str(period_name(one.kind, one.starts_on))) for one in plans_there_could_be
    ]
