"""What the page shows of a series: a drawing with its table, what each day is made of, and how such forecasts did."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext as _

from forecast import words
from forecast.method.needs import HORIZONS
from forecast.models import Forecast, Standing, What
from forecast.reading import PastDay, Told
from reports.charts import Band, Chart, Series, lines
from reports.charts.numbers import written

COUNTS: Final = ("usual", "in_hand", "in_hand_usually", "stands", "arrived", "cleared")


class Part(NamedTuple):
    """One series on the page."""

    key: str
    title: str
    sentences: list[str]
    chart: Chart
    days: list[dict[str, Any]]
    scores: list[dict[str, Any]]


def parts(found: list[Told], past: Sequence[PastDay], *, direction: str) -> list[Part]:
    """The parts of the page, arrivals first."""
    titles = words.titles(direction)
    return [_part(one, past, titles[one.kind.what]) for one in found]


def _part(one: Told, past: Sequence[PastDay], title: str) -> Part:
    by_horizon = {standing.horizon: standing for standing in one.standings}
    first, is_arrivals = one.days[0], one.kind.what == What.ARRIVALS
    return Part(
        one.kind.what,
        title,
        [words.first_day(first), *([] if first.why else [words.record(by_horizon.get(1))])],
        _chart(one.days, [day.arrivals if is_arrivals else day.left_over for day in past], past, title),
        [_made_of(day) for day in one.days],
        [_score(h, by_horizon.get(h)) for h in HORIZONS],
    )


def _chart(days: list[Forecast], came: list[int | None], past: Sequence[PastDay], title: str) -> Chart:
    before, ahead = [None] * len(past), [None] * len(days)
    return lines(
        title=_("%(what)s: the last three weeks and the next seven days") % {"what": title},
        labels=[words.weekday(day.date) for day in past] + [words.weekday(day.for_date) for day in days],
        series=[
            Series(_("Came") if days[0].what == What.ARRIVALS else _("Stood there"), [*came, *ahead]),
            Series(_("Forecast"), [*before, *(day.p50 for day in days)]),
            Series(_("Week before"), [*before, *(day.naive for day in days)]),
        ],
        band=Band([*before, *(day.p10 for day in days)], [*before, *(day.p90 for day in days)]),
        unit=_("vehicles"),
        heading=_("Day"),
    )


def _made_of(day: Forecast) -> dict[str, Any]:
    """A day's row: every number as it is written."""
    made = day.made_of
    row = {
        "label": words.weekday(day.for_date),
        "kinds": words.kinds(day),
        "why": day.get_why_display(),
        "p50": written(day.p50),
        "band": f"{written(day.p10)}–{written(day.p90)}",
        "lately": words.percent(made.get("lately_percent")),
        "filings": words.percent(made["filings_percent"] if "in_hand" in made else None),
    }
    return row | {name: written(made.get(name)) for name in COUNTS}


def _score(horizon: int, standing: Standing | None) -> dict[str, Any]:
    found: dict[str, Any] = {"horizon": horizon, "verdict": words.verdict(standing), "days": "0"}
    if standing is None:
        return found | dict.fromkeys(("error", "naive_error", "covered"), written(None))
    return found | {
        "days": written(standing.days),
        "error": written(round(standing.error, 1)),
        "naive_error": written(round(standing.naive_error, 1)),
        "covered": words.share(standing.coverage),
    }
