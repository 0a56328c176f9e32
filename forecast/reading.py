"""What a reader gets: forecasts of his gates, how they stand, and the days before. Pages and API read rows only."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Final, NamedTuple

from django.db.models import Q, Sum

from accounts.models import User
from declarations.models import Gate
from declarations.stages import Direction
from forecast.models import Forecast, GateDay, Round, Standing, What
from reports.reading import gates_of

PAST_DAYS: Final = 21
"""Days that are shown before a forecast: three of each weekday."""


class Kind(NamedTuple):
    """What a series of forecasts is of; a code of None is all gates together."""

    gate: str | None
    direction: str
    what: str


class Told(NamedTuple):
    """A series: its seven days, and how such forecasts stand, by days ahead."""

    kind: Kind
    days: list[Forecast]
    standings: list[Standing]


class PastDay(NamedTuple):
    """What a day came to; None is unknown."""

    date: dt.date
    arrivals: int | None
    left_over: int | None


def gates_shown(user: User) -> list[str | None]:
    """The gates whose forecasts a person may read; None, all together, for those who read every gate."""
    every = set(Gate.objects.filter(takes_trucks=True).values_list("code", flat=True))
    own = [code for code in gates_of(user) if code in every]
    return [None, *own] if own and every == set(own) else [*own]


def round_of(made_on: dt.date | None) -> Round | None:
    """The forecasts of an evening, or the last ones; None: there are none."""
    rounds = Round.objects.order_by("-made_on")
    return (rounds.filter(made_on=made_on) if made_on else rounds).first()


def told(made: Round, *, gates: Iterable[str | None], directions: Iterable[str]) -> list[Told]:
    """Every series of an evening at these gates, in their order, arrivals before what is left over."""
    gates, directions = list(gates), list(directions)
    mine = _at(gates) & Q(direction__in=directions)
    days, standings = defaultdict[Kind, list[Forecast]](list), defaultdict[Kind, list[Standing]](list)
    for row in Forecast.objects.filter(mine, round=made).select_related("gate").order_by("horizon"):
        days[_kind(row)].append(row)
    for standing in Standing.objects.filter(mine).select_related("gate").order_by("horizon"):
        standings[_kind(standing)].append(standing)
    kinds = [Kind(gate, direction, what.value) for gate in gates for direction in directions for what in What]
    return [Told(kind, days[kind], standings[kind]) for kind in kinds if days[kind]]


def _at(gates: list[str | None]) -> Q:
    at = Q(gate__code__in=[code for code in gates if code is not None])
    return at | Q(gate__isnull=True) if None in gates else at


def _kind(row: Forecast | Standing) -> Kind:
    return Kind(row.gate.code if row.gate else None, row.direction, row.what)


def past(*, gate: str | None, direction: str, until: dt.date) -> list[PastDay]:
    """The days before a forecast and the evening it was made on; those that are not kept are unknown."""
    first = until - dt.timedelta(days=PAST_DAYS - 1)
    rows = GateDay.objects.filter(date__gte=first, date__lte=until, direction=direction)
    rows = rows.filter(gate__code=gate) if gate else rows.filter(is_imported=False)
    sums = rows.order_by().values_list("date").annotate(arrived=Sum("arrived"), left_over=Sum("left_over"))
    known = {date: (arrived, left_over) for date, arrived, left_over in sums}
    dates = [first + dt.timedelta(days=n) for n in range(PAST_DAYS)]
    return [PastDay(date, *known.get(date, (None, None))) for date in dates]


def known_days(*, gate: str | None, direction: str) -> int:
    """How many days are known of a gate's arrivals, to say how many are still missing."""
    rows = GateDay.objects.filter(direction=direction, arrived__isnull=False, is_closed=False)
    rows = rows.filter(gate__code=gate) if gate else rows
    return rows.values("date").distinct().count()


DIRECTIONS: Final = tuple(direction.value for direction in Direction)
