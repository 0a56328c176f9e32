"""Reading kept days as the series that forecasts are made from; of all gates together, their sum."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from declarations.models import DayMode
from declarations.stages import Direction
from forecast.method.needs import FILED_AHEAD, WEEK
from forecast.method.series import Series
from forecast.models import FiledAhead, GateDay
from forecast.queries.counting import DAY, places


class Scope(NamedTuple):
    """What a forecast is of: a gate, or (None) all of them, in a direction."""

    gate_id: int | None
    direction: str


class Row(NamedTuple):
    """A day of a scope; what is unknown is None."""

    date: dt.date
    arrived: int | None
    left_over: int | None
    is_closed: bool


def scopes() -> list[Scope]:
    """Everything that is forecast: each gate in each direction, and all together."""
    return [*(Scope(*place) for place in places()), *(Scope(None, direction.value) for direction in Direction)]


def came(dates: Iterable[dt.date]) -> dict[tuple[dt.date, Scope], Row]:
    """What is known of these days, by day and scope."""
    rows = GateDay.objects.filter(date__in=set(dates)).values_list(*FIELDS)
    return {(row.date, scope): row for scope, found in _by_scope(rows).items() for row in found}


FIELDS = ("date", "arrived", "left_over", "is_closed", "gate_id", "direction", "is_imported")


def all_series(*, last: dt.date, since: dt.date) -> dict[Scope, Series]:
    """The series of every scope that has days, each from its first day after `since` up to `last`."""
    rows = GateDay.objects.filter(date__gte=since, date__lte=last).values_list(*FIELDS)
    filed = _filed(since)
    closed = _closed_ahead(last)
    gates = {place.gate_id for place in places()}
    found = {}
    for scope, days in _by_scope(rows).items():
        mine = gates if scope.gate_id is None else {scope.gate_id}
        found[scope] = _series(days, last, filed[scope], {date for date, shut in closed.items() if mine <= shut})
    return found


def _by_scope(rows: Iterable[tuple[dt.date, int | None, int | None, bool, int, str, bool]]) -> dict[Scope, list[Row]]:
    found = defaultdict[Scope, list[Row]](list)
    together = defaultdict[tuple[dt.date, str], list[Row]](list)
    for date, arrived, left_over, is_closed, gate_id, direction, is_imported in rows:
        row = Row(date, arrived, left_over, is_closed)
        found[Scope(gate_id, direction)].append(row)
        # Others name some gates of a day only: such a day has no sum.
        together[date, direction].append(Row(date, None, None, is_closed) if is_imported else row)
    for (date, direction), parts in sorted(together.items()):
        sums = _sum(part.arrived for part in parts), _sum(part.left_over for part in parts)
        found[Scope(None, direction)].append(Row(date, *sums, all(part.is_closed for part in parts)))
    return found


def _sum(parts: Iterable[int | None]) -> int | None:
    """The sum; unknown as soon as one of them is."""
    values = list(parts)
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None


def _filed(since: dt.date) -> dict[Scope, dict[tuple[dt.date, int], int]]:
    found = defaultdict[Scope, dict[tuple[dt.date, int], int]](lambda: defaultdict(int))
    rows = FiledAhead.objects.filter(date__gte=since)
    for date, gate_id, direction, ahead, vehicles in rows.values_list(
        "date", "gate_id", "direction", "days_ahead", "vehicles"
    ):
        found[Scope(gate_id, direction)][date, ahead] += vehicles
        found[Scope(None, direction)][date, ahead] += vehicles
    return found


def _closed_ahead(last: dt.date) -> dict[dt.date, set[int]]:
    shut = defaultdict[dt.date, set[int]](set)
    modes = DayMode.objects.filter(date__gt=last, date__lte=last + DAY * WEEK, mode=DayMode.Mode.CLOSED)
    for date, gate_id in modes.values_list("date", "gate_id"):
        shut[date].add(gate_id)
    return shut


def _series(
    rows: list[Row], last: dt.date, filed: dict[tuple[dt.date, int], int], closed_ahead: set[dt.date]
) -> Series:
    first = min(row.date for row in rows)
    days = (last - first).days + 1
    arrivals, left_over = np.full(days, np.nan), np.full(days, np.nan)
    is_open = np.full(days + WEEK, True)
    for date, arrived, stands, is_closed in rows:
        n = (date - first).days
        is_open[n] = not is_closed
        left_over[n] = np.nan if stands is None else stands
        arrivals[n] = np.nan if arrived is None or is_closed else arrived
    in_hand = np.full((days + WEEK, FILED_AHEAD), np.nan)
    for (date, ahead), vehicles in filed.items():
        n = (date - first).days
        if 0 <= n < len(in_hand):
            in_hand[n, ahead - 1] = vehicles
    for date in closed_ahead:
        is_open[(date - first).days] = False
    return Series(first, arrivals, left_over, in_hand, is_open)
