"""The record of the estimates, for everybody to read."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from declarations.models import Gate
from declarations.stages import Direction
from estimate.method.scores import Score
from estimate.method.widening import PROMISED
from estimate.models import WeekScore
from estimate.reading import WEEKS, Record, records
from reports.charts.numbers import written


@require_safe
@cache_control(max_age=60)
def record(request: HttpRequest) -> HttpResponse:
    """Each side of each gate: the last weeks together, and week by week; beside it the naive estimate's error."""
    gates = Gate.objects.filter(takes_trucks=True).order_by("pk")
    found = [_shown(one) for one in records(gates, at=timezone.now()) if one.weeks]
    return render(request, "estimate/record.html", {
        "records": found, "weeks": WEEKS, "promised": _percent(PROMISED),
    })  # fmt: skip


def _shown(one: Record) -> dict[str, Any]:
    return {
        "gate": one.gate,
        "direction": Direction(one.direction).label,
        "recent": _row(one.recent),
        "weeks": [_week(week) | _row(week.score) for week in one.weeks],
    }


def _week(week: WeekScore) -> dict[str, Any]:
    return {"label": f"{week.monday:%d/%m}–{week.sunday:%d/%m/%Y}"}


def _row(score: Score) -> dict[str, Any]:
    naive = score.naive_error / score.compared if score.compared else None
    return {
        "estimates": written(score.estimates),
        "held": _percent(score.coverage),
        "error": _minutes(score.mean_error),
        "naive": _minutes(naive),
        "better": _better(score.against_naive),
    }


def _percent(part: float | None) -> str:
    return written(None) if part is None else _("%(number)s%%") % {"number": written(round(100 * part))}


def _minutes(minutes: float | None) -> str:
    return written(None if minutes is None else round(minutes, 1))


def _better(against_naive: float | None) -> str:
    """In words: by how much the error is smaller (or larger) than the naive one's."""
    if against_naive is None:
        return written(None)
    part = written(round(abs(1 - against_naive) * 100))
    if against_naive <= 1:
        return _("%(part)s%% smaller") % {"part": part}
    return _("%(part)s%% larger") % {"part": part}
