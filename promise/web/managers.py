"""The managers' page: what hauliers and the gate owed each other in some days, by gate, day and company; its CSV."""

import csv
import io
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.acting import acting_user
from accounts.models import Agency, Organisation
from contract.cells import harmless
from declarations.line.duties import Duty
from declarations.models import Gate
from promise.queries import gate as of_gate
from promise.queries import hauliers
from promise.queries.hauliers import Key, Sums
from release.queries.grouping import Group
from release.queries.study import Asked
from release.web.views import choices, filters_of, gates_of
from reports.web.views import for_managers

MOST_COMPANIES: Final = 50
COLUMNS: Final = ("day", "gate", "company", "tax_code", "figure", "count")
"""Of the CSV file, documented in docs/duties.md."""


@require_safe
@for_managers
@never_cache
def duties(request: HttpRequest) -> HttpResponse:
    """Both sides of the promise."""
    gates = gates_of(acting_user(request))
    filters = filters_of(request, gates)
    asked = filters.asked(gates)
    owed, kept = hauliers.counted(asked), of_gate.counted(asked)
    names = {gate.pk: gate.name for gate in gates}
    days = sorted({key.day for key in [*owed, *kept] if key.day}, reverse=True)
    by_day, kept_by_day = hauliers.summed(owed, "day"), of_gate.summed(kept, "day")
    by_gate, kept_by_gate = hauliers.summed(owed, "gate"), of_gate.summed(kept, "gate")
    shown = [gate.pk for gate in gates if Key(gate=gate.pk) in by_gate or Key(gate=gate.pk) in kept_by_gate]
    context = choices(filters, gates) | {
        "duties": Duty.labels,
        "whole": hauliers.summed(owed).get(Key(), Sums()),
        "kept": of_gate.summed(kept).get(Key(), of_gate.Kept()),
        "tables": [
            ([_side(names[pk], Key(gate=pk), by_gate, kept_by_gate) for pk in shown], _("By gate"), _("Gate"), False),
            ([_side(day, Key(day=day), by_day, kept_by_day) for day in days], _("By day"), _("Day"), True),
        ],
        "agencies": [_agency(group) for group in of_gate.agencies(asked) if group.gross.measured],
        "companies": hauliers.companies(asked, most=MOST_COMPANIES),
        "most": MOST_COMPANIES,
        "csv": filters.address("duties-csv"),
    }
    return render(request, "promise/duties.html", context)


@require_safe
@for_managers
@never_cache
def as_csv(request: HttpRequest) -> HttpResponse:
    """One figure a row: of companies by day and gate, of the gate by day."""
    gates = gates_of(acting_user(request))
    filters = filters_of(request, gates)
    text = io.StringIO()
    sheet = csv.writer(text)
    sheet.writerow(COLUMNS)
    sheet.writerows(_rows(filters.asked(gates), gates))
    name = f"duties-{filters.first.isoformat()}-{filters.last.isoformat()}.csv"
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _rows(asked: Asked, gates: list[Gate]) -> list[list[str]]:
    codes = {gate.pk: gate.code for gate in gates}
    owed = hauliers.counted(asked, by_company=True)
    companies = Organisation.objects.in_bulk({key.company for key in owed if key.company})
    rows = []
    for key, sums in owed.items():
        company = companies[key.company or 0]
        head = [str(key.day), codes[key.gate or 0], harmless(company.name), company.tax_code]
        figures = {"places": sums.places, "came": sums.came} | {duty: sums.strikes[duty] for duty in Duty.values}
        figures |= {"excused": sums.excused, "taken_back": sums.taken_back}
        rows += [[*head, figure, str(many)] for figure, many in figures.items() if many]
    for key, kept in sorted(of_gate.counted(asked).items()):
        head = [str(key.day), codes[key.gate or 0], "", ""]
        figures = {
            "called_entered": kept.called, "called_entered_within_60": kept.within, "hours": kept.hours,
            "places_offered": kept.places, "places_usual": kept.usual, "places_taken": kept.taken,
        }  # fmt: skip
        rows += [[*head, figure, str(many)] for figure, many in figures.items()]
    for group in of_gate.agencies(asked):
        figures = {"measured": group.gross.measured}
        if group.against:
            figures |= {"with_target": group.against.measured, "within_target": group.against.within}
        rows += [["", _the_gate(asked, codes), "", "", f"{group.key}_{what}", str(n)] for what, n in figures.items()]
    return rows


def _the_gate(asked: Asked, codes: dict[int, str]) -> str:
    """Its code; empty where more than one is asked for."""
    return codes[asked.gates[0]] if len(asked.gates) == 1 else ""


def _side(name: Any, key: Key, owed: dict[Key, Sums], kept: dict[Key, of_gate.Kept]) -> dict[str, Any]:
    return {"name": name, "owed": owed.get(key, Sums()), "kept": kept.get(key, of_gate.Kept())}


def _agency(group: Group) -> dict[str, Any]:
    return {"name": capfirst(str(Agency(group.key).label)), "group": group, "against": group.against}
