"""The managers' pages of the time release study: the study, what is behind its figures, one passage, its files."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.acting import acting_user
from accounts.models import User
from contract.api.errors import Malformed
from declarations.models import Gate
from declarations.stages import CargoKind, Direction
from release.operations.targets import may_set_targets
from release.queries import behind
from release.web.asking import PAGED_BY, Filters
from release.web.passage import shown_passage
from release.web.shown import page_of
from release.web.words import narrowed
from release.words import EMPTY, Time
from reports.web.views import for_managers

LONGEST_CURSOR = 400


def gates_of(user: User) -> list[Gate]:
    """The gates whose passages a manager may read, in the bulletin's order."""
    return list(Gate.objects.worked_by(user).filter(takes_trucks=True).order_by("pk"))


def filters_of(request: HttpRequest, gates: list[Gate]) -> Filters:
    """The filters of this address."""
    return Filters.read(request.GET, gates=gates, at=timezone.now())


def choices(filters: Filters, gates: list[Gate]) -> dict[str, Any]:
    """What the form of the filters offers."""
    return {
        "filters": filters,
        "gates": gates,
        "directions": Direction.choices,
        "cargoes": CargoKind.choices,
        "empty": EMPTY,
    }


@require_safe
@for_managers
@never_cache
def study(request: HttpRequest) -> HttpResponse:
    """Where the time of a period's passages went."""
    by = acting_user(request)
    gates = gates_of(by)
    filters = filters_of(request, gates)
    context = choices(filters, gates) | {
        "page": page_of(filters, gates=gates),
        "may": may_set_targets(by),
        "all": filters.address("release-passages"),
        "csv": filters.address("release-csv"),
        "xlsx": filters.address("release-xlsx"),
        "ways": [(one, one.label, filters.address("release", by=one)) for one in PAGED_BY],
        "times": [(one, one.label, filters.address("release", time=one)) for one in Time],
    }
    return render(request, "release/study.html", context)


@require_safe
@for_managers
@never_cache
def passages(request: HttpRequest) -> HttpResponse:
    """The passages behind a figure, longest first; where a check or an agency is asked for, the waits there."""
    gates = gates_of(acting_user(request))
    filters, after = filters_of(request, gates), request.GET.get("after", "")[:LONGEST_CURSOR]
    asked, of_checks = filters.asked(gates), bool(filters.agency or filters.check)
    try:
        if of_checks:
            found = behind.longest_waits(
                asked, time=filters.time, agency=filters.agency, check=filters.check, after=after
            )
        else:
            found = behind.longest(asked, time=filters.time, hour=filters.hour, weekday=filters.weekday, after=after)
    except Malformed as refusal:
        raise Http404 from refusal
    context = {
        "filters": filters,
        "rows": [_plain(row) for row in found.rows],
        "said": narrowed(filters, gates),
        "next": found.next,
        "of_checks": of_checks,
        "here": filters.address("release-passages"),
        "study": filters.address("release", hour=None, weekday=None, agency="", check=""),
    }
    return render(request, "release/passages.html", context)


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """A passage, or a wait of one, under the same names."""
    said = {key.removeprefix("passage__"): value for key, value in row.items()}
    since = max(filter(None, (said.get("ready_at"), said["arrived_at"])))
    return said | {"passage": row.get("passage_id", row["pk"]), "since": since}


@require_safe
@for_managers
@never_cache
def passage(request: HttpRequest, passage_id: int) -> HttpResponse:
    """One passage with its parts and checks."""
    found = behind.passage_at([gate.pk for gate in gates_of(acting_user(request))], passage_id)
    if found is None:
        raise Http404
    return render(request, "release/passage.html", shown_passage(found, behind.checks_of(found)))
