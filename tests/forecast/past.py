"""A past for forecasts: days of invented gates, kept as the evenings before would have kept them."""

import datetime as dt

import numpy as np

from declarations.days import day_of
from forecast.method.invented import busy_gate
from forecast.method.needs import FILED_AHEAD
from forecast.method.series import Series
from forecast.models import FiledAhead, GateDay
from tests import given

SEED = 5
LAST = dt.date(2026, 8, 1)
"""The last day that is over: a Saturday in summer, no holiday within a week."""
ONE = dt.timedelta(days=1)


def evening(date: dt.date = LAST) -> dt.datetime:
    """Two minutes past the cut-off of a day."""
    return day_of(date).cut_off_at + dt.timedelta(minutes=2)


def invented(*, days: int = 150, last: dt.date = LAST, more: int = 0) -> Series:
    """So many days up to `last`, and `more` beyond it that only the future knows."""
    return busy_gate(seed=SEED, days=days + more, first=last - ONE * (days - 1))


def keep(
    series: Series, *, gate: str = "HN", direction: str = "export", since: int = 0, until: int | None = None
) -> None:
    """Keep days of a series at a gate, from day `since` of it on and before day `until`."""
    chosen = range(since, series.days if until is None else until)
    place = given.gate(gate)
    GateDay.objects.bulk_create(
        GateDay(
            date=series.date(n), gate=place, direction=direction, arrived=int(series.arrivals[n]),
            left_over=int(series.left_over[n]), is_closed=False, counted_at=evening(series.date(n)),
        )
        for n in chosen
    )  # fmt: skip
    FiledAhead.objects.bulk_create(
        [
            FiledAhead(date=series.date(n), gate=place, direction=direction, days_ahead=h, vehicles=int(vehicles))
            for n in range(chosen.start, chosen.stop + FILED_AHEAD)
            for h in range(1, FILED_AHEAD + 1)
            if np.isfinite(vehicles := series.in_hand[n, h - 1]) and n - h < chosen.stop
        ],
        ignore_conflicts=True,
    )
