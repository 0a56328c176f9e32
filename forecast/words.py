"""The words of forecasts, in the active language: kinds of day, verdicts, sentences. A sentence is one message."""

import datetime as dt
from typing import Any, Final

from django.template.defaultfilters import date as written_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from declarations.stages import Direction
from forecast.method.needs import ENOUGH_DAYS
from forecast.models import Forecast, Standing, What
from reports.charts.numbers import written

KINDS: Final[dict[str, Any]] = {
    "tet_weeks_before": gettext_lazy("second week before Tết"),
    "tet_week_before": gettext_lazy("last week before Tết"),
    "tet_eve": gettext_lazy("eve of Tết"),
    "tet": gettext_lazy("Tết"),
    "tet_first_days": gettext_lazy("first days after Tết"),
    "tet_week_after": gettext_lazy("week after Tết"),
    "tet_weeks_after": gettext_lazy("second week after Tết"),
    "holiday_vn": gettext_lazy("holiday in Vietnam"),
    "holiday_cn": gettext_lazy("holiday in China"),
}


def titles(direction: str) -> dict[str, str]:
    """What is forecast, as a heading."""
    stands = _("Left over at the cut-off") if direction == Direction.EXPORT else _("Imports inside at the cut-off")
    return {What.ARRIVALS: _("Arrivals"), What.LEFT_OVER: stands}


def kinds(day: Forecast) -> list[str]:
    """What is special about a day."""
    return [str(KINDS[kind]) for kind in day.made_of.get("kinds", ()) if kind in KINDS]


def weekday(date: dt.date) -> str:
    """A day with its weekday: "Sun 02/08"."""
    return str(written_date(date, "D d/m"))


def first_day(day: Forecast) -> str:
    """The sentence that says the first day ahead."""
    date = written_date(day.for_date, "l d/m/Y")
    if day.why:
        return _("%(date)s: no forecast, %(why)s.") % {"date": date, "why": day.get_why_display()}
    numbers = {"p10": written(day.p10), "p50": written(day.p50), "p90": written(day.p90)}
    if day.what == What.ARRIVALS:
        said = _("%(date)s: about %(p50)s vehicles will come; four times in five it is %(p10)s to %(p90)s.")
    else:
        said = _("%(date)s: about %(p50)s vehicles will stand there; four times in five it is %(p10)s to %(p90)s.")
    return said % {"date": date, **numbers}


def percent(change: int | None) -> str:
    """ "+3 %" more than else; "–" where nothing is known."""
    return written(change) if change is None else _("%(number)s%%") % {"number": written(change, sign=True)}


def share(part: float) -> str:
    """A share of one, in per cent."""
    return _("%(number)s%%") % {"number": written(round(100 * part))}


def verdict(standing: Standing | None) -> str:
    """Whether such forecasts are better than the naive one, in a word or two."""
    days = standing.days if standing else 0
    if standing is None or days < ENOUGH_DAYS:
        said = ngettext("not known yet (%(days)s day scored)", "not known yet (%(days)s days scored)", days)
        return said % {"days": days}
    return _("yes") if standing.beats_naive else _("not proved")


def record(standing: Standing | None) -> str:
    """The sentence that says how forecasts of the day ahead did."""
    if standing is None or standing.days < ENOUGH_DAYS:
        return _("Whether that is better than to take the same weekday of the week before is not known yet.")
    said = {
        "days": standing.days,
        "ours": written(round(standing.error)),
        "naive": written(round(standing.naive_error)),
    }
    if standing.beats_naive:
        better = _(
            "On the last %(days)s days such a forecast missed by %(ours)s vehicles on average, the same weekday of the"
            " week before by %(naive)s: it is better, by more than chance explains."
        )
        return better % said
    other = _(
        "On the last %(days)s days such a forecast missed by %(ours)s vehicles on average, the same weekday of the week"
        " before by %(naive)s: that it is better is not proved."
    )
    return other % said
